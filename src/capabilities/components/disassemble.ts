import { fromNumber, total } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { LinkRow } from '../../ledger/tables.ts'
import { Draft, wantLot } from '../booking/draft.ts'
import { insideOf, takeOut } from '../booking/installed.ts'
import { placeNamed } from '../booking/places.ts'
import type { CommandOf } from '../events.ts'

type Disassemble = CommandOf<'disassemble'>

/** Everything installed goes to where it is said, and the assembly is used up: it is no longer what it was. */
export const disassembleHandler: Handler<Disassemble> = {
  alone: true,
  names(command, wanted) {
    wantLot(wanted, command.assembly)
    for (const place of [command.to, ...(command.components ?? []).map(entry => entry.to)]) if (place !== undefined) wanted.location(place)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const assembly = draft.lot(command.assembly, '/assembly')
    const parts = partsByLot(state.partsOf(assembly.id))
    if (parts.size === 0)
      throw new Refusal(
        'not-installed',
        `Nothing is installed in ${assembly.material} ${assembly.number}: there is nothing to take apart.`,
        '/assembly',
      )
    const whole = draft.available(assembly)
    if (whole <= 0n)
      throw new Refusal(
        'quantity-exceeds-balance',
        `${assembly.material} ${assembly.number} is not here: it cannot be taken apart.`,
        '/assembly',
      )
    const said = saidOf(draft, command, parts)
    for (const [id, links] of parts) {
      const lot = state.lot(id)
      const quantity = total(links.map(link => fromNumber(link.quantityExpected ?? 0)))
      const own = said.get(id)
      const place = placeFor(draft, command, own?.to, own?.pointer)
      draft.put(lot, quantity, 'removed', place)
      if (own?.disposition === 'scrap') draft.take(lot, quantity, 'scrapped', own.pointer, { from: place })
      if (own?.disposition === 'return-to-vendor') draft.take(lot, quantity, 'sentBack', own.pointer, { from: place })
    }
    draft.take(assembly, whole, 'consumed', '/assembly')
    return draft.effect
  },
  evolve(state, fact) {
    const lines = state.movementsOf(fact.since)
    const used = lines.find(line => line.kind === 'consumed')
    if (!used) throw new Error('a disassembly without its assembly')
    const assembly = state.lot(used.lot)
    for (const removed of new Set(lines.filter(line => line.kind === 'removed').map(line => line.lot)))
      for (const link of insideOf(state, state.lot(removed), assembly))
        takeOut(state, fact.since, fact.at, link, fromNumber(link.quantityExpected ?? 0))
  },
}

function partsByLot(links: readonly LinkRow[]): Map<number, LinkRow[]> {
  const parts = new Map<number, LinkRow[]>()
  for (const link of links) parts.set(link.parent, [...(parts.get(link.parent) ?? []), link])
  return parts
}

type Said = NonNullable<Disassemble['components']>[number] & { pointer: string }

function saidOf(draft: Draft, command: Disassemble, parts: ReadonlyMap<number, unknown>): Map<number, Said> {
  return new Map(
    (command.components ?? []).map((entry, index) => {
      const pointer = `/components/${index}`
      const lot = draft.lot(entry.lot, `${pointer}/lot`)
      if (!parts.has(lot.id)) throw new Refusal('not-installed', `${lot.material} ${lot.number} is not installed in it.`, `${pointer}/lot`)
      return [lot.id, { ...entry, pointer }]
    }),
  )
}

function placeFor(draft: Draft, command: Disassemble, own: string | undefined, pointer: string | undefined): string {
  if (own !== undefined) return placeNamed(draft.state, own, `${pointer ?? ''}/to`)
  if (command.to !== undefined) return placeNamed(draft.state, command.to, '/to')
  return command.workCenter === undefined ? '' : `workCenter:${command.workCenter}`
}
