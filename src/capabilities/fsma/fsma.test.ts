import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { answer, ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { Document } from '../route.ts'
import { XLSX } from '../workbook.ts'
import type { TrackingEvent } from './events.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const idOf = async (plant: Plant, number: string): Promise<number> => {
  const [row] = await plant.rows<{ id: number }>('select id from lot where site = $1 and number = $2', plant.site, number)
  return row?.id ?? 0
}
const asked = (plant: Plant, question: string): Promise<{ total: number; events: TrackingEvent[] }> =>
  ask(plant.services, `GET /fsma?${question}`)
const text = (row: TrackingEvent): string =>
  `${row.event} ${row.role} ${row.traceabilityLotCode} ${row.quantity} ${row.unit}${row.newTraceabilityLotCode ? ` into ${row.newTraceabilityLotCode}` : ''}${row.previousSource ? ` from ${row.previousSource}` : ''}${row.subsequentRecipient ? ` to ${row.subsequentRecipient}` : ''}`

/** STEEL stands for the ingredients, PART for what is made of them: half of the first product is shipped, S2 went into the other one only. */
const made = (number: string, inputs: [string, number][]): Sent => ({
  type: 'transform',
  workCenter: 'WC-1',
  inputs: inputs.map(([name, quantity]) => ({ lot: lot(name), quantity })),
  outputs: [{ lot: { material: 'PART', number }, quantity: 10 }],
})
const plantOfTwo = (): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('STEEL', 'S1', 50, { location: 'STORE' }),
    receive('STEEL', 'S2', 50),
    made('P1', [['S1', 20]]),
    made('P2', [
      ['S1', 5],
      ['S2', 20],
    ]),
    { type: 'ship', shipment: 'SH-P1', customer: 'C-1', lots: [{ lot: lot('P1'), quantity: 5 }] },
    { type: 'ship', shipment: 'SH-S1', customer: 'C-2', lots: [{ lot: lot('S1'), quantity: 5 }] },
  )

describe('critical tracking events', () => {
  it('of a lot, back: what is in it, and where it went; not where the rest of its origins went', async () => {
    const plant = await plantOfTwo()
    const { events, total } = await asked(plant, `lot=${await idOf(plant, 'P1')}`)
    expect(total).toBe(4)
    expect(events.map(text)).toEqual([
      'Receiving received VL-S1 50 kg from Vendor one',
      'Transformation used VL-S1 20 kg into P1',
      'Transformation produced P1 10 ea',
      'Shipping shipped P1 5 ea to Customer one',
    ])
    expect(events[0]).toMatchObject({
      location: `STORE, site ${plant.site}`,
      traceabilityLotCodeSource: 'Vendor one',
      lot: { number: 'S1' },
      exact: true,
    })
    expect(events[2]).toMatchObject({ location: `WC-1, site ${plant.site}`, traceabilityLotCodeSource: `site ${plant.site}` })
    expect(events[3]).toMatchObject({ referenceType: 'shipment', referenceNumber: 'SH-P1' })
  })

  it('of a lot, forward: what became of it, with all that was used along', async () => {
    const plant = await plantOfTwo()
    const { events } = await asked(plant, `lot=${await idOf(plant, 'S1')}&direction=forward`)
    expect(events.map(text)).toEqual([
      'Receiving received VL-S1 50 kg from Vendor one',
      'Transformation used VL-S1 20 kg into P1',
      'Transformation produced P1 10 ea',
      'Transformation used VL-S1 5 kg into P2',
      'Transformation used VL-S2 20 kg into P2',
      'Transformation produced P2 10 ea',
      'Shipping shipped P1 5 ea to Customer one',
      'Shipping shipped VL-S1 5 kg to Customer two',
    ])
  })

  it('of a time, of one material; what came back is received', async () => {
    const plant = await plantOfTwo()
    await plant.ok({
      type: 'return',
      shipment: 'SH-P1',
      customer: 'C-1',
      lots: [{ lot: lot('P1'), quantity: 2 }],
      to: 'STORE',
      reason: 'spoiled',
    })
    const { events } = await asked(plant, `site=${plant.site}&from=2026-03-02T00:00:00Z&material=PART`)
    expect(events.filter(row => row.lot.number === 'P1').map(text)).toEqual([
      'Transformation produced P1 10 ea',
      'Shipping shipped P1 5 ea to Customer one',
      'Receiving received P1 2 ea from Customer one',
    ])
  })

  it.each([
    ['nothing asked', '', '/from'],
    ['the end before the beginning', 'from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', '/from'],
  ])('%s is refused with what to do', async (_, question, pointer) => {
    const plant = await plantOfTwo()
    await expect(asked(plant, question)).rejects.toMatchObject({ status: 400, pointer })
  })

  it('is a sheet that sorts: numbers as numbers, dates as dates, no text a formula', async () => {
    const plant = await plantOfTwo()
    const document = (await answer(plant.services, `GET /fsma?lot=${await idOf(plant, 'P1')}`, { accept: XLSX })) as Document
    expect(document).toBeInstanceOf(Document)
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(Uint8Array.from(document.bytes as Buffer).buffer)
    const [sheet] = book.worksheets
    expect(sheet?.rowCount).toBe(5)
    expect(sheet?.getRow(1).getCell(3).value).toBe('Traceability lot code')
    expect(sheet?.getRow(2).getCell(7).value).toBe(50)
    expect(sheet?.getRow(2).getCell(14).value).toBeInstanceOf(Date)
    expect(sheet?.autoFilter).toBeTruthy()
  })
})
