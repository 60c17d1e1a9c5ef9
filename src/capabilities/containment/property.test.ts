/** Whatever happens, no lot that holds reach can be used, and none that no hold reaches is kept: compared with chains written out one by one. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rounds } from '../../../test/ledger/histories.ts'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { activeHolds, holdsOn } from './guard.ts'
import { heldLots } from './held.ts'

const at = testStore()
const RAW = ['R-1', 'R-2', 'R-3']
const MADE = ['P-1', 'P-2', 'P-3', 'P-4', 'P-5']
const ALL = [...RAW, ...MADE]
const HOLDS = ['H-1', 'H-2', 'H-3']

interface Step {
  what: 'make' | 'run' | 'merge' | 'ship' | 'hold' | 'release' | 'releaseLots' | 'dispose' | 'correct'
  from: number
  to: number
  hold: number
  late: boolean
}
const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    'make',
    'make',
    'make',
    'run',
    'merge',
    'ship',
    'ship',
    'hold',
    'hold',
    'release',
    'releaseLots',
    'releaseLots',
    'dispose',
    'correct',
  ),
  from: fc.nat(99),
  to: fc.nat(99),
  hold: fc.nat(99),
  late: fc.boolean(),
})
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]
const lot = (number: string): { number: string } => ({ number })

/** What the step sends: uses name the lots that no hold may reach. */
function eventOf(
  { what, from, to, hold, late }: Step,
  { index, made, site }: { index: number; made: string[]; site: string },
): { event: Sent; uses: string[] } {
  const source = pick(ALL, from)
  const target = pick(MADE, to)
  const name = `${site} ${pick(HOLDS, hold)}`
  const isLate = late ? { late: true } : {}
  if (what === 'make')
    return {
      event: {
        type: 'transform',
        inputs: [{ lot: lot(source), quantity: 1 }],
        outputs: [{ lot: { material: 'PART', number: target }, quantity: 2 }],
        ...isLate,
      },
      uses: [source],
    }
  if (what === 'run') return { event: { type: 'load', run: 'RUN', lot: lot(source), quantity: 1, ...isLate }, uses: [source] }
  if (what === 'merge')
    return {
      event: {
        type: 'merge',
        lots: [{ lot: lot(source), quantity: 1 }],
        into: { number: pick(source.startsWith('R') ? RAW : MADE, to) },
        ...isLate,
      },
      uses: [source],
    }
  if (what === 'ship')
    return {
      event: { type: 'ship', shipment: `SH-${index}`, customer: 'C-1', lots: [{ lot: lot(source), quantity: 1 }], ...isLate },
      uses: [source],
    }
  if (what === 'hold')
    return {
      event: {
        type: 'hold',
        hold: `${name} ${index}`,
        lots: [...new Set([source, pick(ALL, to)])].map(lot),
        direction: late && to % 3 === 0 ? 'none' : 'forward',
        reason: 'suspect',
      },
      uses: [],
    }
  if (what === 'correct') return { event: { type: 'correct', event: pick(made, from), reason: 'was not so' }, uses: [] }
  if (what === 'dispose')
    return {
      event: { type: 'dispose', lots: [{ lot: lot(source) }], disposition: late ? 'rework' : 'use-as-is', reason: 'decided' },
      uses: [],
    }
  return {
    event: { type: 'release', hold: name, ...(what === 'release' ? {} : { lots: [{ lot: lot(source) }] }), reason: 'checked' },
    uses: [],
  }
}

interface Rule {
  hold: string
  direction: string
  seeds: string[]
  freed: { number: string; since: number }[]
}
interface Link {
  parent: string
  child: string
  came: number
  gone: number
  since: number
}

/** Every chain from every seed, judged as a whole: no engine, no bitmap, nothing remembered. */
function heldByChains(rule: Rule, links: readonly Link[]): Set<string> {
  const freedAt = new Map(rule.freed.map(({ number, since }) => [number, since]))
  const seeds = rule.seeds.filter(number => !freedAt.has(number))
  const held = new Set(seeds)
  if (rule.direction === 'none') return held
  const open = links.filter(link => link.since > (freedAt.get(link.child) ?? -1))
  const walk = (number: string, arrived: number, chain: readonly Link[]): void => {
    for (const link of open) {
      if (link.parent !== number || link.gone < arrived || chain.includes(link)) continue
      held.add(link.child)
      walk(link.child, Math.max(arrived, link.came), [...chain, link])
    }
  }
  for (const seed of seeds) walk(seed, -Infinity, [])
  return held
}

async function chainsOf(plant: Plant): Promise<Map<string, Set<string>>> {
  const rules = await plant.rows<Rule>(
    `select h.hold, h.direction, coalesce((select json_agg(l.number) from hold_lot x join lot l on l.id = x.lot where x.hold = h.hold and x.site = h.site and x.exempt is null and x.until is null), '[]') as seeds,
       coalesce((select json_agg(json_build_object('number', l.number, 'since', x.since) order by x.since) from hold_lot x join lot l on l.id = x.lot where x.hold = h.hold and x.site = h.site and x.exempt is not null and x.until is null), '[]') as freed
     from hold h where h.site = $1 and h.until is null and h.released_at is null`,
    plant.site,
  )
  const links = await plant.rows<Link>(
    `select p.number as parent, c.number as child, k.came::float8 as came, coalesce(k.gone, k.came)::float8 as gone, k.since from link k join lot p on p.id = k.parent join lot c on c.id = k.child
     where k.site = $1 and k.until is null and k.removed_at is null`,
    plant.site,
  )
  return new Map(rules.map(rule => [rule.hold, heldByChains(rule, links)]))
}

async function asAsked(plant: Plant): Promise<{ guard: Record<string, string[]>; lists: Record<string, string[]> }> {
  const { engine, pool } = plant.services
  const lots = await plant.rows<{ id: number; number: string }>('select id, number from lot where site = $1 order by number', plant.site)
  const numbers = new Map(lots.map(row => [row.id, row.number]))
  const holds = (await activeHolds(pool)).filter(hold => hold.site === plant.site)
  const reached = holdsOn(await engine.current(), holds, [...numbers.keys()])
  const held = (await heldLots(engine, pool)).holds.filter(({ hold }) => hold.site === plant.site)
  return {
    guard: Object.fromEntries(
      holds.map(({ hold }) => [hold, lots.flatMap(row => (reached.get(row.id)?.includes(hold) ? row.number : []))]),
    ),
    lists: Object.fromEntries(held.map(entry => [entry.hold.hold, [...entry.lots].map(id => numbers.get(id) ?? `${id}`).sort()])),
  }
}

it('no lot can be used that descends from a held one, and none is kept that does not', { timeout: 300_000 }, async () => {
  const seen = new Map<string, number>()
  const count = (what: string): unknown => seen.set(what, (seen.get(what) ?? 0) + 1)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 45, size: 'max' }), async steps => {
      const plant = await plantWithBasics(at, ...RAW.map(number => receive('STEEL', number, 500)), {
        type: 'start',
        run: 'RUN',
        workCenter: 'WC-1',
      })
      await plant.ok(
        ...MADE.map(number => ({ type: 'transform', inputs: [], outputs: [{ lot: { material: 'PART', number }, quantity: 100 }] })),
      )
      const made: string[] = []
      let open = new Map<string, Set<string>>()
      for (const [index, one] of steps.entries()) {
        const { event, uses } = eventOf(one, {
          index,
          made: made.length > 0 ? made : ['00000000-0000-4000-8000-000000000000'],
          site: plant.site,
        })
        if (event.type === 'release') event.hold = pick([...open.keys(), 'no hold'], one.hold)
        const [result] = await plant.send(event)
        const isHeld = uses.some(number => [...open.values()].some(held => held.has(number)))
        const saysHeld = result?.code === 'lot-on-hold'
        if (uses.length > 0 && (isHeld || saysHeld || result?.status === 'recorded'))
          expect(saysHeld, `${JSON.stringify(event)}: held?`).toBe(isHeld)
        if (event.type === 'release' && event.lots && result?.code === 'not-held')
          expect(open.get(event.hold as string)?.has(pick(ALL, one.from))).toBe(false)
        count(`${event.type} ${result?.status} ${result?.code ?? ''}`)
        if (result?.id && result.status !== 'refused' && event.type !== 'correct') made.push(result.id)
        if (event.type === 'load' && result?.status !== 'refused')
          await plant.send({ type: 'produce', run: 'RUN', lot: { material: 'PART', number: pick(MADE, one.to) }, quantity: 1 })
        open = await chainsOf(plant)
        const expected = Object.fromEntries([...open].map(([hold, held]) => [hold, [...held].sort()]))
        expect(await asAsked(plant), `after ${JSON.stringify(event)}`).toEqual({ guard: expected, lists: expected })
      }
    }),
    { numRuns: rounds(12) },
  )
  for (const what of [
    'transform refused lot-on-hold',
    'transform exception lot-on-hold',
    'ship recorded ',
    'release recorded ',
    'dispose recorded ',
    'correct recorded ',
  ])
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(0)
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
