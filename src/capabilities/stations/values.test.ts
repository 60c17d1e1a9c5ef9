import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { lotOf, Scanner, standing } from '../../../test/capabilities/scanner.ts'
import { expectSound, type Plant, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { AskedList, AskedRow } from '../../answers/index.ts'
import { keepDocument } from '../documents/content.ts'
import type { StationAnswer } from './answer.ts'

const store = testStore()
const part = lotOf('WO-1', 'PART', 'L-1')
const second = lotOf('WO-1', 'PART', 'L-2', 100)
const plan = (...characteristics: object[]): Sent => ({ type: 'collectionPlan', material: 'PART', characteristics })
const bore = { code: 'BORE', description: 'Bore', unit: 'mm', min: 19.9, max: 20.1, kind: 'number', required: true }
const colour = { code: 'COLOUR', description: 'Colour', kind: 'choice', choices: ['red', 'blue'], required: true }
const remark = { code: 'REMARK', description: 'Remark', kind: 'text' }

const measured = (plant: Plant): Promise<{ value: string }[]> =>
  plant.rows<{ value: string }>(
    `select coalesce(l.number, m.run, m.work_order) || ' ' || m.characteristic || '=' || m.value || case m.in_range when false then ' out' else '' end as value
       from measurement m left join lot l on l.id = m.lot where m.site = $1 and m.until is null order by m.since, m.line`,
    plant.site,
  )
const values = async (plant: Plant): Promise<string[]> => (await measured(plant)).map(({ value }) => value)

describe('what a plan requires', () => {
  it('is asked before the report, with all of it in sight, and recorded in the same event', async () => {
    const { plant, at } = await standing(
      store,
      'CHECK',
      part,
      plan(bore, colour, remark, { code: 'DAY', kind: 'date', at: 'start', required: true }),
    )
    expect(await at.said('L-1')).toEqual(['attention: Enter Bore (19.9 – 20.1 mm)'])
    expect(at.last?.question).toMatchObject({
      input: { kind: 'number', unit: 'mm', min: '19.9', max: '20.1' },
      fields: [
        { name: 'Bore', limits: '19.9 – 20.1 mm', state: 'asked', entered: [], change: null },
        { name: 'Colour', state: 'open' },
        { name: 'Remark', state: 'open' },
      ],
    })
    expect(await at.said('20,05', 'green', 'red')).toEqual([
      'attention: Enter Colour ',
      'attention: green does not fit. Enter Colour',
      'attention: Enter Remark ',
    ])
    expect(at.last?.question?.fields?.map(field => field.entered.map(({ text }) => text).join())).toEqual(['20,05 mm', 'red', ''])
    expect(await at.said('VALUE:')).toEqual(['done: L-1 → Check, 250 pcs'])
    expect(at.recorded).toEqual(['pass'])
    expect(await values(plant)).toEqual(['L-1 BORE=20.05', 'L-1 COLOUR=red'])
  })

  it('can be entered anew before it is recorded; nothing is no answer', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan(bore, colour))
    await at.said('L-1', 'VALUE:', '20')
    expect(at.last?.question?.fields?.[0]?.change).toBe('CHANGE:value:BORE')
    expect(await at.said('CHANGE:value:BORE', '20.1', 'VALUE:blue')).toEqual([
      'attention: Enter Bore (19.9 – 20.1 mm)',
      'attention: Enter Colour ',
      'done: L-1 → Check, 250 pcs',
    ])
    expect(await values(plant)).toEqual(['L-1 BORE=20.1', 'L-1 COLOUR=blue'])
  })

  it.each([
    ['at another operation', { operation: 30 }],
    ['at another work center', { workCenter: 'OVEN' }],
    ['at another moment', { at: 'start' }],
    ['and not required', { required: false }],
  ])('%s is not asked', async (_, more) => {
    const { at } = await standing(store, 'CHECK', part, plan({ ...bore, ...more }))
    expect(await at.said('L-1')).toEqual(['done: L-1 → Check, 250 pcs'])
  })

  it('and was measured before is not asked again; of rework it is', async () => {
    const { at } = await standing(store, 'CHECK', part, plan(bore), {
      type: 'collect',
      lots: [{ lot: { number: 'L-1' } }],
      values: [{ characteristic: 'BORE', value: 20 }],
    })
    expect(await at.said('L-1')).toEqual(['done: L-1 → Check, 250 pcs'])
    Scanner.now(5)
    expect(await at.said('L-1', 'OK')).toEqual([
      expect.stringContaining('already reported') as string,
      'attention: Enter Bore (19.9 – 20.1 mm)',
    ])
  })

  it('of several pieces takes as many values', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan({ ...bore, sample: { count: 3 } }))
    await at.said('L-1', '20', '20.02')
    expect(at.last?.question?.fields).toMatchObject([{ count: '2/3', entered: [{ text: '20 mm' }, { text: '20.02 mm' }] }])
    expect(await at.said('20.04')).toEqual(['done: L-1 → Check, 250 pcs'])
    expect(await values(plant)).toEqual(['L-1 BORE=20', 'L-1 BORE=20.02', 'L-1 BORE=20.04'])
  })

  it('that is a picture or a file is answered with the name of what was uploaded, and with nothing else', async () => {
    const asked = [
      { code: 'FOTO', description: 'the weld', kind: 'photo', required: true },
      { code: 'CURVE', description: 'Curve', kind: 'file' },
    ]
    const { plant, at } = await standing(store, 'CHECK', part, plan(...asked))
    const hash = createHash('sha256').update('a picture').digest('hex')
    expect(await at.said('L-1', 'L-1')).toEqual(['attention: Photograph the weld', 'attention: Photograph the weld'])
    expect(at.last?.question).toMatchObject({ input: { kind: 'photo', prefix: 'VALUE:' } })
    expect(await at.said(`VALUE:${hash}`)).toEqual(['attention: Choose a file: Curve'])
    expect(at.last?.question?.fields?.[0]?.entered.map(({ text }) => text)).toEqual(['there'])
    expect(at.last?.question).toMatchObject({ input: { kind: 'file' } })
    const [refused] = await at.said('VALUE:')
    expect(refused).toMatch(/^stop: /)
    expect(at.last?.advice?.text).toMatch(/not uploaded/)
    expect(await values(plant)).toEqual([])
    await keepDocument(store.pool, Readable.from([Buffer.from('a picture')]), { name: 'weld.txt', by: 'test', at: 0 })
    await at.said('OK', 'L-1', `VALUE:${hash}`)
    expect(await at.said('VALUE:')).toEqual(['done: L-1 → Check, 250 pcs'])
    expect(await values(plant)).toEqual([`L-1 FOTO=${hash}`])
  })

  it('goes along where the quantity is corrected right after', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan(bore))
    expect(await at.said('L-1', '20', 'QTY:240')).toEqual([
      'attention: Enter Bore (19.9 – 20.1 mm)',
      'done: L-1 → Check, 250 pcs',
      'done: L-1 corrected: 240 good, 0 scrap',
    ])
    expect(await values(plant)).toEqual(['L-1 BORE=20'])
    expect(await at.said('UNDO')).toEqual(['done: Taken back: L-1 corrected: 240 good, 0 scrap'])
    expect(await values(plant)).toEqual([])
  })
})

describe('out of its limits', () => {
  it('stops where the plan says stop, and records nothing', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan({ ...bore, outOfRange: 'stop' }))
    expect(await at.said('L-1', '21')).toEqual(['attention: Enter Bore (19.9 – 20.1 mm)', 'stop: Bore 21 mm is out of tolerance'])
    expect(await values(plant)).toEqual([])
  })

  it('asks where the plan says ask, and records what was agreed to', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan({ ...bore, outOfRange: 'ask' }))
    expect(await at.said('L-1', '21', 'NO', '22', 'OK')).toEqual([
      'attention: Enter Bore (19.9 – 20.1 mm)',
      'attention: Bore 21 mm is outside of 19.9 – 20.1 mm',
      'attention: Enter Bore (19.9 – 20.1 mm)',
      'attention: Bore 22 mm is outside of 19.9 – 20.1 mm',
      'done: L-1 → Check, 250 pcs',
    ])
    expect(await values(plant)).toEqual(['L-1 BORE=22 out'])
    expect(await plant.exceptions()).toEqual(['value-out-of-range'])
  })

  it('holds where the plan says hold, and the operator hears it', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan({ ...bore, outOfRange: 'hold' }))
    expect(await at.said('L-1', '21')).toEqual(['attention: Enter Bore (19.9 – 20.1 mm)', 'attention: Bore 21 mm: out, now on hold'])
    expect(at.last?.advice?.text).toBe('L-1 → Check, 250 pcs. Set it aside and tell quality.')
    expect(at.recorded).toEqual(['pass'])
    expect(at.context?.reports[0]?.title).toBe('L-1 → Check, 250 pcs')
    expect(await values(plant)).toEqual(['L-1 BORE=21 out'])
    expect(await at.said('L-1')).toEqual(['stop: L-1 is on hold'])
    await expectSound(store)
  })

  it('is only recorded where the plan says so', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan({ ...bore, outOfRange: 'record' }))
    expect(await at.said('L-1', '21')).toContain('done: L-1 → Check, 250 pcs')
    expect(await values(plant)).toEqual(['L-1 BORE=21 out'])
  })
})

describe('of several lots in one report', () => {
  const together: Sent = { type: 'station', code: 'CHECK', workCenter: 'WC-1', policies: { together: true } }

  it('each lot has its own', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, second, together, plan(bore))
    await at.said('L-1', 'L-2', 'DONE')
    expect(at.last?.question?.fields).toMatchObject([
      { name: 'Bore', of: 'L-1', state: 'asked' },
      { name: 'Bore', of: 'L-2', state: 'open' },
    ])
    expect(await at.said('20', '20.1')).toEqual(['attention: Enter Bore (19.9 – 20.1 mm)', 'done: 2 lots → Check, 350 pcs'])
    expect(await values(plant)).toEqual(['L-1 BORE=20', 'L-2 BORE=20.1'])
  })

  it('NO puts aside what was scanned: one lot at once, of several it is asked; of a station that was away it was said there', async () => {
    const { at } = await standing(store, 'CHECK', part, second, together)
    expect(await at.said('L-1', 'NO', 'DONE')).toEqual([
      'done: L-1 added: 1 lot, 250 pcs',
      'done: Cancelled: nothing was recorded',
      'attention: Scan a lot',
    ])
    expect(await at.said('L-1', 'L-2', 'NO', 'NO')).toEqual([
      'done: L-1 added: 1 lot, 250 pcs',
      'done: L-2 added: 2 lots, 350 pcs',
      'attention: Take all 2 lots out again?',
      'done: Cancelled: nothing was recorded',
    ])
    expect(at.last?.next.text).toBe('2 lots scanned: scan more, then DONE')
    expect(at.last?.card?.lines.map(({ label }) => label.text)).toEqual(['Lot L-1', 'Lot L-2'])
    expect(await at.said('NO', 'OK')).toEqual(['attention: Take all 2 lots out again?', 'done: Cancelled: nothing was recorded'])
    expect(at.last?.next.text).toBe('Scan a lot')
    await at.said('L-1', 'L-2')
    await at.scan('NO', { offline: true })
    expect(at.last?.context.lots).toEqual([])
  })

  it('one is for all where the plan says so, and all of them are seen beside the question', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, second, together, plan({ ...bore, per: 'report' }))
    expect(await at.said('L-1', 'L-2', 'DONE', '20')).toEqual([
      'done: L-1 added: 1 lot, 250 pcs',
      'done: L-2 added: 2 lots, 350 pcs',
      'attention: Enter Bore (19.9 – 20.1 mm)',
      'done: 2 lots → Check, 350 pcs',
    ])
    expect(await values(plant)).toEqual(['L-1 BORE=20', 'L-2 BORE=20'])
  })

  const before = ['L-1', 'L-2'].flatMap(number => [
    { type: 'pass', lot: { number }, workCenter: 'WC-1' },
    { type: 'pass', lot: { number }, workCenter: 'DEBURR' },
  ])

  it('a load has one for all, at start and at finish', async () => {
    const own = plan({ ...bore, code: 'DEPTH', description: 'Depth', operation: 40 })
    const { plant, at } = await standing(store, 'OVEN', part, second, ...before, own)
    await at.said('L-1', 'L-2', 'DONE', '200', 'L-1', 'DONE', 'VALUE:no')
    expect(await at.said('20')).toEqual(['done: L-1 finished: Temper, 250 pcs'])
    expect((await values(plant)).map(text => text.replace(/^OVEN\S+/, 'load'))).toEqual([
      'load TEMP=200',
      'load SCALE=false',
      'load DEPTH=20',
    ])
  })

  it('a load has one for each lot where the plan says so', async () => {
    const own = plan({ ...bore, code: 'DEPTH', description: 'Depth', operation: 40, per: 'lot' })
    const { plant, at } = await standing(store, 'OVEN', part, second, ...before, own)
    await at.said('L-1', 'L-2', 'DONE', '200', 'L-1', 'L-2', 'DONE', 'VALUE:no', '20')
    expect(await at.said('20.1')).toEqual(['done: 2 lots finished: Temper, 350 pcs'])
    expect(at.recorded).toEqual(['collect', 'collect', 'finish'])
    expect((await values(plant)).slice(1, 3)).toEqual(['L-1 DEPTH=20', 'L-2 DEPTH=20.1'])
  })
})

describe('elsewhere', () => {
  it('a run that makes lots is asked when it ends', async () => {
    const { plant, at } = await standing(store, 'LATHE', receive('STEEL', 'S-1', 400), plan(bore))
    await at.said('WO-2', 'S-1', 'DONE')
    expect(await at.said('QTY:50', '20')).toEqual(['attention: Enter Bore (19.9 – 20.1 mm)', 'done: WO-2 finished: 50 pcs'])
    expect((await values(plant)).map(text => text.replace(/^LATHE\S+/, 'run'))).toEqual(['run BORE=20'])
  })

  it('the dock is asked for what the plan wants at receipt', async () => {
    const { plant, at } = await standing(
      store,
      'IN',
      { type: 'location', code: 'WH' },
      { type: 'partner', code: 'ROLLER', roles: ['vendor'] },
      { type: 'station', code: 'IN', job: 'receive', location: 'WH' },
      { type: 'collectionPlan', material: 'STEEL', characteristics: [{ ...bore, code: 'DIA', description: 'Diameter', at: 'receipt' }] },
      { type: 'purchaseOrder', number: 'PO-1', vendor: 'ROLLER', lines: [{ line: 10, material: 'STEEL', quantity: 500 }] },
    )
    await at.said('badge-anna', 'PO-1', 'H4711', '480')
    expect(at.last?.message.text).toBe('Enter Diameter (19.9 – 20.1 mm)')
    expect(await at.said('20')).toEqual([expect.stringMatching(/^done: .*480 kg of STEEL/) as string])
    expect((await values(plant)).map(text => text.replace(/^\S+/, 'lot'))).toEqual(['lot DIA=20'])
  })
})

describe('offline', () => {
  it('what nobody could be asked is an exception; what was entered before counts', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, second, plan(bore, colour))
    expect((await at.scan('L-1', { offline: true })).outcome).toBe('done')
    expect(await plant.exceptions()).toEqual(['value-missing', 'value-missing'])
    await at.said('L-2', '20')
    await at.scan('VALUE:red', { offline: true })
    expect(at.recorded).toEqual(['pass'])
    expect(await values(plant)).toEqual(['L-2 BORE=20', 'L-2 COLOUR=red'])
    expect(await plant.exceptions()).toEqual(['value-missing', 'value-missing'])
  })

  it('a station knows beforehand what it will have to ask, lot by lot', async () => {
    const third = lotOf('WO-1', 'PART', 'L-3')
    const passed = { type: 'pass', lot: { number: 'L-3' }, workCenter: 'WC-1' }
    const { plant, at } = await standing(
      store,
      'CHECK',
      part,
      second,
      third,
      passed,
      plan({ ...bore, sample: { count: 2 }, workCenter: 'WC-1' }, { ...remark, workCenter: 'WC-1' }),
      {
        type: 'collect',
        lots: [{ lot: { number: 'L-2' } }],
        values: [{ characteristic: 'BORE', value: 20 }],
      },
    )
    const { asked } = await askedOf(plant, 'CHECK')
    expect(asked.map(({ lots, now, after }) => [lots.map(lot => lot.number), now.map(row => row.as), after])).toEqual([
      [['L-1'], ['value:BORE', 'value:BORE#2', 'value:REMARK'], []],
      [['L-2'], ['value:BORE', 'value:REMARK'], []],
    ])
    expect(asked[0]?.now[0]).toMatchObject({ isRequired: true, field: { name: 'Bore', limits: '19.9 – 20.1 mm' } })
    await at.said('L-1')
    const { fields: _, ...question } = at.last?.question ?? {}
    expect(asked[0]?.now[0]?.question).toEqual(question)
    await at.said('NO', 'L-3')
    expect((await askedOf(plant, 'DEBURR')).asked).toEqual([])
    expect((await askedOf(plant, 'OVEN')).asked).toEqual([])
  })

  it('at start and at finish: what comes with the next scan and with the one after it', async () => {
    const deburred = ['WC-1', 'DEBURR'].map(workCenter => ({ type: 'pass', lot: { number: 'L-1' }, workCenter }))
    const { plant } = await standing(store, 'OVEN', part, ...deburred)
    expect(namesOf(await askedOf(plant, 'OVEN'))).toEqual(['L-1: TEMP then SCALE'])
    await plant.ok({
      type: 'start',
      run: 'R-1',
      workOrder: 'WO-1',
      operation: 40,
      workCenter: 'OVEN',
      lots: [{ lot: { number: 'L-1' }, quantity: 250 }],
    })
    expect(namesOf(await askedOf(plant, 'OVEN'))).toEqual(['L-1: SCALE then '])
  })

  it('several lots in one report: gathered offline, reported by DONE with what was asked of each; what was reported before is not lost with them', async () => {
    const together: Sent = { type: 'station', code: 'CHECK', workCenter: 'WC-1', policies: { together: true } }
    const { plant, at } = await standing(store, 'CHECK', part, second, lotOf('WO-1', 'PART', 'L-3'), together, plan(bore))
    expect((await askedOf(plant, 'CHECK')).asked.map(({ now }) => now.map(row => [row.as, row.each]))).toEqual([[['value:BORE', true]]])
    await at.scan('L-1', { offline: true })
    await at.scan('DONE', { offline: true, entered: { 'value:BORE': '20' } })
    for (const number of ['L-1', 'L-2', 'L-3']) await at.scan(number, { offline: true })
    expect(await values(plant)).toEqual(['L-1 BORE=20'])
    const entered = Object.fromEntries(['L-2', 'L-3'].map(number => [`value:BORE@PART/${number}`, '20.05']))
    await at.scan('DONE', { offline: true, entered })
    expect(await values(plant)).toEqual(['L-1 BORE=20', 'L-2 BORE=20.05', 'L-3 BORE=20.05'])
    expect(await plant.exceptions()).toEqual(['reported-again'])
  })

  it('what it asked comes with the scan, and is recorded with the report', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan(bore, colour))
    await at.scan('L-1', { offline: true, entered: { 'value:BORE': '20,05', 'value:COLOUR': 'red' } })
    expect([at.last?.outcome, at.recorded]).toEqual(['done', ['pass']])
    expect(await values(plant)).toEqual(['L-1 BORE=20.05', 'L-1 COLOUR=red'])
    expect(await plant.exceptions()).toEqual([])
  })

  it('out of its limits, missing, or not asked for any more: recorded with what a supervisor has to see', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan(bore, colour))
    await at.scan('L-1', { offline: true, entered: { 'value:BORE': '25', 'value:WIDTH': '7' } })
    expect(at.last?.outcome).toBe('done')
    expect(await values(plant)).toEqual(['L-1 BORE=25 out'])
    expect((await plant.exceptions()).sort()).toEqual(['out-of-tolerance', 'value-missing', 'value-not-asked'])
  })

  it('sent while the operator still stands there, the server asks for the rest', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan(bore, colour))
    expect((await at.scan('L-1', { entered: { 'value:BORE': '20' } })).message.text).toBe('Enter Colour ')
    expect(await at.said('red')).toEqual(['done: L-1 → Check, 250 pcs'])
    expect(await values(plant)).toEqual(['L-1 BORE=20', 'L-1 COLOUR=red'])
  })

  it('asked about by the server, whose question was lost with the line: what was answered or cancelled at the station counts', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, second, plan(bore))
    await at.said('NO')
    const { context } = at
    const again = async (text: string, more: object): Promise<StationAnswer> => {
      const id = randomUUID()
      at.context = context
      expect((await at.scan(text, { id })).outcome).toBe('attention')
      at.context = context
      return at.scan(text, { id, offline: true, ...more })
    }
    expect((await again('L-1', { entered: { 'value:BORE': '20' } })).recorded.map(entry => entry.type)).toEqual(['pass'])
    expect((await again('L-2', { withdrawn: true })).message.text).toBe('Cancelled: nothing was recorded')
    expect(await values(plant)).toEqual(['L-1 BORE=20'])
    expect(await plant.exceptions()).toEqual([])
  })

  it('cancelled before it was sent records nothing, and is in the log', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, plan(bore))
    const before = await plant.fingerprint()
    const { message } = await at.scan('L-1', { offline: true, withdrawn: true, entered: { 'value:BORE': '20' } })
    expect(message.text).toBe('Cancelled: nothing was recorded')
    expect(await plant.fingerprint()).toEqual(before)
    expect((await at.said('L-1', '20')).at(-1)).toBe('done: L-1 → Check, 250 pcs')
  })

  it('a question that was left open when the line was cut takes no lot with it that was scanned then', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, second, plan(bore))
    await at.said('L-1')
    await at.scan('L-2', { offline: true })
    expect([at.last?.outcome, at.recorded]).toEqual(['done', ['pass']])
    expect(await plant.exceptions()).toEqual(['value-missing'])
  })

  it.each([
    ['what no value is called', { pinned: 'yes' }],
    ['a rule to be set aside', { 'accepted:BORE': 'yes' }],
  ])('takes no %s along', async (_, entered) => {
    const { at } = await standing(store, 'CHECK', part, plan(bore))
    await expect(at.scan('L-1', { offline: true, entered })).rejects.toThrow()
  })
})

const askedOf = (plant: Plant, station: string): Promise<AskedList> =>
  ask<AskedList>(plant.services, `GET /stations/${station}/asked?site=${plant.site}`)

const namesOf = ({ asked }: AskedList): string[] =>
  asked.map(({ lots, now, after }) => `${lots.map(lot => lot.number).join()}: ${codes(now)} then ${codes(after)}`)
const codes = (rows: AskedRow[]): string => rows.map(row => row.as.replace('value:', '')).join()
