import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'
import { Problem } from '../problem.ts'
import { isClear, meaningOf, PAPER_LOTS_MAX } from './answers.ts'
import { type Checked, checkList } from './check.ts'
import { readList } from './list-file.ts'
import { spellings } from './nearest.ts'

const at = testStore()
const make = (material: string, number: string): Sent => ({
  type: 'transform',
  inputs: [{ lot: { number: 'S-1' }, quantity: 1 }],
  outputs: [{ lot: { material, number }, quantity: 10 }],
})

/** Number X-1 is of two materials; V-77 is what the vendor calls S-1; BOX holds P-1 and, in INNER, P-2; GONE left with P-3. */
const begun = (): Promise<Plant> =>
  plantWithBasics(
    at,
    { ...receive('STEEL', 'S-1', 100), vendorLot: 'V-77' },
    make('PART', 'P-1'),
    make('PART', 'P-2'),
    make('PART', 'P-3'),
    make('PART', 'X-1'),
    { ...receive('STEEL', 'X-1', 5) },
    { type: 'pack', container: 'INNER', contents: [{ lot: { number: 'P-2' }, quantity: 10 }] },
    { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'P-1' }, quantity: 10 }, { container: 'INNER' }] },
    { type: 'pack', container: 'GONE', contents: [{ lot: { number: 'P-3' }, quantity: 10 }] },
    { type: 'ship', shipment: 'SH-1', customer: 'C-1', containers: ['GONE'] },
  )

const check = (plant: Plant, lines: string[], already: { number: string }[] = []): Promise<Checked> =>
  checkList(plant.services, { site: plant.site, lines, already })

describe('a list of identifiers', () => {
  it('answers every line, and guesses none', async () => {
    const plant = await begun()
    const cases: [line: string, status: string, lots: string[]][] = [
      ['P-1', 'lot', ['P-1']],
      [' P-2 ', 'lot', ['P-2']],
      ['v-77', 'lot', ['S-1']],
      ['P-1', 'already', ['P-1']],
      ['S-1', 'already', ['S-1']],
      ['X-1', 'ambiguous', ['X-1', 'X-1']],
      ['GONE', 'container', ['P-3']],
      ['p-3', 'unknown', []],
      ['P-9', 'unknown', []],
      ['', 'unknown', []],
      ['a\0b', 'unknown', []],
      ['FOREIGN 4711/22', 'unknown', []],
    ]
    const checked = await check(
      plant,
      cases.map(([line]) => line),
    )
    for (const [index, [line, status, lots]] of cases.entries()) {
      const answer = checked.answers[index]
      expect({ line, status: answer?.status }).toEqual({ line, status })
      if (lots.length > 0) expect(answer?.lots.map(lot => lot.number)).toEqual(lots)
      expect(answer?.detail).toMatch(/^\S.*\.$|say which\.$/)
    }
    expect(checked).toMatchObject({ lines: 12, open: 6, counts: { lot: 3, already: 2, ambiguous: 1, container: 1, unknown: 5 } })
    expect(checked.answers[3]?.detail).toBe('The same as line 1.')
  })

  it('takes what is in a container, however deep, and what left in one that is empty', async () => {
    const plant = await begun()
    const { answers, lots } = await check(plant, ['BOX', 'GONE', 'INNER'])
    expect(answers.map(one => one.lots.map(lot => lot.number).sort())).toEqual([['P-1', 'P-2'], ['P-3'], ['P-2']])
    expect(answers[1]?.detail).toContain('empty now')
    expect(answers[2]).toMatchObject({ status: 'already', container: 'INNER' })
    expect(lots).toHaveLength(3)
  })

  it('takes what stands on a paper: a shipment, the orders of vendors and customers, and what a work order made', async () => {
    const order = { type: 'workOrder', number: 'WO-7', material: 'PART', quantity: 20, operations: [{ sequence: 10, name: 'cut' }] }
    const plant = await plantWithBasics(
      at,
      { ...receive('STEEL', 'S-1', 100), purchaseOrder: 'PO-7' },
      { ...receive('STEEL', 'S-2', 100), purchaseOrder: 'PO-7' },
      order,
      { ...order, number: 'WO-8' },
      { ...order, number: 'S-1' },
      { ...make('PART', 'P-1'), workOrder: 'WO-7', operation: 10 },
      { ...make('PART', 'P-2'), workOrder: 'WO-7', operation: 10 },
      { ...make('PART', 'P-3'), workOrder: 'S-1', operation: 10 },
      { type: 'salesOrder', number: 'SO-7', customer: 'C-1', lines: [{ line: 1, material: 'PART', quantity: 20 }] },
      { type: 'ship', shipment: 'SH-7', customer: 'C-1', order: 'SO-7', lots: [{ lot: { number: 'P-1' }, quantity: 5 }] },
      { type: 'ship', shipment: 'SH-8', customer: 'C-1', order: 'SO-7', lots: [{ lot: { number: 'P-2' }, quantity: 5 }] },
    )
    const cases: [line: string, status: string, lots: string[], detail: string][] = [
      ['SH-7', 'shipment', ['P-1'], 'A shipment with 1 lot or serial.'],
      ['PO-7', 'purchaseOrder', ['S-1', 'S-2'], 'A purchase order: 2 lots and serials came on it.'],
      ['wo-7', 'workOrder', ['P-1', 'P-2'], 'A work order: it made 2 lots and serials.'],
      ['SO-7', 'already', ['P-1', 'P-2'], 'The same as line 3.'],
      // Nothing names a lot here.
      ['WO-8', 'workOrder', [], 'A work order, and nothing was made under it.'],
      // A lot that has the number is meant, and not the order that made another.
      ['S-1', 'already', ['S-1'], 'The same as line 2.'],
    ]
    const lines = cases.map(([line]) => line)
    const checked = await check(plant, lines)
    expect(checked.answers.map(({ text, status, lots, detail }) => [text, status, lots.map(lot => lot.number), detail])).toEqual(cases)
    expect(checked).toMatchObject({ open: 1, counts: { shipment: 1, purchaseOrder: 1, workOrder: 2, salesOrder: 0 } })
    expect((await check(plant, ['SO-7'])).answers[0]).toMatchObject({ status: 'salesOrder', order: 'SO-7', shipment: null })
  })

  it('names by an order what a run of it added to a lot of another, and nothing that was taken back', async () => {
    const order = { type: 'workOrder', number: 'WO-1', material: 'PART', quantity: 20, operations: [{ sequence: 10, name: 'cut' }] }
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 100), order, { ...order, number: 'WO-2' })
    await plant.ok({ ...make('PART', 'P-1'), workOrder: 'WO-1', operation: 10 })
    await plant.ok({ type: 'start', run: 'R-2', workOrder: 'WO-2', operation: 10 })
    await plant.ok({ type: 'produce', run: 'R-2', lot: { material: 'PART', number: 'P-1' }, quantity: 5 }, { type: 'finish', run: 'R-2' })
    const [taken] = await plant.ok({ ...make('PART', 'P-9'), workOrder: 'WO-2', operation: 10 })
    await plant.ok({ type: 'correct', event: taken?.id, reason: 'not made' })
    const { answers } = await check(plant, ['WO-2'])
    expect(answers[0]?.lots.map(lot => lot.number)).toEqual(['P-1'])
  })

  it('does not guess which of several papers is meant, and takes with a shipment what was loaded under its number', async () => {
    const plant = await plantWithBasics(
      at,
      { ...receive('STEEL', 'S-1', 100), purchaseOrder: '4711' },
      make('PART', 'P-1'),
      make('PART', 'P-2'),
      { type: 'ship', shipment: '4711', customer: 'C-1', lots: [{ lot: { number: 'P-1' }, quantity: 1 }] },
      { ...receive('STEEL', 'S-2', 100), purchaseOrder: 'BOX' },
      { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'P-1' }, quantity: 1 }] },
      { type: 'pack', container: 'SH-9', contents: [{ lot: { number: 'P-1' }, quantity: 1 }] },
      {
        type: 'ship',
        shipment: 'SH-9',
        customer: 'C-1',
        containers: ['SH-9'],
        lots: [{ lot: { number: 'P-2' }, quantity: 1 }],
      },
    )
    const { answers, open } = await check(plant, ['4711', 'BOX', 'SH-9'])
    expect(answers.map(({ status, lots }) => [status, lots.map(lot => lot.number)])).toEqual([
      ['ambiguous', []],
      ['ambiguous', []],
      ['shipment', ['P-1', 'P-2']],
    ])
    expect(open).toBe(2)
  })

  it('says what is there already, and what belongs to another site', async () => {
    const [plant, other] = [await begun(), await begun()]
    await plant.ok(make('PART', 'ONLY-HERE'))
    expect((await check(plant, ['P-1'], [{ number: 'P-1' }])).answers[0]).toMatchObject({ status: 'already' })
    expect((await check(other, ['ONLY-HERE'])).answers[0]).toMatchObject({ status: 'elsewhere', lots: [] })
  })

  it('offers the nearest spelling and takes it for nothing', async () => {
    const plant = await begun()
    await plant.ok(make('PART', 'LOT-2026-0815'))
    const typos = [
      'LOT-2026-0851',
      'LOT-2026-815',
      'LOT-2O26-0815',
      'lot-2026-0815',
      'LOT2026-0815',
      'LOT-2026-08155',
      'LOT-2026-0816',
      'LPT-2026-0815',
    ]
    const { answers, lots } = await check(plant, typos)
    expect(lots).toEqual([])
    for (const answer of answers)
      expect({ text: answer.text, near: answer.nearest?.map(one => one.number) }).toEqual({ text: answer.text, near: ['LOT-2026-0815'] })
  })

  it('answers five thousand lines with typos, repeats and foreign numbers', async () => {
    const plant = await begun()
    const lines = Array.from({ length: 5000 }, (_, index) =>
      index % 5 === 0 ? 'P-1' : index % 5 === 1 ? `P-1${index}` : `FOREIGN-${index}`,
    )
    const started = performance.now()
    const { answers, counts, open } = await check(plant, lines)
    expect(answers).toHaveLength(5000)
    expect({ ...counts, open }).toMatchObject({ lot: 1, already: 999, unknown: 4000, open: 4000 })
    expect(performance.now() - started).toBeLessThan(30_000)
  })
})

describe('a file with a list', () => {
  const csv = (text: string): Buffer => Buffer.from(text)
  it.each([
    ['one a line, without a heading', 'P-1\r\nP-2\nP-3\n', undefined, ['P-1', 'P-2', 'P-3'], null],
    ['one a line, with a heading', 'Lot number\nP-1\nP-2', undefined, ['P-1', 'P-2'], 'Lot number'],
    ['a column that is headed as one', 'Customer;Lot;Quantity\nA;P-1;3\nB;P-2;1', undefined, ['P-1', 'P-2'], 'Lot'],
    ['the column that is named', 'Charge;Teil\nA;P-1\nB;P-2', 'Teil', ['P-1', 'P-2'], 'Teil'],
  ])('%s', async (_, text, column, lines, read) => {
    expect(await readList(csv(text), column)).toMatchObject({ lines, column: read })
  })

  it('reads a column of a workbook', async () => {
    const book = new ExcelJS.Workbook()
    book.addWorksheet('List').addRows([
      ['Customer', 'Serial'],
      ['A', 'P-1'],
      ['B', 4711],
    ])
    expect((await readList(Buffer.from(await book.xlsx.writeBuffer()), undefined)).lines).toEqual(['P-1', '4711'])
  })

  it.each([
    ['two columns that could be meant', 'Customer,Part\nA,P-1', undefined, 'say which holds the identifiers'],
    ['a column that is not there', 'Lot,Part\nA,P-1', 'Serial', 'no column "Serial"'],
    ['an empty file', '\n\n', undefined, 'empty'],
    ['a quote in the wrong place', '"["a","b"]"', undefined, 'cannot be read'],
    ['a workbook that is none', 'PK\u0003\u0004 no', undefined, 'cannot be read'],
  ])('refuses %s', async (_, text, column, said) => {
    const refused = readList(csv(text), column)
    await expect(refused).rejects.toBeInstanceOf(Problem)
    await expect(refused).rejects.toThrow(said)
  })
})

it('a spelling is one slip away, and never the empty text', () => {
  expect(spellings('')).toEqual([])
  expect(spellings('x'.repeat(200))).toEqual([])
  expect(spellings('AB1')).toEqual(expect.arrayContaining(['ab1', 'ba1', 'a1b', 'ab', 'abl', 'ab-1', 'aab1']))
})

it('does not start from an order that made more than anybody can start from', () => {
  const papers = Array.from({ length: PAPER_LOTS_MAX + 1 }, (_, id) => {
    const lot = { id, material: 'PART', number: `P-${id}`, kind: 'lot' as const, unit: 'kg' }
    return { line: 1, paper: 'workOrder' as const, code: 'WO-1', ...lot }
  })
  const asked = { text: 'WO-1', named: [], contained: [] }
  const many = meaningOf({ ...asked, papers }, 1, 'main')
  expect({ lots: many.lots, clear: isClear(many) }).toEqual({ lots: [], clear: false })
  expect(many.detail).toContain('name what they were made of')
  expect(meaningOf({ ...asked, papers: papers.slice(1) }, 1, 'main').lots).toHaveLength(PAPER_LOTS_MAX)
})
