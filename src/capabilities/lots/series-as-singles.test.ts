/** The same history over a series kept as one lot, and over single serials: whoever asks about a serial hears the same. */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { heldLots } from '../containment/held.ts'

const at = testStore()
const SIZE = 8
const serial = (index: number): string => `S${String(index).padStart(2, '0')}`
const ALL = Array.from({ length: SIZE }, (_, index) => serial(index + 1))
const lot = (number: string): { material: string; number: string } => ({ material: 'MOTOR', number })

type Act =
  | { act: 'install' | 'scrap' | 'hold' | 'return'; one: number }
  | { act: 'remove'; one: number }
  | { act: 'ship' | 'move' | 'holdAll'; one: number; last: number }
  | { act: 'shipRest' }

const one = fc.integer({ min: 1, max: SIZE })
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ act: fc.constantFrom('install' as const, 'scrap' as const, 'hold' as const, 'return' as const), one }),
    fc.record({ act: fc.constant('remove' as const), one }),
    fc.record({ act: fc.constantFrom('ship' as const, 'move' as const, 'holdAll' as const), one, last: one }),
    fc.constant({ act: 'shipRest' as const }),
  ),
  { minLength: 1, maxLength: 8 },
)

/** A lot in the plant with a series, and the serials that are left in it: what nobody has named moves with it. */
class Pieces {
  private readonly byLot = new Map<string, Set<string>>([['SER', new Set(ALL)]])

  /** The lot that has all of these and none besides that were named, or undefined. */
  holderOf(numbers: readonly string[]): string | undefined {
    return [...this.byLot].find(([, left]) => numbers.every(number => left.has(number)))?.[0]
  }

  take(numbers: readonly string[], name: string): void {
    const holder = this.holderOf(numbers)
    if (holder === undefined || holder === name) return
    for (const number of numbers) this.byLot.get(holder)?.delete(number)
    if (numbers.length > 1) this.byLot.set(name, new Set(numbers))
  }

  leftIn(name: string): string[] {
    return [...(this.byLot.get(name) ?? [])]
  }
}

interface Both {
  series: Sent
  singles: Sent[]
  /** What becomes a lot by it, under which name. */
  numbers: string[]
  name: string
}

/** The event over the series, and the same over single serials; nothing where it could not be the same. */
function bothOf(pieces: Pieces, act: Act, nth: number): Both | undefined {
  const ship = (lots: object[]): Sent => ({ type: 'ship', shipment: `SH-${nth}`, customer: 'C-1', lots })
  const hold = (lots: { lot: object }[]): Sent => ({ type: 'hold', hold: `H-${nth}`, lots: lots.map(entry => entry.lot), reason: 'doubt' })
  const listed = (event: (lots: { lot: object }[]) => Sent, name: string, numbers: string[]): Both => ({
    series: event([{ lot: lot(name) }]),
    singles: [event(numbers.map(number => ({ lot: lot(number) })))],
    numbers,
    name,
  })
  if (act.act === 'shipRest') {
    const rest = pieces.leftIn('SER')
    return rest.length === 0 ? undefined : listed(ship, 'SER', rest)
  }
  const first = serial(act.one)
  if (!('last' in act)) {
    const event = eventOf(act.act, first, hold)
    return { series: event, singles: [event], numbers: [first], name: first }
  }
  const numbers = ALL.slice(Math.min(act.one, act.last) - 1, Math.max(act.one, act.last))
  const name = numbers.length === 1 ? first : `${numbers[0]}..${numbers.at(-1)}`
  if (numbers.length > 1 && pieces.holderOf(numbers) === undefined) return undefined
  if (act.act === 'ship') return listed(ship, name, numbers)
  if (act.act === 'holdAll') return listed(hold, name, numbers)
  const move = (number: string): Sent => ({ type: 'move', lot: lot(number), to: 'DOCK' })
  return { series: move(name), singles: numbers.map(move), numbers, name }
}

function eventOf(act: 'install' | 'scrap' | 'hold' | 'return' | 'remove', number: string, hold: (lots: { lot: object }[]) => Sent): Sent {
  switch (act) {
    case 'install':
    case 'remove':
      return { type: act, assembly: { number: 'P1' }, component: lot(number) }
    case 'scrap':
      return { type: 'scrap', lot: lot(number), quantity: 1, reason: 'bent' }
    case 'hold':
      return hold([{ lot: lot(number) }])
    default:
      return { type: 'return', customer: 'C-1', lots: [{ lot: lot(number) }], to: 'STORE', reason: 'noisy' }
  }
}

interface Ends {
  stop: object[]
  quarantine: { number: string }[]
  call: { number: string }[]
  gone: { number: string }[]
}

/** What somebody hears who asks where a serial went, and whether it is held. */
async function saidOf(plant: Plant, number: string): Promise<unknown> {
  const { lots, ends } = await ask<{ lots: { number: string; certainty: string }[]; ends: Ends }>(plant.services, 'POST /traces', {
    direction: 'forward',
    seeds: [{ ...lot(number), site: plant.site }],
  })
  const plain = (rows: object[]): object[] =>
    rows.map(row => {
      const { number: of, location, shipment, quantity, certainty, how, at: when } = row as Record<string, unknown>
      return { of, location, shipment, quantity, certainty, how, when }
    })
  return {
    lots: lots.map(row => `${row.number} ${row.certainty}`).sort(),
    ends: { stop: plain(ends.stop), quarantine: plain(ends.quarantine), call: plain(ends.call), gone: plain(ends.gone) },
    held: await isHeld(plant, number),
  }
}

async function isHeld(plant: Plant, number: string): Promise<boolean> {
  const { lots } = await ask<{ lots: { id: number }[] }>(plant.services, `GET /lots?site=${plant.site}&material=MOTOR&search=${number}`)
  const held = await heldLots(plant.services.engine, plant.services.pool)
  return lots[0] !== undefined && held.lots.has(lots[0].id)
}

const begun = (serials: object): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('STEEL', 'STEEL-1', 100),
    {
      type: 'transform',
      inputs: [{ lot: { number: 'STEEL-1' }, quantity: 1 }],
      outputs: [{ lot: { material: 'PUMP', number: 'P1' }, quantity: 1 }],
    },
    {
      type: 'receive',
      vendor: 'V-1',
      vendorLot: 'VL-7',
      lot: { material: 'MOTOR', ...('range' in serials ? { number: 'SER' } : {}) },
      serials,
      location: 'STORE',
    },
  )

describe('a series beside the same serials one by one', () => {
  it('answers the same of every serial after any history', async () => {
    await fc.assert(
      fc.asyncProperty(acts, async history => {
        const ends = { from: serial(1), to: serial(SIZE) }
        const [series, singles] = [await begun({ ...ends, range: true }), await begun(ends)]
        const pieces = new Pieces()
        for (const [nth, act] of history.entries()) {
          const both = bothOf(pieces, act, nth)
          if (!both) continue
          const when = (nth + 60) * 5
          const [inSeries] = await series.send({ ...both.series, at: when })
          for (const single of both.singles) {
            const [inSingles] = await singles.send({ ...single, at: when })
            expect({ act, status: inSeries?.status, code: inSeries?.code }).toEqual({
              act,
              status: inSingles?.status,
              code: inSingles?.code,
            })
          }
          if (inSeries?.status === 'recorded') pieces.take(both.numbers, both.name)
        }
        for (const number of ALL) expect(await saidOf(series, number), number).toEqual(await saidOf(singles, number))
      }),
      { numRuns: 10 },
    )
  }, 240_000)
})

afterAll(() => expectSound(at), 240_000)
