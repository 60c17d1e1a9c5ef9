/** Objects and business documents brought together or apart: a fact about lots that moves nothing. */
import { CHILDREN, parentName } from './aggregation-event.ts'
import { collectValues, markHolds } from './conditions.ts'
import type { Draft } from './draft.ts'
import { things } from './event.ts'
import { note, sorted } from './object-event.ts'

export function mapTransactionEvent(draft: Draft): void {
  const parent = parentName(draft.event)
  const named = things(draft.event, { epcs: 'epcList', quantities: 'quantityList' })
  const children = things(draft.event, CHILDREN)
  const whole = parent === undefined ? [] : [{ name: parent, quantity: '1', unit: 'ea', pointer: `${draft.event.pointer}/parentID` }]
  const found = sorted(draft, [...whole, ...named, ...children])
  draft.present(found.lots)
  note(draft, found)
  markHolds(draft, found.lots)
  collectValues(draft, found)
}
