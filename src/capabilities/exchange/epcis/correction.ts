/**
 * An event that its sender declares wrong is still recorded, so that the audit shows it, and voided at once. The corrective events are events
 * of the same or another file and come in on their own. An event that was imported before is only voided.
 */
import type { Draft } from './draft.ts'
import type { EpcisEvent } from './event.ts'
import { isRecord, listOf, textOf } from './json.ts'
import { word } from './vocabulary.ts'

export const declaredWrong = (event: EpcisEvent): boolean => isRecord(event.record['errorDeclaration'])

export function voidDeclared(draft: Draft): void {
  const declaration = draft.event.record['errorDeclaration']
  if (!isRecord(declaration)) return
  const corrective = listOf(declaration['correctiveEventIDs'])
    .map(textOf)
    .filter(id => id !== '')
  const reason = [
    word(declaration['reason']) || 'declared wrong',
    ...(corrective.length === 0 ? [] : [`corrected by ${corrective.join(', ')}`]),
  ]
    .join('; ')
    .slice(0, 4000)
  // Last first: what leans on the first fact goes before it.
  for (const { id } of [...draft.facts].reverse()) {
    draft.fact(`declared|${id}`, { type: 'correct', event: id, reason })
    const last = draft.facts.at(-1)
    if (last) last.extensions = { errorDeclaration: declaration }
  }
  forget(draft)
}

/** Balances and places that went through a voided event are no longer known here. */
function forget(draft: Draft): void {
  for (const lot of draft.memory.lots.values()) {
    lot.balance = undefined
    lot.place = undefined
  }
}
