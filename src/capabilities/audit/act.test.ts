import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rounds } from '../../../test/ledger/histories.ts'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { CorrectionPreview } from '../../answers/index.ts'
import { asBuilt } from '../as-built/record.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const make = (from: string, number: string, quantity: number): Sent => ({
  type: 'transform',
  inputs: [{ lot: lot(from), quantity }],
  outputs: [{ lot: { material: 'PART', number }, quantity }],
})
const ship = (number: string, quantity: number, shipment = 'SH-1'): Sent => ({
  type: 'ship',
  shipment,
  customer: 'C-1',
  lots: [{ lot: lot(number), quantity }],
})
interface Part {
  event: string
  replacement?: Sent
}
const act = ({ event, replacement }: Part, ...also: Part[]): Sent => ({
  type: 'correct',
  event,
  reason: 'a zero too many',
  ...(replacement ? { replacement } : {}),
  ...(also.length > 0 ? { also } : {}),
})
const preview = (plant: Plant, sent: Sent): Promise<CorrectionPreview> => {
  const { event, replacement, also } = plant.complete(sent)
  return ask<CorrectionPreview>(plant.services, 'POST /corrections/preview', { site: plant.site, event, replacement, also })
}

const right = {
  receipt: { ...receive('STEEL', 'S-1', 100), at: 60 },
  made: { ...make('S-1', 'P-1', 70), at: 61 },
  sent: { ...ship('P-1', 50), at: 62 },
}
/** 1000 are said to have come, 700 of them were made into P-1, of which 500 were sent. */
const begun = async (): Promise<{ plant: Plant; receipt: string; made: string; sent: string }> => {
  const plant = await plantWithBasics(at)
  const wrong = [receive('STEEL', 'S-1', 1000), make('S-1', 'P-1', 700), ship('P-1', 500)]
  const done = await plant.ok(...wrong.map((event, index) => ({ ...event, at: 60 + index })))
  const [receipt = '', made = '', sent = ''] = done.map(({ id }) => id ?? '')
  return { plant, receipt, made, sent }
}

describe('a correction with what depends on it', () => {
  it('all three are put right: each has its own new version, in a row of its own', async () => {
    const { plant, receipt, made, sent } = await begun()
    const parts = [
      { event: sent, replacement: right.sent },
      { event: made, replacement: right.made },
    ]
    const [result] = await plant.ok(act({ event: receipt, replacement: right.receipt }, ...parts))
    expect([await plant.onHand('S-1'), await plant.onHand('P-1')]).toEqual([30, 20])
    expect(await plant.links('P-1')).toEqual(['S-1 70 of 70'])
    const rows = await plant.rows<{ event: string; of: string | null }>(
      `select body::jsonb->>'event' as event, body::jsonb->>'of' as of from ledger where site = $1 and type = 'correct' order by sequence`,
      plant.site,
    )
    expect(rows).toEqual([
      { event: receipt, of: null },
      { event: made, of: result?.id },
      { event: sent, of: result?.id },
    ])
  })

  it('all are voided, the last first, whatever their order; one of them left out, nothing is', async () => {
    const { plant, receipt, made, sent } = await begun()
    await plant.refused(act({ event: receipt }, { event: made }), 'used-downstream', '/event')
    await plant.ok(act({ event: receipt }, { event: sent }, { event: made }))
    await plant.refused(make('S-1', 'P-2', 1), 'unknown-lot')
    await plant.refused(make('P-1', 'P-2', 1), 'unknown-lot')
  })

  it('one is replaced and one voided; what was put right can be put right again', async () => {
    const { plant, receipt, made, sent } = await begun()
    const sound = plant.complete({ ...make('S-1', 'P-1', 70), at: 61 })
    await plant.ok(act({ event: receipt, replacement: right.receipt }, { event: made, replacement: sound }, { event: sent }))
    expect([await plant.onHand('S-1'), await plant.onHand('P-1')]).toEqual([30, 70])
    await plant.refused(act({ event: made }), 'already-corrected', '/event')
    await plant.ok(act({ event: sound.id, replacement: { ...make('S-1', 'P-1', 80), at: 61 } }))
    expect([await plant.onHand('S-1'), await plant.onHand('P-1')]).toEqual([20, 80])
  })

  it('sent again it is a duplicate', async () => {
    const { plant, receipt, made, sent } = await begun()
    const once = plant.complete(act({ event: receipt }, { event: made }, { event: sent }))
    await plant.ok(once)
    expect((await plant.send(once)).map(({ status }) => status)).toEqual(['duplicate'])
  })

  it('what was moved elsewhere and never came is taken from where it was moved to, and no place is left short', async () => {
    const plant = await plantWithBasics(at)
    const [receipt, made] = await plant.ok(
      { ...receive('STEEL', 'S-1', 1000), at: 60 },
      { ...make('S-1', 'P-1', 700), at: 61 },
      { type: 'move', lot: lot('S-1'), quantity: 200, to: 'DOCK', at: 62 },
    )
    const parts = [{ event: made?.id ?? '', replacement: { ...make('S-1', 'P-1', 50), at: 61 } }]
    await plant.ok(act({ event: receipt?.id ?? '', replacement: right.receipt }, ...parts))
    expect(await plant.places('S-1')).toEqual({ 'location:DOCK': 50 })
  })

  it('what moved meanwhile stays where it was moved, as far as it is there', async () => {
    const plant = await plantWithBasics(at)
    const [receipt, made] = await plant.ok(
      { ...receive('STEEL', 'S-1', 1000), at: 60 },
      { ...make('S-1', 'P-1', 700), at: 61 },
      { type: 'move', lot: lot('S-1'), quantity: 20, to: 'DOCK', at: 62 },
    )
    const parts = [{ event: made?.id ?? '', replacement: { ...make('S-1', 'P-1', 50), at: 61 } }]
    await plant.ok(act({ event: receipt?.id ?? '', replacement: right.receipt }, ...parts))
    expect(await plant.places('S-1')).toEqual({ 'location:DOCK': 20, 'location:STORE': 30 })
  })

  it('what an event ended that is taken back with it does not come back: a box that was packed, and moved on', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 10))
    const [packed, moved] = await plant.ok(
      { type: 'pack', container: 'BOX', contents: [{ lot: lot('S-1') }], to: 'STORE' },
      { type: 'move', container: 'BOX', to: 'DOCK' },
    )
    await plant.ok(act({ event: packed?.id ?? '' }, { event: moved?.id ?? '' }))
    expect(await plant.places('S-1')).toEqual({ 'location:STORE': 10 })
    await plant.refused({ type: 'unpack', container: 'BOX' }, 'unknown-container')
  })

  it('a part that was put in and taken out again: as if neither had been', async () => {
    const plant = await plantWithBasics(at, receive('MOTOR', 'M-1', 1), { ...receive('PUMP', 'U-1', 1) })
    const inOut = { assembly: lot('U-1'), component: lot('M-1') }
    const [put, taken] = await plant.ok({ type: 'install', ...inOut }, { type: 'remove', ...inOut })
    await plant.refused(act({ event: put?.id ?? '' }), 'used-downstream', '/event')
    await plant.ok(act({ event: put?.id ?? '' }, { event: taken?.id ?? '' }))
    expect([await plant.onHand('M-1'), await plant.links('U-1')]).toEqual([1, []])
  })

  it('a start with all that was reported on it', async () => {
    const plant = await plantWithBasics(at, receive('BOLT', 'B-1', 100))
    const done = await plant.ok(
      { type: 'start', run: 'R-1' },
      { type: 'load', run: 'R-1', lot: lot('B-1'), quantity: 50 },
      { type: 'produce', run: 'R-1', lot: { material: 'TRAY', number: 'T-1' }, quantity: 30 },
      { type: 'finish', run: 'R-1' },
    )
    const [start = '', ...others] = done.map(({ id }) => id ?? '')
    await plant.ok(act({ event: start }, ...others.map(event => ({ event }))))
    expect(await plant.onHand('B-1')).toBe(100)
    await plant.refused({ type: 'finish', run: 'R-1' }, 'unknown-run', '/run')
  })

  it('is signed once, with all that it says', async () => {
    const { plant, receipt, made, sent } = await begun()
    await plant.ok({ type: 'settings', signatures: [{ type: 'ship', role: 'quality' }] })
    await plant.ok(act({ event: receipt, replacement: { ...receive('STEEL', 'S-1', 1001), at: 60 } }))
    await plant.refused(act({ event: made }, { event: sent, replacement: right.sent }), 'signature-required')
  })

  it('stands in the record of what was made, each with what took its place', async () => {
    const { plant, receipt, made, sent } = await begun()
    await plant.ok(
      act(
        { event: receipt, replacement: right.receipt },
        { event: made, replacement: right.made },
        { event: sent, replacement: right.sent },
      ),
    )
    const [part] = await plant.rows<{ id: number }>(`select id from lot where site = $1 and number = 'P-1'`, plant.site)
    const { corrections } = await asBuilt(plant.services, part?.id ?? 0)
    expect(corrections.map(({ event }) => event)).toEqual([receipt, made, sent])
  })

  const wrong: [string, (events: { receipt: string; made: string }) => Sent, string, string][] = [
    ['an event twice', ({ receipt, made }) => act({ event: receipt }, { event: made }, { event: made }), 'invalid-event', '/also/1/event'],
    ['the event itself', ({ receipt }) => act({ event: receipt }, { event: receipt }), 'invalid-event', '/also/0/event'],
    ['nothing', ({ receipt }) => ({ ...act({ event: receipt }), also: [] }), 'invalid-event', '/also'],
    [
      'an event that is not there',
      ({ receipt }) => act({ event: receipt }, { event: '00000000-0000-4000-8000-00000000abcd' }),
      'unknown-event',
      '/also/0/event',
    ],
    [
      'a replacement that a rule forbids',
      ({ receipt, made }) =>
        act({ event: receipt, replacement: right.receipt }, { event: made, replacement: { ...make('S-0', 'P-1', 10), at: 61 } }),
      'unknown-lot',
      '/also/0/replacement/inputs/0/lot/number',
    ],
    [
      'a reason of blanks inside of it',
      ({ receipt, made }) =>
        act({ event: receipt }, { event: made, replacement: { type: 'scrap', lot: lot('S-1'), quantity: 1, reason: ' ' } }),
      'invalid-event',
      '/also/0/replacement/reason',
    ],
    [
      'to be a part of another act: only the ledger says so',
      ({ receipt }) => ({ ...act({ event: receipt }), of: '00000000-0000-4000-8000-00000000abcd' }),
      'invalid-event',
      '/of',
    ],
  ]
  it.each(wrong)('refuses %s', async (_, event, code, pointer) => {
    const { plant, ...events } = await begun()
    await plant.refused(event(events), code, pointer)
  })

  it('a replacement under the id of another is refused', async () => {
    const { plant, receipt, made } = await begun()
    const same = plant.complete(right.receipt)
    const parts = { event: made, replacement: { ...right.made, id: same.id } }
    await plant.refused(act({ event: receipt, replacement: same }, parts), 'invalid-event', '/also/0/replacement/id')
  })
})

describe('the preview of an act', () => {
  it('names whom it leaves short and by how much, step by step, until nobody is', async () => {
    const { plant, receipt, made, sent } = await begun()
    const alone = await preview(plant, act({ event: receipt, replacement: right.receipt }))
    expect(alone.short.map(({ number, missing, unit }) => `${number} ${missing} ${unit}`)).toEqual(['S-1 600 kg'])
    expect(alone.short[0]?.consumers.first).toMatchObject([
      { event: made, type: 'transform', quantity: '700', said: { inputs: [{ quantity: '700' }] } },
    ])
    const further = await preview(plant, act({ event: receipt, replacement: right.receipt }, { event: made }))
    expect(further.short.map(({ number, missing }) => [number, missing])).toEqual([['P-1', null]])
    expect(further.short[0]?.consumers.first.map(({ event }) => event)).toEqual([sent])
    const whole = await preview(plant, act({ event: receipt, replacement: right.receipt }, { event: made }, { event: sent }))
    expect(whole).toMatchObject({ refused: null, short: [], lots: { total: 2 }, shipments: { first: [{ before: '500', after: '0' }] } })
  })

  it('names who else drew on a lot, also where what is put right draws on it itself', async () => {
    const { plant, receipt, made, sent } = await begun()
    const [scrapped] = await plant.ok({ type: 'scrap', lot: lot('S-1'), quantity: 120, reason: 'rust', at: 63 })
    const parts = [
      { event: made, replacement: right.made },
      { event: sent, replacement: right.sent },
    ]
    const { short } = await preview(plant, act({ event: receipt, replacement: right.receipt }, ...parts))
    expect(short.map(({ number, missing, consumers }) => [number, missing, consumers.first.map(({ event }) => event)])).toEqual([
      ['S-1', '90', [scrapped?.id]],
    ])
    await plant.ok(act({ event: receipt, replacement: right.receipt }, ...parts, { event: scrapped?.id ?? '' }))
    expect([await plant.onHand('S-1'), await plant.places('S-1')]).toEqual([30, { 'location:STORE': 30 }])
  })

  it('says of a replacement where it is wrong', async () => {
    const { plant, receipt, made } = await begun()
    const ofNothing = { event: made, replacement: { ...make('S-0', 'P-1', 10), at: 61 } }
    const { refused } = await preview(plant, act({ event: receipt, replacement: right.receipt }, ofNothing))
    expect(refused).toMatchObject({ code: 'unknown-lot', pointer: '/also/0/replacement/inputs/0/lot/number' })
  })
})

// ---- any plant --------------------------------------------------------------------------------------------------------------

/** What happens with the bar: made in one go or in a run, sent, moved, scrapped. `share` is how much of what is left, in eighths. */
interface Happening {
  kind: 'transform' | 'run' | 'ship' | 'move' | 'scrap'
  of: number
  share: number
  wrong: boolean
  never: boolean
}
const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom('transform', 'transform', 'run', 'ship', 'move', 'scrap'),
  of: fc.nat(5),
  share: fc.integer({ min: 1, max: 8 }),
  wrong: fc.boolean(),
  never: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

/** The event as it was recorded, and as it should have been: the same, another, or none. */
interface Told {
  said: Sent
  meant: Sent | undefined
}
interface Pool {
  number: string
  said: number
  meant: number
  /** Moved once: what is moved again must lie where it is moved from. */
  moved?: true
}

/** A zero too many at the receipt, and in some of what was done with it afterwards; some of it never happened at all. */
function story(happenings: readonly Happening[]): Told[] {
  const pools: Pool[] = [{ number: 'S-1', said: 800, meant: 80 }]
  const told: Told[] = [{ said: receive('STEEL', 'S-1', 800), meant: receive('STEEL', 'S-1', 80) }]
  happenings.forEach((each, index) => tell(each, index, pools, told))
  return told.map(({ said, meant }, index) => ({ said: { ...said, at: 60 + index }, meant: meant && { ...meant, at: 60 + index } }))
}

function tell({ kind, of, share, wrong, never }: Happening, index: number, pools: Pool[], told: Told[]): void {
  const from = pools[of % pools.length]
  if (!from || (kind === 'move' && from.moved)) return
  if (kind === 'move') from.moved = true
  const meant = never ? 0 : Math.floor((Math.min(from.meant, from.said) * share) / 8)
  const said = never ? Math.min(from.said, 10) : wrong && meant * 10 <= from.said ? meant * 10 : meant
  if (said === 0) return
  const number = `P-${index}`
  const both = (event: (quantity: number) => Sent): void => void told.push({ said: event(said), meant: never ? undefined : event(meant) })
  if (kind === 'run') {
    const run = `R-${index}`
    const stands = (event: Sent): void => void told.push({ said: event, meant: never ? undefined : event })
    stands({ type: 'start', run })
    both(quantity => ({ type: 'load', run, lot: lot(from.number), quantity }))
    both(quantity => ({ type: 'produce', run, lot: { material: 'PART', number }, quantity }))
    stands({ type: 'finish', run })
  } else if (kind === 'transform') both(quantity => make(from.number, number, quantity))
  else if (kind === 'ship') both(quantity => ship(from.number, quantity, `SH-${index}`))
  else if (kind === 'move') both(quantity => ({ type: 'move', lot: lot(from.number), quantity, to: 'DOCK' }))
  else both(quantity => ({ type: 'scrap', lot: lot(from.number), quantity, reason: 'rust' }))
  if (kind === 'move') return
  from.said -= said
  from.meant -= meant
  if (kind === 'transform' || kind === 'run') pools.push({ number, said, meant })
}

/**
 * What a site says of its lots: how much there is, how much of what is in what, what is with whom, and where the record stops. At which place an
 * event found what it drew is its own: one that needed no correction keeps it.
 */
async function stateOf(plant: Plant): Promise<unknown> {
  const numbers = await plant.rows<{ number: string; makings: number }>(
    'select number, makings from lot where site = $1 order by 1',
    plant.site,
  )
  const there = numbers.filter(({ makings }) => makings > 0).map(({ number }) => number)
  const lots = await Promise.all(there.map(async number => [number, await plant.onHand(number)]))
  const links = await plant.rows(
    `select p.number as parent, c.number as child, sum(k.quantity_min) as min, sum(k.quantity_expected) as expected, sum(k.quantity_max) as max
       from link k join lot p on p.id = k.parent join lot c on c.id = k.child where c.site = $1 and k.until is null group by 1, 2 order by 1, 2`,
    plant.site,
  )
  const sent = await plant.rows(
    `select l.number, m.reference, (-sum(m.delta))::text as out from movement m join lot l on l.id = m.lot where l.site = $1 and m.until is null and m.kind = 'shipped' group by 1, 2 having sum(m.delta) <> 0 order by 1, 2`,
    plant.site,
  )
  return { lots, links, sent, ends: await plant.openEnds() }
}

it('any plant: put right in one act it is the plant in which the right facts were recorded at first; alone it is refused iff somebody is short', {
  timeout: 300_000,
}, async () => {
  const seen = { alone: 0, together: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 2, maxLength: 7 }), fc.infiniteStream(fc.nat()), async (happenings, order) => {
      const told = story(happenings)
      const [plant, truth] = [await plantWithBasics(at), await plantWithBasics(at)]
      const recorded = await plant.ok(...told.map(({ said }) => said))
      const meant = told.flatMap(each => each.meant ?? [])
      if (meant.length > 0) await truth.ok(...meant)
      const wrong = told.flatMap(({ said, meant: instead }, index): Part[] => {
        if (JSON.stringify(said) === JSON.stringify(instead)) return []
        return [{ event: recorded[index]?.id ?? '', ...(instead ? { replacement: instead } : {}) }]
      })
      const [receipt, ...others] = wrong
      if (!receipt) throw new Error('the receipt is always wrong')
      const drawn = told.slice(1).reduce((sum, { said }) => sum + drawnBy(said, 'S-1'), 0)
      const alone = await preview(plant, act(receipt))
      expect(alone.refused !== null, `refused alone with ${drawn} of 80 drawn`).toBe(drawn > 80)
      expect(alone.short.map(({ number, missing }) => `${number} ${missing}`)).toEqual(drawn > 80 ? [`S-1 ${drawn - 80}`] : [])
      const shuffled = others.map(part => ({ part, place: order.next().value ?? 0 })).sort((a, b) => a.place - b.place)
      await plant.ok(act(receipt, ...shuffled.map(({ part }) => part)))
      expect(await stateOf(plant)).toEqual(await stateOf(truth))
      seen[drawn > 80 ? 'together' : 'alone']++
    }),
    { numRuns: rounds(6) },
  )
  expect(seen.together, 'some could only be put right together').toBeGreaterThan(0)
})

function drawnBy(said: Sent, number: string): number {
  const { type, quantity, inputs = [], lots = [] } = said as Sent & { quantity?: number; inputs?: Drawn[]; lots?: Drawn[] }
  const named = said.lot as { number?: string } | undefined
  const own = (type === 'load' || type === 'scrap') && named?.number === number ? (quantity ?? 0) : 0
  return [...inputs, ...lots].reduce((sum, line) => sum + (line.lot.number === number ? line.quantity : 0), own)
}
interface Drawn {
  lot: { number: string }
  quantity: number
}

it('leaves a ledger that verifies, balances and rebuilds', { timeout: 300_000 }, () => expectSound(at))
