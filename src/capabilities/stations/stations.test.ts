import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { lotOf, Scanner, standing } from '../../../test/capabilities/scanner.ts'
import { expectSound, NOW, opening, type Plant, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { ROLES } from '../access/roles.ts'
import { TokenBook } from '../access/tokens.ts'
import type { StationAnswer } from './answer.ts'
import type { StationContext } from './context.ts'
import { scanAt, scanSchema } from './scan.ts'

const store = testStore()
const part = lotOf('WO-1', 'PART', 'L-1')

describe('pass-through (O1, O2)', () => {
  it('is one scan: order, operation and quantity follow from lot, routing and work center', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    expect(await at.said('L-1')).toEqual(['done: L-1 → Check, 250 pcs'])
    expect(at.recorded).toEqual(['pass'])
    expect(await plant.event(at.last?.recorded[0]?.id ?? '')).toMatchObject({
      by: 'ANNA',
      body: { station: 'CHECK', workCenter: 'WC-1', workOrder: 'WO-1', operation: 20 },
    })
  })

  it('of a part asks as of the whole, of which it was reported before', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    await at.said('L-1')
    await plant.ok({ type: 'split', lot: { number: 'L-1' }, into: [{ number: 'L-2', quantity: 50 }], at: new Date(NOW).toISOString() })
    expect(await at.said('L-2')).toEqual(['attention: L-2 was already reported at 12:00 by ANNA'])
  })

  it('of a lot that has no routing names the place', async () => {
    const { at } = await standing(store, 'CHECK', receive('STEEL', 'S-1', 5))
    expect(await at.said('S-1')).toEqual(['done: S-1 → WC-1, 5 kg'])
  })

  it('takes quantity and scrap before the scan, once', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    expect(await at.said('QTY:100', 'SCRAP:5:Damaged', 'L-1', 'L-1')).toEqual([
      'done: Next lot: 100',
      'done: Next lot: 100 good, 5 scrap',
      'done: L-1 → Check, 100 pcs, scrap 5',
      'done: L-1 → Check, 145 pcs',
    ])
    expect(await plant.onHand('L-1')).toBe(245)
  })

  it('takes quantity and scrap after the scan: the report is corrected, at its own time', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    expect(await at.said('L-1', 'QTY', 'QTY:240', 'SCRAP:10', 'REASON:Damaged')).toEqual([
      'done: L-1 → Check, 250 pcs',
      'attention: How many of L-1 are good?',
      'done: L-1 corrected: 240 good, 0 scrap',
      'attention: Why is it scrap?',
      'done: L-1 corrected: 230 good, 10 scrap',
    ])
    expect(await plant.onHand('L-1')).toBe(240)
    expect(at.context?.reports).toHaveLength(1)
    expect(await at.said('UNDO')).toEqual(['done: Taken back: L-1 corrected: 230 good, 10 scrap'])
    expect(await plant.onHand('L-1')).toBe(250)
  })

  it('asks which number is meant by a card whose comma may part thousands, and changes the report just made with it', async () => {
    const { at } = await standing(store, 'CHECK', receive('STEEL', 'S-9', 5000))
    expect(await at.said('S-9', 'QTY:1,500', 'QTY:1500', 'SCRAP:1,250:Damaged', 'SCRAP:1250:Damaged')).toEqual([
      'done: S-9 → WC-1, 5000 kg',
      'attention: Which number is meant?',
      'done: S-9 corrected: 1500 good, 0 scrap',
      'attention: Which number is meant?',
      'done: S-9 corrected: 250 good, 1250 scrap',
    ])
  })

  it('knows the unit of the report that the pad is about', async () => {
    const { at } = await standing(store, 'CHECK', lotOf('WO-1', 'PART', 'L-7', 5000))
    await at.said('L-7')
    expect((await at.scan('QTY')).question?.input).toEqual({ kind: 'quantity', unit: 'ea', prefix: 'QTY:' })
    expect(await at.said('NO', 'L-7', 'OK', 'QTY:1,500')).toContain('done: L-7 corrected: 1500 good, 0 scrap')
    expect((await at.scan('SCRAP')).question?.input).toMatchObject({ unit: 'ea' })
  })

  it('takes a comma of pieces that can only part thousands, and of whoever writes decimals with it as that', async () => {
    const { at } = await standing(store, 'CHECK', lotOf('WO-1', 'PART', 'L-8', 2000))
    expect(await at.said('QTY:3000', 'L-8', 'QTY:1,500', 'badge-ben', 'QTY:1,500')).toEqual([
      'done: Next lot: 3000',
      'attention: Only 2000 pcs are there. How many?',
      'done: L-8 → Check, 1500 pcs',
      expect.stringContaining('Ben'),
      'done: Next lot: 1.5',
    ])
  })

  it('asks again where more is said than there is', async () => {
    const { at } = await standing(store, 'CHECK', part)
    expect(await at.said('QTY:300', 'L-1', '250')).toEqual([
      'done: Next lot: 300',
      'attention: Only 250 pcs are there. How many?',
      'done: L-1 → Check, 250 pcs',
    ])
  })

  it('looks everything up where statements are planned once', async () => {
    const { at } = await standing(store, 'CHECK', part)
    const asked = vi.spyOn(store.pool, 'query')
    const kept = vi.spyOn(store.store.lookUps, 'query')
    await at.said('L-1')
    const named = ([query]: readonly unknown[]): string => (query as { name?: string }).name ?? ''
    expect(kept.mock.calls.map(named)).toEqual(
      expect.arrayContaining(['stations.arrival', 'stations.lots', 'stations.keep_plan', 'stations.keep_answer']),
    )
    expect(asked.mock.calls.map(named).filter(name => name.startsWith('stations.'))).toEqual([])
    asked.mockRestore()
    kept.mockRestore()
  })
})

describe('start and finish (O3)', () => {
  it('are two scans of the same lot, also at two stations', async () => {
    const { plant, at } = await standing(store, 'DEBURR', part)
    await at.said('NO')
    const check = new Scanner(plant, 'CHECK')
    expect(await check.said('badge-anna', 'L-1')).toContain('done: L-1 → Check, 250 pcs')
    expect(await at.said('L-1')).toEqual(['done: L-1 started: Deburr'])
    const other = new Scanner(plant, 'DEBURR')
    await other.scan('badge-ben')
    expect(await other.said('L-1')).toEqual(['done: L-1 finished: Deburr, 250 pcs'])
    expect(other.recorded).toEqual(['finish'])
  })

  it('of several lots in one load, with values at start and finish that belong to exactly them', async () => {
    const second = lotOf('WO-1', 'PART', 'L-2', 100)
    const done = ['L-1', 'L-2'].flatMap(number => [
      { type: 'pass', lot: { number }, workCenter: 'WC-1' },
      { type: 'pass', lot: { number }, workCenter: 'DEBURR' },
    ])
    const { plant, at } = await standing(store, 'OVEN', part, second, ...done)
    expect(await at.said('L-1', 'L-2', 'DONE', 'VALUE:abc', '200,5')).toEqual([
      'done: L-1 added: 1 lot, 250 pcs',
      'done: L-2 added: 2 lots, 350 pcs',
      'attention: Enter Temperature (180 – 220 °C)',
      'attention: abc does not fit. Enter Temperature',
      'done: 2 lots started: Temper, 350 pcs',
    ])
    expect(at.recorded).toEqual(['start'])
    expect(await at.said('L-1', 'DONE', 'VALUE:no')).toEqual([
      'done: L-1 added: 1 lot, 250 pcs',
      'attention: Enter Scale seen ',
      'done: L-1 finished: Temper, 250 pcs',
    ])
    const values = await plant.rows<{ value: string; lots: number }>(
      `select v.characteristic || '=' || v.value as value, (select count(distinct m.lot)::int from movement m where m.site = v.site and m.run = v.run) as lots
         from measurement v where v.site = $1 and v.lot is null and v.until is null order by 1`,
      plant.site,
    )
    expect(values).toEqual([
      { value: 'SCALE=false', lots: 2 },
      { value: 'TEMP=200.5', lots: 2 },
    ])
  })

  it('asks about a value out of its limits, and tells a supervisor where it is recorded all the same', async () => {
    const { plant, at } = await standing(store, 'OVEN', part)
    expect((await at.said('L-1', 'DONE', 'OK', '250', 'NO', '190')).slice(2)).toEqual([
      'attention: Enter Temperature (180 – 220 °C)',
      'attention: Temperature 250 °C is outside of 180 – 220 °C',
      'attention: Enter Temperature (180 – 220 °C)',
      'done: L-1 started: Temper, 250 pcs'.replace(', 250 pcs', ''),
    ])
    expect(await plant.exceptions()).toContain('out-of-sequence')
  })
})

describe('raw material (O4, O5)', () => {
  const steel = [receive('STEEL', 'S-1', 100), receive('STEEL', 'S-2', 100)]

  it('goes into the run in one scan', async () => {
    const { plant, at } = await standing(store, 'LATHE', ...steel)
    expect(await at.said('WO-2', 'S-1')).toEqual([
      expect.stringMatching(/^done: WO-2 started: Turn\. Fills 26090-0001\.$/) as string,
      'done: S-1 → WO-2, 100 kg',
    ])
    expect(at.recorded).toEqual(['load'])
    expect(await plant.onHand('S-1')).toBe(0)
    expect(at.last?.next.text).toBe('Next scan: raw material for 26090-0001')
  })

  it('changed on a precise product closes the open lot at its quantity and opens the next', async () => {
    const { plant, at } = await standing(store, 'LATHE', ...steel)
    await at.said('WO-2', 'S-1')
    const asked = await at.scan('S-2')
    expect(asked.message.text).toBe('Raw lot changes to S-2. 26090-0001 closes at?')
    expect(asked.question?.input).toMatchObject({ kind: 'quantity', proposal: '50', prefix: 'QTY:' })
    expect(await at.said('QTY:50')).toEqual(['done: 26090-0001 closed at 50 pcs. 26090-0002 opened.'])
    expect(at.recorded).toEqual(['load', 'open'])
    expect(await plant.links('26090-0001')).toEqual(['S-1 100 of 100'])
    expect(await at.said('DONE', 'QTY:40')).toEqual(['attention: How much is in 26090-0002?', 'done: WO-2 finished: 90 pcs'])
    expect(await plant.links('26090-0002')).toEqual(['S-2 80 of 80'])
    expect(await plant.exceptions()).toEqual([])
  })

  it('prints the label of what is opened, and of what is made only where it had none', async () => {
    const printer = { type: 'printer', code: 'P-1', host: '192.0.2.1', width: 100, height: 60 }
    const { plant, at } = await standing(store, 'LATHE', ...steel, printer, {
      type: 'station',
      code: 'LATHE',
      workCenter: 'LATHE',
      printer: 'P-1',
    })
    await at.said('WO-2')
    expect(at.last?.prints).toMatchObject([{ printer: 'P-1', label: '26090-0001' }])
    await at.said('S-1', 'S-2', 'QTY:50')
    expect(at.last?.prints).toMatchObject([{ printer: 'P-1', label: '26090-0002' }])
    await at.said('REPRINT')
    expect(at.last?.prints).toMatchObject([{ label: '26090-0002' }])
    await at.said('badge-ben', 'REPRINT', '26090-0001')
    expect(at.last?.prints).toMatchObject([{ label: '26090-0001' }])
    for (const scan of at.scans) await at.send(scan)
    const jobs = await plant.rows<{ subject: string; reason: string | null }>(
      'select subject, reason from print_job where site = $1 order by place',
      plant.site,
    )
    expect(jobs.map(job => `${job.subject} ${job.reason ?? ''}`)).toEqual([
      '26090-0001 ',
      '26090-0002 ',
      '26090-0002 Asked for again at the station',
      '26090-0001 Asked for again at the station',
    ])
  })

  it('comes in by its container, as much as is in it', async () => {
    const packed = { type: 'pack', container: 'BOX-1', contents: [{ lot: { number: 'S-1' }, quantity: 40 }] }
    const { plant, at } = await standing(store, 'LATHE', ...steel, packed)
    expect((await at.said('WO-2', 'BOX-1'))[1]).toBe('done: S-1 → WO-2, 40 kg')
    expect(await plant.onHand('S-1')).toBe(60)
  })

  it('closes at a quantity that was said before', async () => {
    const { plant, at } = await standing(store, 'LATHE', ...steel)
    expect((await at.said('WO-2', 'S-1', 'QTY:45', 'S-2')).at(-1)).toBe('done: 26090-0001 closed at 45 pcs. 26090-0002 opened.')
    expect([await plant.onHand('26090-0001'), await plant.onHand('S-2')]).toEqual([45, 0])
  })

  it('by policy closes at what the record expects: one scan', async () => {
    const { plant, at } = await standing(store, 'LATHE', ...steel, {
      type: 'station',
      code: 'LATHE',
      workCenter: 'LATHE',
      policies: { closeQuantity: 'expected' },
    })
    await at.said('WO-2', 'S-1')
    expect(await at.said('S-2')).toEqual(['done: 26090-0001 closed at 50 pcs. 26090-0002 opened.'])
    expect(await plant.onHand('26090-0001')).toBe(50)
  })

  it('closes at what a machine has counted into the output: one scan, and less than that cannot be said', async () => {
    const { plant, at } = await standing(store, 'LATHE', ...steel)
    await at.said('WO-2', 'S-1')
    const counted = (quantity: number): Promise<unknown> =>
      plant.ok({
        type: 'produce',
        run: at.context?.run ?? '',
        lot: { number: at.context?.output?.number ?? '' },
        quantity,
        at: new Date(Scanner.now()).toISOString(),
      })
    await counted(30)
    await counted(12)
    expect(await at.said('S-2')).toEqual(['done: 26090-0001 closed at 42 pcs. 26090-0002 opened.'])
    expect([await plant.onHand('26090-0001'), await plant.onHand('S-2')]).toEqual([42, 0])
    await counted(7)
    expect(await at.said('NEW LOT')).toEqual(['done: 26090-0002 closed at 7 pcs. 26090-0003 opened.'])
    await counted(5)
    expect(await at.said('QTY:3', 'DONE', 'QTY:8')).toEqual([
      'done: Next lot: 3',
      'attention: How much is in 26090-0003?',
      'done: WO-2 finished: 57 pcs',
    ])
    expect([await plant.onHand('26090-0002'), await plant.onHand('26090-0003')]).toEqual([7, 8])
    expect(await plant.links('26090-0001')).toEqual(['S-1 60 of 60', 'S-1 24 of 24'])
    expect((await plant.links('26090-0003')).map(link => link.split(' ')[0])).toEqual(['S-2', 'S-2'])
  })

  it('scanned again comes off: what is left goes back', async () => {
    const { plant, at } = await standing(store, 'LATHE', ...steel)
    expect((await at.said('WO-2', 'S-1', 'QTY:20', 'NEW LOT', 'S-1', 'QTY:60')).slice(2)).toEqual([
      'done: Next lot: 20',
      'done: 26090-0001 closed at 20 pcs. 26090-0002 opened.',
      'attention: S-1 comes off. How much is left?',
      'done: S-1 taken off, 60 kg left',
    ])
    expect(await plant.onHand('S-1')).toBe(60)
  })

  it('on an approximate product joins after its price was said', async () => {
    const { plant, at } = await standing(store, 'FILL', receive('BOLT', 'B-1', 1600), receive('BOLT', 'B-2', 400))
    expect(await at.said('WO-3', 'B-1', 'B-2')).toEqual([
      expect.stringMatching(/^done: WO-3 started/) as string,
      'done: B-1 → WO-3, 1600 pcs',
      'attention: Worst-case recall grows from 400 pcs to 500 pcs',
    ])
    expect(await at.said('OK')).toEqual(['done: B-2 joined WO-3, 400 pcs'])
    expect(await plant.onHand('B-2')).toBe(0)
  })

  it('of another material is a stop', async () => {
    const { at } = await standing(store, 'LATHE', ...steel, receive('MILK', 'M-1', 5))
    await at.said('WO-2')
    expect(await at.said('M-1')).toEqual(['stop: Wrong part: MILK'])
  })
})

describe('assembly (O8)', () => {
  const parts = [
    opening('MOTOR', 'M-1', 1),
    opening('MOTOR', 'M-2', 1),
    receive('BOLT', 'B-1', 100),
    opening('PART', 'P-1', 10),
    receive('STEEL', 'S-1', 5),
  ]

  it('is N + 1 scans in any order; the last part makes the unit, in one event', async () => {
    const { plant, at } = await standing(store, 'ASM', ...parts)
    expect(await at.said('M-1', 'WO-4', 'P-1', 'B-1')).toEqual([
      'done: M-1 noted: 1 part. Scan the assembly',
      'done: M-1 is in. 2 parts missing',
      'done: P-1 is in. 1 part missing',
      'done: 26090-0001 is complete',
    ])
    expect(at.recorded).toEqual(['transform'])
    expect(await plant.links('26090-0001')).toEqual(['B-1 4 of 4', 'M-1 1 of 1', 'P-1 1 of 1'])
    expect(at.last?.card?.components?.map(tile => tile.state)).toEqual(['scanned', 'scanned', 'scanned'])
  })

  it('of a unit that is there records each part as it goes in, and swaps old for new', async () => {
    const { plant, at } = await standing(store, 'ASM', ...parts, lotOf('WO-5', 'PUMP', 'U-1', 1))
    expect(await at.said('U-1', 'M-1', 'M-1', 'M-2', 'B-1')).toEqual([
      'done: U-1: 2 parts missing',
      'done: M-1 is in. 1 part missing',
      'attention: M-1 comes out. Scan the new part',
      'done: M-1 out, M-2 in',
      'done: U-1 is complete',
    ])
    expect(await plant.links('U-1')).toEqual(['B-1 4 of 4', 'M-1 1 of 1 removed', 'M-2 1 of 1'])
  })

  it('names the wrong part', async () => {
    const { at } = await standing(store, 'ASM', ...parts)
    expect(await at.said('WO-4', 'S-1', 'P-1', 'OK', 'P-1')).toEqual([
      'done: WO-4: 3 parts missing',
      'stop: Wrong part: STEEL',
      'stop: Wrong part: STEEL',
      'done: Go on',
      'done: P-1 is in. 2 parts missing',
    ])
  })
})

describe('badges', () => {
  it('switch the person mid-task; the next event carries the new one, and its language', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, lotOf('WO-1', 'PART', 'L-2'))
    await at.said('L-1', 'badge-ben', 'L-2')
    expect((await plant.event(at.last?.recorded[0]?.id ?? '')).by).toBe('BEN')
    expect(at.context?.people).toEqual([{ code: 'BEN', name: 'Ben', language: 'de' }])
  })

  it('for each report are gone after it', async () => {
    const { at } = await standing(store, 'CHECK', part, { type: 'station', code: 'CHECK', workCenter: 'WC-1', badges: 'per-transaction' })
    expect(await at.said('L-1', 'L-1')).toEqual(['done: L-1 → Check, 250 pcs', 'attention: Scan your badge first'])
  })

  it('of a crew are all recorded, until they leave', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, { type: 'station', code: 'CHECK', workCenter: 'WC-1', badges: 'crew' })
    await at.said('badge-ben', 'badge-carla', 'L-1')
    const { by, body } = await plant.event(at.last?.recorded[0]?.id ?? '')
    expect([by, body['crew']]).toEqual(['ANNA', ['BEN', 'CARLA']])
    const [lot] = await plant.rows<{ id: number }>(`select id from lot where site = $1 and number = 'L-1'`, plant.site)
    const record = await ask<{ operations: { name: string; people: string[] }[] }>(plant.services, `GET /lots/${lot?.id}/as-built`)
    expect(record.operations.find(operation => operation.name === 'Check')?.people).toEqual(['ANNA', 'BEN', 'CARLA'])
    expect(await at.said('badge-ben')).toEqual(['done: Goodbye Ben'])
    expect(at.context?.people.map(person => person.code)).toEqual(['ANNA', 'CARLA'])
  })

  it('that were taken away are a stop; after idling everybody scans again', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, { type: 'station', code: 'CHECK', workCenter: 'WC-1', idleMinutes: 10 })
    await plant.ok({ type: 'person', code: 'CARLA', name: 'Carla' })
    expect(await at.said('badge-carla', 'OK')).toEqual(['stop: This badge is no longer valid', 'done: Go on'])
    const later = new Date(Scanner.now(1200)).toISOString()
    expect((await at.scan('L-1', { at: later })).message.text).toBe('Scan your badge first')
  })

  it('without the certification of the operation ask, stop or go on by policy; going on may need the PIN', async () => {
    const order = {
      type: 'workOrder',
      number: 'WO-1',
      material: 'PART',
      quantity: 1000,
      operations: [
        { sequence: 10, name: 'Turn', createsLot: true },
        { sequence: 20, name: 'Weld', workCenter: 'WC-1', passThrough: true, requires: ['WELD'] },
      ],
    }
    const { plant, at } = await standing(store, 'CHECK', part, order, {
      type: 'station',
      code: 'CHECK',
      workCenter: 'WC-1',
      policies: { pin: 'overrides' },
    })
    expect(await at.said('L-1', 'OK', 'PIN:0000', 'badge-ben', 'PIN:1234', 'PIN:4711')).toEqual([
      'attention: ANNA is not certified: WELD',
      'attention: Enter your PIN',
      'attention: Enter your PIN',
      'attention: Hello Ben',
      'attention: Enter your PIN',
      'done: L-1 → Weld, 250 pcs',
    ])
    const kept = JSON.stringify(await plant.rows('select plan, answer from station_scan where site = $1', plant.site))
    expect(kept).not.toContain('4711')
    expect(kept).not.toContain('badge-ben')
    const stopping = new Scanner(plant, 'CHECK')
    await plant.ok(
      { type: 'station', code: 'CHECK', workCenter: 'WC-1', policies: { certification: 'stop' } },
      lotOf('WO-1', 'PART', 'L-2'),
    )
    expect(await stopping.said('badge-anna', 'L-2')).toContain('stop: ANNA is not certified: WELD')
  })
})

describe('stops (O9)', () => {
  it('latch, count, and name who can release', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, {
      type: 'hold',
      hold: 'H-1',
      lots: [{ number: 'L-1' }],
      reason: 'Cracks',
      by: 'BEN',
    })
    const stopped = await at.scan('L-1')
    expect([stopped.outcome, stopped.message.text, stopped.advice?.text]).toEqual([
      'stop',
      'L-1 is on hold',
      'Cracks. Held by Ben. Quality can release it.',
    ])
    expect(await at.said('L-1', 'badge-ben')).toEqual(['stop: L-1 is on hold', 'stop: L-1 is on hold'])
    expect(at.context).toMatchObject({ latched: true, stop: { refused: 2 } })
    await plant.ok({ type: 'release', hold: 'H-1', reason: 'checked' })
    expect(await at.said('OK', 'L-1')).toEqual(['done: Go on', 'done: L-1 → Check, 250 pcs'])
  })

  const cases: [string, string, string][] = [
    ['nobody knows', 'L-99', 'stop: Nothing is known under this code'],
    ['has expired', 'OLD', 'stop: OLD has expired'],
    ['is used up', 'GONE', 'stop: GONE is finished. Nothing is left.'],
    ['belongs to a closed order', 'WO-9', 'stop: Order WO-9 is closed'],
    ['belongs to an order that never comes here', 'WO-2', 'stop: Order WO-2 has no operation here'],
  ]
  it.each(cases)('of what %s', async (_, text, said) => {
    const { at } = await standing(
      store,
      'CHECK',
      receive('STEEL', 'OLD', 5, { lot: { material: 'STEEL', number: 'OLD', expiresAt: '2026-03-10' } }),
      receive('STEEL', 'GONE', 5),
      { type: 'scrap', lot: { number: 'GONE' }, quantity: 5, reason: 'bent' },
      { type: 'workOrder', number: 'WO-9', material: 'PART', quantity: 1, status: 'closed', operations: [] },
    )
    expect(await at.said(text)).toEqual([said])
    expect(said.replace('stop: ', '').split(' ').length).toBeLessThanOrEqual(8)
  })

  it('of a label of a standard finds its lot; without its separators it is asked about, and nothing is recorded', async () => {
    const material = { type: 'material', code: 'PART', unit: 'ea', gtin: '09506000134352' }
    const { plant, at } = await standing(store, 'CHECK', material, lotOf('WO-1', 'PART', 'AB12'))
    expect(await at.said('010950600013435210AB12')).toEqual(['done: AB12 → Check, 250 pcs'])
    const before = await plant.rows('select count(*)::int as count from ledger where site = $1', plant.site)
    const asked = await at.scan('0109506000134352107A17261231')
    expect([asked.outcome, asked.message.key, asked.recorded]).toEqual(['attention', 'ask.how-to-read', []])
    expect(asked.question?.answers.map(answer => answer.label.text)).toContain('(01)09506000134352(10)7A(17)261231')
    expect(await plant.rows('select count(*)::int as count from ledger where site = $1', plant.site)).toEqual(before)
  })

  it('of a badge nobody owns', async () => {
    const { plant, at } = await standing(store, 'CHECK')
    expect(await at.said('BADGE:NOBODY')).toEqual(['stop: Nobody owns this badge'])
    const log = await plant.rows<{ bytes: Buffer }>('select bytes from scan where site = $1', plant.site)
    expect(log.map(row => row.bytes.toString())).toEqual(['(badge)', '(badge)'])
  })

  it('of a lot of another plant', async () => {
    const { plant: other } = await standing(store, 'CHECK', lotOf('WO-1', 'PART', 'ABROAD-1'))
    const { at } = await standing(store, 'CHECK')
    expect(await at.said('ABROAD-1')).toEqual([`stop: ABROAD-1 belongs to site ${other.site}`])
  })
})

describe('the routing', () => {
  it('asks about a skipped operation, an operation reported twice, and a lot that went past', async () => {
    const { plant, at } = await standing(store, 'DEBURR', part)
    expect(await at.said('L-1', 'OK', 'L-1')).toEqual([
      'attention: L-1: Check was not reported',
      'done: L-1 started: Deburr',
      'done: L-1 finished: Deburr, 250 pcs',
    ])
    expect(await plant.exceptions()).toEqual(['out-of-sequence'])
    const check = new Scanner(plant, 'CHECK')
    expect(await check.said('badge-ben', 'L-1', 'OK')).toEqual([
      'done: Hello Ben',
      'attention: L-1 has already been at Deburr',
      'done: L-1 → Check, 250 pcs',
    ])
    expect((await check.said('L-1'))[0]).toMatch(/^attention: L-1 was already reported at \d\d:\d\d by Ben$/)
    expect(await check.said('L-1')).toEqual(['done: L-1 → Check, 250 pcs'])
  })

  it('stops or goes on by policy', async () => {
    const { plant, at } = await standing(store, 'DEBURR', part, {
      type: 'station',
      code: 'DEBURR',
      workCenter: 'DEBURR',
      policies: { sequence: 'stop' },
    })
    expect(await at.said('L-1')).toEqual(['stop: L-1: Check was not reported'])
    await plant.ok({ type: 'station', code: 'DEBURR', workCenter: 'DEBURR', policies: { sequence: 'allow' } })
    expect(await at.said('OK', 'L-1')).toEqual(['done: Go on', 'done: L-1 started: Deburr'])
    expect(await plant.exceptions()).toEqual([])
  })

  it('takes the echo of the scanner for one scan, a pressed button not', async () => {
    const { at } = await standing(store, 'CHECK', part)
    const now = Scanner.now()
    const soon = (ms: number): string => new Date(now + ms).toISOString()
    await at.scan('L-1', { at: soon(0) })
    const echo = await at.scan('L-1', { at: soon(1500) })
    expect([echo.outcome, echo.recorded]).toEqual(['ignored', []])
    expect((await at.scan('L-1', { at: soon(2500) })).message.key).toBe('ask.repeat')
    expect((await at.scan('NO', { at: soon(2600), via: 'touch' })).outcome).toBe('done')
    expect((await at.scan('NO', { at: soon(2700), via: 'touch' })).outcome).toBe('done')
  })
})

describe('UNDO (O7)', () => {
  it('takes back the last report of the same person within five minutes', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    expect(await at.said('L-1', 'UNDO', 'UNDO', 'L-1')).toEqual([
      'done: L-1 → Check, 250 pcs',
      'done: Taken back: L-1 → Check, 250 pcs',
      'attention: There is nothing to take back',
      'done: L-1 → Check, 250 pcs',
    ])
    expect(at.context?.reports.map(report => report.undone)).toEqual([false, true])
    expect(await plant.exceptions()).toEqual([])
  })

  it('asks the supervisor where another person reported it, it is too late, or it was used since', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    expect(await at.said('L-1', 'badge-ben', 'UNDO', 'OK')).toEqual([
      'done: L-1 → Check, 250 pcs',
      'done: Hello Ben',
      'attention: ANNA reported this. Ask the supervisor?',
      'done: The supervisor has been asked',
    ])
    await at.said('badge-anna')
    expect((await at.scan('UNDO', { at: new Date(Scanner.now(400)).toISOString() })).message.key).toBe('ask.undo-late')
    const rows = await plant.rows<{ code: string; detail: string }>(
      'select code, detail from exception where site = $1 and until is null',
      plant.site,
    )
    expect(rows).toMatchObject([
      { code: 'ask-supervisor', detail: expect.stringContaining('Ben asks to take back: L-1 → Check, 250 pcs') as string },
    ])
    const { plant: other, at: lathe } = await standing(store, 'LATHE', receive('STEEL', 'S-1', 100))
    await lathe.said('WO-2', 'S-1', 'QTY:10', 'NEW LOT')
    await other.ok({
      type: 'scrap',
      lot: { number: '26090-0001' },
      quantity: 10,
      reason: 'bent',
      at: new Date(Scanner.now()).toISOString(),
    })
    expect((await lathe.said('UNDO'))[0]).toMatch(/^attention: Used since: .*Ask the supervisor\?$/)
  })

  const acts = (plant: Plant): Promise<{ type: string; of: string | null; also: number }[]> =>
    plant.rows(
      `select type, body::jsonb->>'of' as of, coalesce(jsonb_array_length(body::jsonb->'also'), 0) as also from ledger where site = $1 and type = 'correct' order by sequence`,
      plant.site,
    )
  const undone = (at: Scanner): boolean[] => at.context?.reports.map(report => report.undone) ?? []

  it('of a report that later ones of his own stand on takes all back in one act', async () => {
    const { plant, at } = await standing(store, 'LATHE', receive('STEEL', 'S-1', 100))
    await at.said('WO-2', 'S-1', 'QTY:10', 'NEW LOT', 'QTY:5', 'NEW LOT')
    const first = at.context?.reports.at(-1)?.events[0] ?? ''
    expect(await at.said(`UNDO:${first}`)).toEqual([
      expect.stringMatching(/^attention: It was used by your later reports\. Take these back too\? 26090-0002 closed/),
    ])
    expect([await acts(plant), undone(at)]).toEqual([[], [false, false, false, false]])
    expect(await at.said('OK')).toEqual([expect.stringMatching(/^done: Taken back together: WO-2 started/)])
    const [act, ...parts] = await acts(plant)
    expect([act?.also, parts.length, new Set(parts.map(({ of }) => of)).size, undone(at)]).toEqual([6, 6, 1, [true, true, true, true]])
    expect(await plant.exceptions()).toEqual([])
  })

  it('takes back nothing where somebody else used one of them meanwhile', async () => {
    const { plant, at } = await standing(store, 'LATHE', receive('STEEL', 'S-1', 100))
    await at.said('WO-2', 'S-1', 'QTY:10', 'NEW LOT', 'QTY:5', 'NEW LOT')
    await at.said(`UNDO:${at.context?.reports.at(-1)?.events[0] ?? ''}`)
    await plant.ok({
      type: 'scrap',
      lot: { number: '26090-0001' },
      quantity: 10,
      reason: 'bent',
      at: new Date(Scanner.now()).toISOString(),
    })
    expect(await at.said('OK')).toEqual([expect.stringMatching(/^attention: Used since: .*Ask the supervisor\?$/)])
    expect([await acts(plant), undone(at)]).toEqual([[], [false, false, false, false]])
  })

  it('of a report of several events is one act', async () => {
    const { plant, at } = await standing(store, 'LATHE', receive('STEEL', 'S-1', 100))
    await at.said('WO-2', 'S-1', 'QTY:10', 'NEW LOT', 'UNDO')
    expect((await acts(plant)).map(({ also, of }) => [also, of !== null])).toEqual([
      [1, false],
      [0, true],
    ])
  })

  it.each<[string, (lot: string) => Sent, boolean]>([
    [
      'used up in something else',
      lot => ({
        type: 'transform',
        inputs: [{ lot: { number: lot }, quantity: 5 }],
        outputs: [{ lot: { material: 'PART', number: 'X-1' }, quantity: 5 }],
      }),
      true,
    ],
    ['shipped', lot => ({ type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: lot }, quantity: 5 }] }), true],
    [
      'reported at another operation',
      lot => ({ type: 'pass', lot: { number: lot }, workCenter: 'WC-1', workOrder: 'WO-1', operation: 30 }),
      true,
    ],
    ['only moved', lot => ({ type: 'move', lot: { number: lot }, to: 'STORE' }), false],
    ['looked at', lot => ({ type: 'observe', lots: [{ lot: { number: lot } }] }), false],
  ])('a pass of a lot that was since %s', async (_what, since, isUsed) => {
    for (const report of [['L-1'], ['L-1', 'QTY:230']]) {
      const { plant, at } = await standing(store, 'CHECK', part)
      await at.said(...report)
      await plant.ok({ ...since('L-1'), at: new Date(Scanner.now()).toISOString() })
      expect((await at.said('UNDO'))[0], report.join()).toMatch(
        isUsed ? /^attention: Used since: .*Ask the supervisor\?$/ : /^done: Taken back/,
      )
    }
  })
})

describe('cards', () => {
  it('hold, split, merge, renumber, serialize, pack and unpack', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, opening('PART', 'P-1', 10), opening('PART', 'P-2', 5))
    expect(await at.said('SPLIT', 'L-1', 'QTY:50')).toEqual([
      'attention: Scan the lot',
      'attention: How many of L-1 split off? 250 pcs are there',
      'done: 50 pcs of L-1 are now 26090-0001',
    ])
    expect(await at.said('MERGE', 'P-1', 'P-2', 'DONE')).toContain('done: 2 lots merged into 26090-0002')
    expect(await at.said('RENUMBER', 'L-1', 'L-NEW')).toContain('done: L-1 is now L-NEW')
    expect(await at.said('SERIALIZE', '26090-0001', 'SN-1', 'SN-2', 'DONE')).toContain('done: 26090-0001: 2 serials made')
    expect(await at.said('PACK', 'BOX-1', 'SN-1', 'SN-2', 'DONE')).toContain('done: 2 packed into BOX-1')
    expect(await plant.places('SN-1')).toEqual({ 'container:BOX-1': 1 })
    expect(await at.said('UNPACK', 'BOX-1')).toContain('done: BOX-1 is unpacked')
    expect(await at.said('HOLD', 'L-NEW', 'REASON:Mixed up')).toContain('done: L-NEW is on hold now')
    expect(await at.said('L-NEW')).toEqual(['stop: L-NEW is on hold'])
  })
})

describe('what a card collects', () => {
  const seenOf = ({ title, lines }: NonNullable<StationAnswer['card']>): string[] => [
    title,
    ...lines.map(({ label, value }) => `${label.text}: ${value}`),
  ]
  it('is seen while it is collected, the last scan first', async () => {
    const { at } = await standing(store, 'CHECK', part, opening('PART', 'P-1', 10), opening('PART', 'P-2', 5))
    const seen = async (...scans: string[]): Promise<string[]> => {
      await at.said(...scans)
      const card = at.last?.card
      return card ? seenOf(card) : []
    }
    expect(await seen('MERGE', 'P-1', 'P-2', 'P-1')).toEqual(['MERGE', 'Scanned: 2', 'Lot P-2: PART', 'Lot P-1: PART'])
    expect(await seen('NO', 'SERIALIZE', 'P-2', 'SN-1', 'SN-2')).toEqual([
      'SERIALIZE',
      'Scanned: 2',
      'Serial: SN-2',
      'Serial: SN-1',
      'Lot P-2: PART',
    ])
    expect(await seen('NO', 'PACK', 'BOX-1', 'P-1')).toEqual(['PACK', 'Container: BOX-1', 'Scanned: 1', 'Lot P-1: PART'])
  })
})

describe('offline scans', () => {
  it('are recorded late at their own time; what breaks a rule is an exception, what cannot be recorded is raised', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, receive('STEEL', 'S-1', 5), {
      type: 'hold',
      hold: 'H-1',
      lots: [{ number: 'L-1' }],
      reason: 'Cracks',
    })
    const then = new Date(Scanner.now()).toISOString()
    const answer = await at.scan('L-1', { offline: true, at: then })
    expect(answer.outcome).toBe('done')
    const event = await plant.event(answer.recorded[0]?.id ?? '')
    expect(event.body).toMatchObject({ late: true, at: then })
    await at.scan('NEVER SEEN', { offline: true })
    await at.scan('L-1', { offline: true })
    expect(at.context?.latched).toBe(false)
    expect(await plant.exceptions()).toEqual(['lot-on-hold', 'unmatched-scan', 'reported-again'])
  })

  it('measures a wrong clock, takes its error out, and keeps both times', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    const answer = await at.scan('L-1', {
      at: new Date(NOW + 3_600_000 - 60_000).toISOString(),
      sentAt: new Date(NOW + 3_600_000).toISOString(),
    })
    const { body } = await plant.event(answer.recorded[0]?.id ?? '')
    expect(body).toMatchObject({ at: new Date(NOW - 60_000).toISOString(), extensions: { stationSkewMs: 3_600_000 } })
    const { stations } = await ask<{ stations: { code: string; skewMs: number | null }[] }>(
      plant.services,
      `GET /stations?site=${plant.site}`,
    )
    expect(stations.find(station => station.code === 'CHECK')?.skewMs).toBe(3_600_000)
  })
})

describe('a clock that was set between scanning and sending', () => {
  const hour = 3_600_000
  const instantAt = (ms: number): string => new Date(ms).toISOString()

  it.each([
    ['it was an hour fast and is right now', { at: NOW + hour - 60_000, sentAt: NOW, skewMs: hour }, NOW - 60_000, hour],
    ['it was right and is an hour fast now', { at: NOW - 60_000, sentAt: NOW + hour, skewMs: 0 }, NOW - 60_000, 0],
    ['it says a time that has not come yet', { at: NOW + hour, sentAt: NOW, skewMs: 0 }, NOW, 0],
  ])('%s: by the error of then, both times kept, and once a day in the inbox', async (_what, said, at, stationSkewMs) => {
    const { plant, at: scanner } = await standing(store, 'CHECK', part, lotOf('WO-1', 'PART', 'L-2'))
    const times = { at: instantAt(said.at), sentAt: instantAt(said.sentAt), skewMs: said.skewMs, offline: true }
    const answer = await scanner.scan('L-1', times)
    await scanner.scan('L-2', times)
    const { body } = await plant.event(answer.recorded[0]?.id ?? '')
    expect(body).toMatchObject({ type: 'pass', at: instantAt(at), extensions: { stationAt: instantAt(said.at), stationSkewMs } })
    expect(await plant.exceptions()).toEqual(['station-clock'])
  })

  it('is only noted where the plant wants it so', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    await plant.send({ type: 'station', code: 'CHECK', workCenter: 'WC-1', policies: { wrongClock: 'note' } })
    await at.scan('L-1', { at: instantAt(NOW + hour), sentAt: instantAt(NOW), skewMs: 0, offline: true })
    expect(at.recorded).toEqual(['pass'])
    expect(await plant.exceptions()).toEqual([])
  })
})

describe('what a device remembers', () => {
  const device = (plant: Plant, code: string): { via: string; isDevice: boolean; place: { site: string; code: string } } => ({
    via: `station ${code}`,
    isDevice: true,
    place: { site: plant.site, code },
  })
  const scanAs = (plant: Plant, code: string, text: string, context: StationContext | null): Promise<StationAnswer> => {
    const { place, ...how } = device(plant, code)
    const scan = scanSchema.parse({
      id: randomUUID(),
      text,
      at: new Date(Scanner.now()).toISOString(),
      context: JSON.parse(JSON.stringify(context)),
    })
    return scanAt(plant.services, place, scan, how)
  }

  it('is believed as it was answered, at this station, and nowhere else', async () => {
    const { plant } = await standing(store, 'CHECK', part)
    const { context } = await scanAs(plant, 'CHECK', 'badge-anna', null)
    expect(context.people.map(({ code }) => code)).toEqual(['ANNA'])
    expect((await scanAs(plant, 'DEBURR', 'L-1', context)).message.key).toBe('ask.badge')
    expect((await scanAs(plant, 'CHECK', 'L-1', context)).message.key).toBe('done.reported')
  })

  it.each([
    ['a person', (context: StationContext) => ({ ...context, people: [{ code: 'BEN', name: 'Ben', language: null }] })],
    ['no seal', (context: StationContext) => ({ ...context, seal: undefined })],
    ['another seal', (context: StationContext) => ({ ...context, seal: 'AAAA' })],
  ])('is not believed with %s that it was never answered', async (_what, forge) => {
    const { plant } = await standing(store, 'CHECK', part)
    const { context } = await scanAs(plant, 'CHECK', 'badge-anna', null)
    const answer = await scanAs(plant, 'CHECK', 'L-1', forge(context))
    expect({ key: answer.message.key, recorded: answer.recorded }).toEqual({ key: 'ask.badge', recorded: [] })
  })

  it('takes back no event that is not of its own reports', async () => {
    const hold = { id: randomUUID(), type: 'hold', hold: 'H-own', lots: [{ lot: { number: 'L-1' } }], direction: 'none', reason: 'Cracks' }
    const { plant } = await standing(store, 'CHECK', part)
    await plant.ok({ ...hold, hold: `H-${plant.site}` })
    const { context } = await scanAs(plant, 'CHECK', 'badge-anna', null)
    const report = {
      events: [hold.id],
      type: 'pass',
      at: plant.time(0),
      by: 'ANNA',
      title: 'x',
      lots: [],
      undone: false,
      pass: null,
      printed: [],
    }
    const answer = await scanAs(plant, 'CHECK', 'UNDO', { ...context, reports: [report] })
    expect({ key: answer.message.key, recorded: answer.recorded }).toEqual({ key: 'ask.nothing-to-undo', recorded: [] })
  })
})

describe('one scan', () => {
  const parts = [opening('MOTOR', 'M-1', 1), receive('BOLT', 'B-1', 100), lotOf('WO-5', 'PUMP', 'U-1', 1)]

  it('is all or nothing: of two parts scanned before their assembly, none goes in where one is held at the last moment', async () => {
    const { plant, at } = await standing(store, 'ASM', ...parts)
    await at.said('M-1', 'B-1')
    const before = at.context
    const hold = { type: 'hold', hold: `H-${plant.site}`, lots: [{ lot: { number: 'B-1' } }], direction: 'none', reason: 'Cracks' }
    const answer = await inTheLastMoment(
      plant,
      () => plant.ok(hold),
      () => at.scan('U-1'),
    )
    expect({ outcome: answer.outcome, message: answer.message.key, recorded: answer.recorded }).toEqual({
      outcome: 'stop',
      message: 'refused.lot-on-hold',
      recorded: [],
    })
    expect(await plant.links('U-1')).toEqual([])
    expect(answer.context.assembly).toEqual(before?.assembly)
    await plant.ok({ type: 'release', hold: hold.hold, reason: 'No cracks' })
    expect(await at.said('OK', 'U-1')).toEqual(['done: Go on', expect.stringMatching(/^done: /)])
    expect(await plant.links('U-1')).toEqual(['B-1 4 of 4', 'M-1 1 of 1'])
  })
})

/** Something happens between deciding what a scan means and recording it. */
async function inTheLastMoment<T>({ services }: Plant, meanwhile: () => Promise<unknown>, go: () => Promise<T>): Promise<T> {
  const { recordTogether } = services
  services.recordTogether = async (...given) => {
    services.recordTogether = recordTogether
    await meanwhile()
    return recordTogether(...given)
  }
  return go()
}

describe('a scan sent again', () => {
  it('comes to the same events and the same answer, in whatever prefix it is repeated', async () => {
    const { plant, at } = await standing(store, 'LATHE', receive('STEEL', 'S-1', 100), receive('STEEL', 'S-2', 100))
    await at.said('WO-2', 'S-1', 'S-2', 'QTY:50', 'UNDO', 'S-2', 'QTY:45', 'DONE', 'QTY:20')
    const before = await plant.fingerprint()
    const answers: string[] = []
    for (const scan of at.scans) answers.push(JSON.stringify(await at.send(scan)))
    for (let length = 1; length <= at.scans.length; length += 3)
      for (const [index, scan] of at.scans.slice(0, length).entries()) expect(JSON.stringify(await at.send(scan))).toBe(answers[index])
    expect(await plant.fingerprint()).toEqual(before)
  })

  it('after the server died between the event and the answer, too', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    const answer = await at.scan('L-1')
    await plant.rows('update station_scan set answer = null where site = $1', plant.site)
    const before = await plant.fingerprint()
    expect(await at.send(at.scans[1] ?? {})).toEqual(answer)
    expect(await plant.fingerprint()).toEqual(before)
  })

  it('twice at the same time is recorded once', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    const body = { id: '00000000-0000-4000-8000-00000000abcd', text: 'L-1', at: new Date(Scanner.now()).toISOString(), context: at.context }
    const answers = await Promise.all([1, 2, 3].map(() => at.send(body)))
    expect(new Set(answers.map(answer => answer.recorded[0]?.sequence)).size).toBe(1)
    const [row] = await plant.rows<{ count: number }>(
      `select count(*)::int as count from ledger where site = $1 and type = 'pass'`,
      plant.site,
    )
    expect(row?.count).toBe(1)
  })
})

describe('enrolment', () => {
  it('makes a device a station once; it reads and scans and nothing else, and only for itself', async () => {
    const { plant } = await standing(store, 'CHECK', part)
    const made = await ask<{ code: string }>(plant.services, `POST /stations/CHECK/enrolments?site=${plant.site}`, {})
    const { token, station } = await ask<{ token: string; station: string }>(plant.services, 'POST /enrolments', {
      code: made.code.toLowerCase(),
    })
    expect(station).toBe('CHECK')
    await expect(ask(plant.services, 'POST /enrolments', { code: made.code })).rejects.toMatchObject({ status: 401 })
    const principal = await new TokenBook(store.pool).principal(token)
    expect(principal).toMatchObject({ role: 'station', station: { site: plant.site, code: 'CHECK' } })
    expect(ROLES.indexOf('station')).toBeLessThan(ROLES.indexOf('writer'))
    await ask(plant.services, `DELETE /stations/CHECK/enrolments?site=${plant.site}`)
    expect(await new TokenBook(store.pool).principal(token)).toBeNull()
  })
})

afterAll(() => expectSound(store))
