/** One serial of a series, kept as one row, is scanned at a station: it is taken out by the event that names it, in the same transaction. */
import { afterAll, describe, expect, it } from 'vitest'
import { standing } from '../../../test/capabilities/scanner.ts'
import { expectSound, type Plant, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const store = testStore()
const GTIN = '04006381333931'

const series = (material = 'MOTOR', number = 'SER-1', from = 'A0000001', to = 'A1000000'): Sent => ({
  type: 'receive',
  vendor: 'V-1',
  vendorLot: `VL-${number}`,
  lot: { material, number },
  serials: { from, to, range: true },
  location: 'STORE',
})
const order = (...operations: object[]): Sent => ({
  type: 'workOrder',
  number: 'WO-M',
  material: 'PUMP',
  quantity: 100,
  operations: [{ sequence: 10, name: 'Cast', createsLot: true }, ...operations],
})
const pump = (number: string): Sent => ({
  type: 'transform',
  inputs: [],
  outputs: [{ lot: { material: 'PUMP', number }, quantity: 1 }],
  workOrder: 'WO-M',
  operation: 10,
})
const twoMotors = order({ sequence: 20, name: 'Fit', workCenter: 'ASM', components: [{ material: 'MOTOR', per: 2 }] })

const at = (station: string, ...more: Sent[]): ReturnType<typeof standing> => standing(store, station, ...more)

const types = async (plant: Plant): Promise<string[]> =>
  (
    await plant.rows<{ type: string }>(
      `select type from ledger where site = $1 and type in ('serialize', 'pass', 'start', 'finish', 'install', 'consume', 'transform', 'load', 'produce', 'pack', 'ship')
         and sequence > (select max(sequence) from ledger where site = $1 and type = 'receive') order by sequence`,
      plant.site,
    )
  ).map(row => row.type)
const motors = async (plant: Plant, material = 'MOTOR'): Promise<string[]> =>
  (
    await plant.rows<{ number: string }>(
      'select number from lot where site = $1 and material = $2 and makings > 0 order by id',
      plant.site,
      material,
    )
  ).map(row => row.number)

describe('a serial of a series at a station', () => {
  it('is reported with one scan, and is a lot of one from then on', async () => {
    const { plant, at: scanner } = await at('CHECK', series())
    const [said] = await scanner.said('A0000005')
    expect(said).toBe('done: A0000005 → WC-1, 1 pcs')
    expect(await types(plant)).toEqual(['serialize', 'pass'])
    expect(await motors(plant)).toEqual(['SER-1', 'A0000005'])
    // Sent again, as after a lost answer, it is what it was.
    const again = await scanner.send(scanner.scans.at(-1) ?? {})
    expect(`${again.outcome}: ${again.message.text}`).toBe(said)
    expect(await types(plant)).toEqual(['serialize', 'pass'])
  })

  it('several are reported together: each is taken out with its report', async () => {
    const { plant, at: scanner } = await at('OVEN', series())
    const said = await scanner.said('A0000061', 'A0000062', 'DONE')
    expect(said.at(-1)).toMatch(/^done: /)
    expect(await motors(plant)).toEqual(['SER-1', 'A0000061', 'A0000062'])
    expect((await types(plant)).filter(type => type === 'serialize')).toHaveLength(2)
  })

  it('is consumed into a run; what the run makes came from it and its series', async () => {
    const made = {
      type: 'workOrder',
      number: 'WO-R',
      material: 'PUMP',
      quantity: 9,
      operations: [{ sequence: 10, name: 'Build', workCenter: 'LATHE', createsLot: true, components: [{ material: 'MOTOR', per: 1 }] }],
    }
    const { plant, at: scanner } = await at('LATHE', made, series())
    expect((await scanner.said('WO-R', 'A0000051', 'A0000052')).slice(1)).toEqual([
      'done: A0000051 → WO-R, 1 pcs',
      expect.stringMatching(/^attention: Raw lot changes to A0000052/) as string,
    ])
    expect(await motors(plant), 'asked about, and not taken out').toEqual(['SER-1', 'A0000051'])
  })

  it('is installed, two of one series into one unit, in any order; the same one twice is asked about', async () => {
    const { plant, at: scanner } = await at('ASM', twoMotors, pump('P-1'), series())
    expect(await scanner.said('A0000007', 'A0000007')).toEqual([
      'done: A0000007 noted: 1 part. Scan the assembly',
      'attention: A0000007 is already there',
    ])
    expect(await motors(plant)).toEqual(['SER-1'])
    expect((await scanner.said('P-1')).at(-1)).toMatch(/^done: /)
    expect((await scanner.said('A0000008')).at(-1)).toMatch(/^done: .*complete/)
    expect(await motors(plant)).toEqual(['SER-1', 'A0000007', 'A0000008'])
    expect((await types(plant)).filter(type => type === 'serialize')).toHaveLength(2)
    expect(await plant.onHand('SER-1')).toBe(999_998)
  })

  it('all parts of a unit that the last one makes may be of series: recorded with the unit, or not at all', async () => {
    const made = {
      type: 'workOrder',
      number: 'WO-U',
      material: 'PUMP',
      quantity: 9,
      operations: [{ sequence: 10, name: 'Build', workCenter: 'ASM', createsLot: true, components: [{ material: 'MOTOR', per: 2 }] }],
    }
    const { plant, at: scanner } = await at('ASM', made, series())
    await scanner.said('WO-U', 'A0000011')
    expect(await motors(plant)).toEqual(['SER-1'])
    expect((await scanner.said('A0000012')).at(-1)).toMatch(/^done: .*complete/)
    expect(await motors(plant)).toEqual(['SER-1', 'A0000011', 'A0000012'])
  })

  it('is loaded into a shipment and taken out of it again by its second scan', async () => {
    const { plant, at: scanner } = await at(
      'SHIP',
      { type: 'station', code: 'SHIP', job: 'ship', location: 'STORE' },
      { type: 'shipment', number: 'SH-S', customer: 'C-1' },
      series(),
    )
    const [, first, second] = await scanner.said('SH-S', 'A0000021', 'A0000022')
    expect([first, second]).toEqual([expect.stringMatching(/^done: .*A0000021/), expect.stringMatching(/^done: .*A0000022/)])
    expect((await scanner.said('A0000021')).at(-1)).toMatch(/^done: .*A0000021/)
    expect((await scanner.said('DONE')).at(-1)).toMatch(/^done: .*left/)
    const shipped = await plant.rows<{ number: string }>(
      "select l.number from stock s join lot l on l.id = s.lot where l.site = $1 and s.place like 'shipment%' and s.quantity <> 0",
      plant.site,
    )
    expect(shipped.map(row => row.number)).not.toContain('A0000021')
  })

  it('is stopped while its series is on hold, and nothing is taken out', async () => {
    const { plant, at: scanner } = await at('ASM', twoMotors, pump('P-2'), series(), {
      type: 'hold',
      hold: 'H-S',
      lots: [{ number: 'SER-1' }],
      reason: 'Burr',
    })
    expect(await scanner.said('A0000031')).toEqual(['stop: A0000031 is on hold'])
    expect(await motors(plant)).toEqual(['SER-1'])
  })

  it('is known by its GS1 label, and to whoever asks what a text means', async () => {
    const { plant, at: scanner } = await at(
      'ASM',
      { type: 'material', code: 'MOTOR', unit: 'ea', tracking: 'serial', gtin: GTIN },
      twoMotors,
      pump('P-3'),
      series(),
    )
    expect((await scanner.said('P-3', `]d201${GTIN}21A0000041`)).at(-1)).toMatch(/^done: .*A0000041/)
    const asked = await ask<{ means: { picked: object } }>(plant.services, 'POST /scans/read', {
      text: 'A0000042',
      context: { site: plant.site },
    })
    expect(asked.means.picked).toMatchObject({ kind: 'serial', code: 'A0000042', by: 'series', lot: { number: 'SER-1' } })
  })

  it('one past the end of the series is nobody’s', async () => {
    const { at: scanner } = await at('ASM', twoMotors, series())
    expect(await scanner.said('A1000001')).toEqual(['stop: Nothing is known under this code'])
  })
})

afterAll(async () => {
  await expectSound(store)
})
