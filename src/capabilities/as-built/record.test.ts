import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { answer, ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { checkPackage } from '../../base/signed-package.ts'
import { readZip } from '../../base/zip.ts'
import { keepDocument } from '../documents/content.ts'
import { Document } from '../route.ts'
import { contentHash } from './document.ts'
import { type AsBuilt, asBuilt } from './record.ts'
import { signerIn } from './signing-key.ts'

const at = testStore()

async function idOf(plant: Plant, number: string): Promise<number> {
  const { lots } = await ask<{ lots: { id: number; number: string }[] }>(plant.services, `GET /lots?site=${plant.site}&search=${number}`)
  return lots.find(lot => lot.number === number)?.id ?? 0
}
const record = async (plant: Plant, number: string): Promise<AsBuilt> =>
  ask<AsBuilt>(plant.services, `GET /lots/${await idOf(plant, number)}/as-built`)
const lot = (number: string): { number: string } => ({ number })

describe('a furnace load over several orders', () => {
  const order = (number: string, quantity: number): Sent => ({
    type: 'workOrder',
    number,
    material: 'PART',
    quantity,
    operations: [
      { sequence: 10, name: 'Mill', workCenter: 'WC-1', createsLot: true },
      {
        sequence: 20,
        name: 'Heat treat',
        workCenter: 'WC-2',
        characteristics: [{ code: 'soak', unit: 'Cel', min: 835, max: 855, required: true }],
      },
    ],
  })
  const mill = (workOrder: string, number: string, quantity: number): Sent => ({
    type: 'transform',
    workOrder,
    operation: 10,
    inputs: [],
    outputs: [{ lot: { material: 'PART', number }, quantity }],
  })
  const load = (run: string, lots: [string, number][], value: number): Sent[] => [
    { type: 'start', run, workCenter: 'WC-2', lots: lots.map(([number, quantity]) => ({ lot: lot(number), quantity })), by: 'ANNA' },
    { type: 'collect', run, values: [{ characteristic: 'soak', value, unit: 'Cel' }] },
    { type: 'finish', run, lots: lots.map(([number, quantity]) => ({ lot: lot(number), quantity })) },
  ]

  it('gives every value with the quantity it belongs to', async () => {
    const plant = await plantWithBasics(
      at,
      order('WO-A', 1000),
      order('WO-B', 200),
      mill('WO-A', 'G1', 400),
      mill('WO-A', 'G2', 600),
      mill('WO-B', 'S1', 200),
      mill('WO-B', 'S2', 10),
      { type: 'scrap', lot: lot('S2'), quantity: 1, reason: 'burr' },
      ...load(
        'HT-1',
        [
          ['G1', 400],
          ['G2', 200],
          ['S1', 200],
          ['S2', 9],
        ],
        845,
      ),
      ...load('HT-2', [['G2', 400]], 871),
    )
    const values = (await record(plant, 'G2')).values.map(({ run, value, quantity, certainty, inRange, min, max }) => ({
      run,
      value,
      quantity,
      certainty,
      inRange,
      min,
      max,
    }))
    expect(values).toEqual([
      { run: 'HT-1', value: '845', quantity: '200', certainty: 'possible', inRange: true, min: '835', max: '855' },
      { run: 'HT-2', value: '871', quantity: '400', certainty: 'possible', inRange: false, min: '835', max: '855' },
    ])
    expect((await record(plant, 'G1')).values).toMatchObject([{ quantity: '400', certainty: 'certain', inRange: true }])
    const rest = await record(plant, 'S2')
    expect(rest.values, 'what was scrapped before the load is not part of the lot').toMatchObject([{ quantity: '9', certainty: 'certain' }])
    expect(
      rest.operations.map(({ name, sequence, workOrder, run, quantity, people }) => ({ name, sequence, workOrder, run, quantity, people })),
    ).toEqual([
      { name: 'Mill', sequence: 10, workOrder: 'WO-B', run: null, quantity: '10', people: [] },
      { name: 'Heat treat', sequence: 20, workOrder: 'WO-B', run: 'HT-1', quantity: '9', people: ['ANNA'] },
    ])
    expect(rest.operations[1]).toMatchObject({ startedAt: expect.any(String) as string, finishedAt: expect.any(String) as string })
    expect(
      rest.gaps.map(gap => gap.code),
      'opening stock is an open end',
    ).toEqual(['output-without-input'])
  })
})

describe('a serial of components to full depth', () => {
  const wireOrder: Sent = {
    type: 'workOrder',
    number: 'WO-W',
    material: 'PART',
    quantity: 40,
    operations: [
      { sequence: 10, name: 'Insulate', workCenter: 'WC-1', createsLot: true, components: [{ material: 'STEEL', per: 0.6 }] },
      {
        sequence: 20,
        name: 'Tensile test',
        workCenter: 'WC-2',
        passThrough: true,
        characteristics: [{ code: 'pull', unit: 'N', min: 40, required: true }],
      },
    ],
  }
  const leadOrder: Sent = {
    type: 'workOrder',
    number: 'WO-L',
    material: 'PUMP',
    quantity: 2,
    operations: [
      { sequence: 10, name: 'Assemble', workCenter: 'WC-1', createsLot: true, components: [{ material: 'PART', per: 1 }] },
      { sequence: 20, name: 'Install motor', workCenter: 'WC-2', components: [{ material: 'MOTOR', per: 1 }] },
      { sequence: 30, name: 'Check', workCenter: 'DOCK-WC', characteristics: [{ code: 'leak', required: true }] },
    ],
  }
  const begun = (...more: Sent[]): Promise<Plant> =>
    plantWithBasics(
      at,
      { type: 'workCenter', code: 'DOCK-WC' },
      { type: 'person', code: 'BO' },
      wireOrder,
      leadOrder,
      receive('STEEL', 'W-1', 24),
      receive('MOTOR', 'M-1', 1),
      receive('MOTOR', 'M-2', 1),
      { type: 'start', run: 'R1', workOrder: 'WO-W', operation: 10, workCenter: 'WC-1', by: 'ANNA' },
      { type: 'load', run: 'R1', lot: lot('W-1'), quantity: 24 },
      { type: 'produce', run: 'R1', lot: { number: 'IW-1' }, quantity: 40, by: 'BO' },
      { type: 'finish', run: 'R1' },
      { type: 'collect', lots: [{ lot: lot('IW-1') }], values: [{ characteristic: 'pull', value: '41.5', unit: 'N' }] },
      { type: 'pass', lot: lot('IW-1'), workCenter: 'WC-2', by: 'BO' },
      { type: 'start', run: 'R2', workOrder: 'WO-L', operation: 10, workCenter: 'WC-1' },
      { type: 'load', run: 'R2', lot: lot('IW-1'), quantity: 1 },
      { type: 'produce', run: 'R2', lot: { number: 'PW-1' }, quantity: 1 },
      { type: 'finish', run: 'R2' },
      ...more,
    )

  it('shows its own steps first, then those of what is in it', async () => {
    const plant = await begun(
      { type: 'install', assembly: lot('PW-1'), component: lot('M-1'), workCenter: 'WC-2', by: 'ANNA' },
      { type: 'pass', lot: lot('PW-1'), workCenter: 'DOCK-WC', by: 'BO' },
    )
    const { operations, components, values, gaps } = await record(plant, 'PW-1')
    expect(operations.map(row => `${row.lot.number} ${row.name} ${row.people.join('+')}`)).toEqual([
      'PW-1 Assemble ',
      'PW-1 Install motor ANNA',
      'PW-1 Check BO',
      'IW-1 Insulate ANNA+BO',
      'IW-1 Tensile test BO',
    ])
    expect(
      components.map(row => `${row.number} in ${row.of.number}: ${row.quantity} ${row.certainty} ${row.vendor} ${row.vendorLot}`),
    ).toEqual(['IW-1 in PW-1: 1 certain null null', 'M-1 in PW-1: 1 certain V-1 VL-M-1', 'W-1 in IW-1: 0.6 certain V-1 VL-W-1'])
    expect(values).toMatchObject([
      { characteristic: 'pull', value: '41.5', quantity: '40', certainty: 'certain', inRange: true, lot: { number: 'IW-1' } },
    ])
    expect(gaps).toEqual([{ code: 'value-not-recorded', detail: 'PUMP PW-1: leak, required at operation 30 Check, is not recorded.' }])
  })

  it('says what is missing', async () => {
    const plant = await begun()
    expect((await record(plant, 'PW-1')).gaps.map(gap => gap.code)).toEqual([
      'operation-not-reported',
      'component-not-recorded',
      'operation-not-reported',
      'value-not-recorded',
    ])
  })

  it('leaves out what happened to the rest of a component after it went in', async () => {
    const plant = await begun({ type: 'pass', lot: lot('IW-1'), workCenter: 'WC-2', by: 'ANNA', quantity: 39 })
    expect((await record(plant, 'PW-1')).operations.filter(row => row.name === 'Tensile test')).toHaveLength(1)
    expect((await record(plant, 'IW-1')).operations.filter(row => row.name === 'Tensile test')).toHaveLength(2)
  })

  it('keeps a part that was taken out, with its end, and misses it where nothing took its place', async () => {
    const out: Sent[] = [
      { type: 'install', assembly: lot('PW-1'), component: lot('M-1'), workCenter: 'WC-2' },
      { type: 'remove', assembly: lot('PW-1'), component: lot('M-1'), disposition: 'scrap' },
    ]
    const plant = await begun(...out)
    expect((await record(plant, 'PW-1')).gaps.map(gap => gap.code)).toContain('component-removed')
    await plant.ok({ type: 'install', assembly: lot('PW-1'), component: lot('M-2'), workCenter: 'WC-2' })
    const { components, gaps } = await record(plant, 'PW-1')
    expect(components.filter(row => row.material === 'MOTOR').map(row => `${row.number} ${row.removedAt === null ? 'in' : 'out'}`)).toEqual(
      ['M-1 out', 'M-2 in'],
    )
    expect(gaps.map(gap => gap.code)).not.toContain('component-removed')
  })
})

describe('a record that was corrected', () => {
  it('follows the correction and says so', async () => {
    const plant = await plantWithBasics(at, receive('BOLT', 'SA', 100), receive('BOLT', 'SB', 100), receive('MOTOR', 'M-9', 1))
    const build = (bolts: string): Sent => ({
      type: 'transform',
      workCenter: 'WC-1',
      by: 'ANNA',
      inputs: [{ lot: lot(bolts), quantity: 4 }],
      outputs: [{ lot: { material: 'PUMP', number: 'P1' }, quantity: 1 }],
    })
    const [wrong] = await plant.ok(build('SA'))
    await plant.ok(
      { type: 'ship', shipment: 'SH-9', customer: 'C-1', lots: [{ lot: lot('P1') }] },
      { type: 'correct', event: wrong?.id, reason: 'wrong lot scanned', replacement: build('SB') },
    )
    await plant.ok(
      { type: 'return', shipment: 'SH-9', customer: 'C-1', lots: [{ lot: lot('P1') }], to: 'STORE', reason: 'noise' },
      { type: 'hold', hold: `H-${plant.site}`, lots: [lot('P1')], reason: 'look at it', direction: 'none' },
      { type: 'release', hold: `H-${plant.site}`, reason: 'fine' },
      { type: 'ship', shipment: 'SH-10', customer: 'C-1', lots: [{ lot: lot('P1') }] },
    )
    await plant.ok({ type: 'print', lot: lot('P1'), template: 'serial-50x25', copies: 2, copy: 1, reason: 'torn', by: 'ANNA' })
    const { components, operations, corrections, holds, shipments, labels } = await record(plant, 'P1')
    expect(labels).toMatchObject([{ template: 'serial-50x25', copies: 2, copy: 1, reason: 'torn', by: 'ANNA', doubtful: false }])
    expect(components.map(row => row.number)).toEqual(['SB'])
    expect(operations).toMatchObject([{ name: 'WC-1', workCenter: 'WC-1', people: ['ANNA'] }])
    expect(corrections).toMatchObject([{ event: wrong?.id, type: 'transform', reason: 'wrong lot scanned' }])
    expect(holds).toMatchObject([{ reason: 'look at it', releaseReason: 'fine', direct: true }])
    expect(shipments.map(row => `${row.shipment} ${row.quantity} ${row.returned}`)).toEqual(['SH-9 0 1', 'SH-10 1 0'])
  })

  it('names a wrong reel in a run as well', async () => {
    const plant = await plantWithBasics(at, receive('BOLT', 'RA', 100), receive('BOLT', 'RB', 100), {
      type: 'start',
      run: 'RUN',
      workCenter: 'WC-1',
    })
    const load = (number: string): Sent => ({ type: 'load', run: 'RUN', lot: lot(number), quantity: 10, at: 600 })
    const [wrong] = await plant.ok(load('RA'))
    await plant.ok(
      { type: 'produce', run: 'RUN', lot: { material: 'TRAY', number: 'T-1' }, quantity: 10, at: 610 },
      { type: 'correct', event: wrong?.id, reason: 'other reel', replacement: load('RB'), at: 620 },
    )
    const { components, corrections } = await record(plant, 'T-1')
    expect(components.map(row => row.number)).toEqual(['RB'])
    expect(corrections).toMatchObject([{ type: 'load', reason: 'other reel' }])
  })
})

describe('the document', () => {
  it('is a PDF of as many pages as it takes, with the same hash for the same record', async () => {
    const plant = await plantWithBasics(at, opening('PART', 'D-ü-漢', 5), opening('PART', 'D-2', 5))
    const number = encodeURIComponent('D-ü-漢')
    const { lots } = await ask<{ lots: { id: number }[] }>(plant.services, `GET /lots?site=${plant.site}&search=${number}`)
    const id = lots[0]?.id ?? 0
    const document = await answer(plant.services, `GET /lots/${id}/as-built`, { accept: 'application/pdf' })
    expect(document).toBeInstanceOf(Document)
    const { bytes, type } = document as Document
    expect(type).toBe('application/pdf')
    expect(Buffer.from(bytes).subarray(0, 5).toString()).toBe('%PDF-')
    expect(bytes.length).toBeGreaterThan(5000)
    const german = await answer(plant.services, `GET /lots/${await idOf(plant, 'D-2')}/as-built?language=de`, { accept: 'application/pdf' })
    expect(Buffer.from((german as Document).bytes).includes('(Wie gebaut: PART D-2)')).toBe(true)
    const again = await asBuilt(plant.services, id)
    expect(contentHash(again)).toBe(contentHash(await asBuilt(plant.services, id)))
    expect(contentHash(again)).not.toBe(contentHash(await asBuilt(plant.services, await idOf(plant, 'D-2'))))
  })
})

describe('the record to hand over', () => {
  it('is a package with record, document, list and certificates, which proves itself', async () => {
    const plant = await plantWithBasics(at, receive('MOTOR', 'M-1', 1), opening('PUMP', 'P-1', 1), {
      type: 'install',
      assembly: { number: 'P-1' },
      component: { number: 'M-1' },
    })
    const bytes = Buffer.from('%PDF-1.4 certificate of M-1')
    const kept = await keepDocument(at.pool, Readable.from([bytes]), { name: 'cert ../M-1.pdf', by: 'test', at: 0 })
    await plant.ok({
      type: 'attach',
      document: kept.document,
      name: 'cert ../M-1.pdf',
      kind: 'certificate',
      to: { lot: { material: 'MOTOR', number: 'M-1' } },
    })
    const services = { ...plant.services, signer: signerIn(mkdtempSync(join(tmpdir(), 'genealot-key-'))) }
    const question = `GET /lots/${await idOf(plant, 'P-1')}/as-built`
    const made = (await answer(services, question, { accept: 'application/zip' })) as Document
    const entries = new Map(readZip(made.bytes as Buffer)?.map(entry => [entry.name, Buffer.from(entry.bytes)]))
    expect([...entries.keys()]).toEqual([
      'record.json',
      'record.pdf',
      'components.csv',
      'README.txt',
      `documents/${kept.document.slice(0, 16)}-cert_.._M-1.pdf`,
      'public-key.pem',
      'manifest.json',
      'signature.json',
    ])
    const said = await record(plant, 'P-1')
    expect(JSON.parse(entries.get('record.json')?.toString() ?? '')).toEqual(said)
    expect(entries.get('components.csv')?.toString()).toContain('MOTOR,,M-1,PUMP,P-1,,1,ea,certain,V-1,VL-M-1')
    expect(entries.get(`documents/${kept.document.slice(0, 16)}-cert_.._M-1.pdf`)).toEqual(bytes)
    const { fingerprint } = await ask<{ fingerprint: string }>(services, 'GET /signing-key')
    expect(checkPackage(made.bytes as Buffer, fingerprint)).toMatchObject({
      ok: true,
      manifest: { about: { number: 'P-1', contentHash: contentHash(said) } },
    })
  })

  it('is also a workbook in the columns of AS9102 forms 1 to 3', async () => {
    const plant = await plantWithBasics(at, receive('MOTOR', 'M-1', 1), receive('STEEL', 'H-1', 4), opening('PUMP', 'P-1', 1), {
      type: 'install',
      assembly: { number: 'P-1' },
      component: { number: 'M-1' },
    })
    await plant.ok(
      { type: 'person', code: 'QUINN', name: 'Quinn', pin: '9406' },
      { type: 'collectionPlan', material: 'PUMP', characteristics: [{ code: 'bore', unit: 'mm', min: 1, max: 2 }] },
    )
    const sign = (event: Sent, ...meanings: string[]) =>
      ask<{ status: string }>(plant.services, 'POST /signatures', {
        event: plant.complete(event),
        signers: meanings.map(meaning => ({ person: 'QUINN', pin: '9406', meaning })),
      })
    const measured: Sent = { type: 'collect', lots: [{ lot: { number: 'P-1' } }], values: [{ characteristic: 'bore', value: 3 }] }
    await sign(measured, 'Verified')
    await sign({ type: 'pass', lot: { number: 'P-1' }, workCenter: 'WC-1' }, 'Released')
    // Of a component: it says nothing of the part.
    await sign({ type: 'collect', lots: [{ lot: { number: 'M-1' } }], values: [{ characteristic: 'noise', value: 3 }] }, 'Reviewed')
    const made = (await answer(plant.services, `GET /lots/${await idOf(plant, 'P-1')}/as-built/as9102`)) as Document
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(Uint8Array.from(made.bytes as Buffer).buffer)
    const values = (sheet: number, row: number): unknown => book.worksheets[sheet]?.getRow(row).values
    expect(book.worksheets.map(sheet => sheet.name)).toEqual(['Form 1 parts', 'Form 2 materials', 'Form 3 characteristics'])
    expect(values(0, 1)).toEqual([undefined, '1. Part Number', 'PUMP'])
    const said = Object.fromEntries(
      Array.from({ length: 13 }, (_, row) => (values(0, row + 1) as unknown[]).slice(1, 3)) as [string, unknown][],
    )
    expect(said).toMatchObject({
      '19. Does FAIR Contain a Documented Nonconformance(s)?': 'Yes',
      '20. FAIR Verified By': 'Quinn (QUINN)',
      '21. Date': '2026-04-01',
      '22. FAIR Reviewed By': '',
      '22. FAIR Approved By': 'Quinn (QUINN)',
    })
    await plant.ok({ type: 'settings', as9102: { reviewed: ['geprüft', 'VERIFIED'], approved: ['freigegeben'] } })
    const again = (await answer(plant.services, `GET /lots/${await idOf(plant, 'P-1')}/as-built/as9102`)) as Document
    const inOwnWords = new ExcelJS.Workbook()
    await inOwnWords.xlsx.load(Uint8Array.from(again.bytes as Buffer).buffer)
    const named = (row: number): unknown => inOwnWords.worksheets[0]?.getRow(row).values
    expect([7, 9, 11].map(named), "the site's own words count where it has stated them").toEqual([
      [undefined, '20. FAIR Verified By', 'Quinn (QUINN)'],
      [undefined, '22. FAIR Reviewed By', 'Quinn (QUINN)'],
      [undefined, '22. FAIR Approved By', ''],
    ])
    expect(values(0, 14)).toEqual(
      expect.arrayContaining(['15. Part Number', '16. Part Name', 'Part serial or lot number', 'Certificate of conformance']),
    )
    expect(values(0, 15)).toEqual(expect.arrayContaining(['MOTOR', 'M-1', 1, 'V-1', 'VL-M-1']))
    expect(values(1, 8)).toEqual(expect.arrayContaining(['MOTOR', 'V-1', 'M-1', 'VL-M-1']))
    expect(book.worksheets[1]?.rowCount, 'what is not in it is not listed').toBe(8)
    expect(values(2, 8)).toEqual(expect.arrayContaining([1, '1 to 2 mm', '3 mm', 'outside its limits', 'bore']))
  })

  it('where there is nowhere to keep a key, nothing is signed', async () => {
    const plant = await plantWithBasics(at, receive('MOTOR', 'M-2', 1))
    const { signer: _, ...services } = plant.services
    await expect(answer(services, `GET /lots/${await idOf(plant, 'M-2')}/as-built`, { accept: 'application/zip' })).rejects.toMatchObject({
      status: 503,
    })
  })
})

describe('a component replaced twice', () => {
  const motor = (number: string) => ({ assembly: { number: 'P-9' }, component: { number } })
  it('tells what was there, in order, and what is there now', async () => {
    const plant = await plantWithBasics(
      at,
      ...['M-7', 'M-8', 'M-9'].map(number => receive('MOTOR', number, 1)),
      opening('PUMP', 'P-9', 1),
      { type: 'install', ...motor('M-7') },
      { type: 'remove', ...motor('M-7'), reason: 'noisy' },
      { type: 'install', ...motor('M-8') },
      { type: 'remove', ...motor('M-8'), reason: 'warranty' },
      { type: 'install', ...motor('M-9') },
    )
    const said = await record(plant, 'P-9')
    expect(said.replacements).toMatchObject([
      { of: { number: 'P-9' }, material: 'MOTOR', before: [{ number: 'M-7' }, { number: 'M-8' }], now: [{ number: 'M-9' }] },
    ])
    await plant.ok({ type: 'remove', ...motor('M-9') }, { type: 'install', ...motor('M-7') })
    expect((await record(plant, 'P-9')).replacements, 'the first one came back').toMatchObject([
      { before: [{ number: 'M-7' }, { number: 'M-8' }, { number: 'M-9' }], now: [{ number: 'M-7' }] },
    ])
  })
})

describe('holds of a record', () => {
  const made: Sent[] = [
    receive('STEEL', 'S-1', 100, { at: 20 }),
    {
      type: 'transform',
      at: 40,
      inputs: [{ lot: lot('S-1'), quantity: 10 }],
      outputs: [{ lot: { material: 'PART', number: 'P1' }, quantity: 10 }],
    },
  ]
  const hold = (code: string, number: string, direction: string, minute: number): Sent => ({
    type: 'hold',
    hold: code,
    lots: [lot(number)],
    direction,
    reason: 'look at it',
    at: minute,
  })
  const freed = { type: 'release', lots: [{ lot: lot('P1') }], reason: 'this one is fine', at: 80 }
  const cases: [string, (code: string) => Sent[], string[]][] = [
    [
      'that followed from a component and was released',
      code => [hold(code, 'S-1', 'forward', 50), { type: 'release', hold: code, reason: 'fine', at: 80 }],
      ['S-1 fine'],
    ],
    [
      'that is on the rest of a component only: none',
      code => [hold(code, 'S-1', 'none', 50), { type: 'release', hold: code, reason: 'fine', at: 80 }],
      [],
    ],
    [
      'that was on the component before',
      code => [hold(code, 'S-1', 'none', 30), { type: 'release', hold: code, reason: 'fine', at: 35 }],
      ['S-1 fine'],
    ],
    ['that followed and still does', code => [hold(code, 'S-1', 'forward', 50)], ['S-1 open']],
    ['that still stands for others', code => [hold(code, 'S-1', 'forward', 50), { ...freed, hold: code }], ['S-1 this one is fine']],
    ['of its own that still stands for others', code => [hold(code, 'P1', 'none', 50), { ...freed, hold: code }], ['P1 this one is fine']],
    [
      'that a review freed it of',
      code => [
        hold(code, 'S-1', 'forward', 50),
        { type: 'dispose', lots: [{ lot: lot('P1') }], disposition: 'use-as-is', reason: 'measured', at: 80 },
      ],
      ['S-1 measured'],
    ],
  ]
  it.each(cases)('%s', async (_, events, expected) => {
    const plant = await plantWithBasics(at, ...made)
    const code = `H-${plant.site}`
    const history = events(code)
    // What was held was released before it was used.
    if (history.some(event => event.at === 30)) {
      const early = await plantWithBasics(at, ...made.slice(0, 1), ...events(`${code}-E`), ...made.slice(1))
      expect(told(await record(early, 'P1'))).toEqual(expected)
      return
    }
    await plant.ok(...history)
    expect(told(await record(plant, 'P1'))).toEqual(expected)
  })
  const told = ({ holds }: AsBuilt): string[] =>
    holds.map(({ lot: on, releasedAt, releaseReason }) => `${on?.number} ${releasedAt === null ? 'open' : releaseReason}`)
})
