/** Parts and materials of a record in the columns of AS9102 forms 1 and 2: for whoever fills in a first article inspection report. */
import { type Cell, type Sheet, workbook } from '../workbook.ts'
import type { AsBuilt, ComponentLine } from './record.ts'

export const as9102 = (record: AsBuilt, now: number): Promise<Buffer> => workbook([form1(record), form2(record)], now)

const about = ({ lot }: AsBuilt): Cell[][] => [
  ['1. Part number', lot.material],
  ['2. Part name', lot.description ?? ''],
  ['3. Serial number', lot.number],
  ['4. FAIR identifier', ''],
]

/** What was put into the part itself, and is in it now. */
function form1(record: AsBuilt): Sheet {
  const own = record.components.filter(row => row.removedAt === null && isOwn(record, row))
  return {
    name: 'Form 1 parts',
    about: about(record),
    columns: [
      { title: 'Part number', width: 22 },
      { title: 'Part name', width: 32 },
      { title: 'Part serial or lot number', width: 26 },
      { title: 'Quantity', width: 12 },
      { title: 'Unit', width: 8 },
      { title: 'Supplier', width: 18 },
      { title: 'Supplier lot', width: 20 },
      { title: 'Certificate of conformance', width: 34 },
      { title: 'Deviation', width: 16 },
    ],
    rows: own.map(row => [
      row.material,
      row.description ?? '',
      row.number,
      row.quantity === null ? 'not recorded' : Number(row.quantity),
      row.unit,
      row.vendor ?? 'made here',
      row.vendorLot ?? '',
      certificates(row),
      deviationOf(record, row),
    ]),
  }
}

const isOwn = ({ lot }: AsBuilt, { of }: ComponentLine): boolean => of.material === lot.material && of.number === lot.number

/** Every material that was bought, to full depth, each lot once: the certificates behind the part. */
function form2(record: AsBuilt): Sheet {
  const bought = record.components.filter(row => row.removedAt === null && row.vendor !== null)
  const once = [...new Map(bought.map(row => [`${row.material} ${row.number}`, row])).values()]
  return {
    name: 'Form 2 materials',
    about: about(record),
    columns: [
      { title: '5. Material or process name', width: 34 },
      { title: '6. Specification number', width: 22 },
      { title: '7. Code', width: 8 },
      { title: '8. Supplier', width: 18 },
      { title: '9. Customer approval verification', width: 18 },
      { title: '10. Certificate of conformance number', width: 34 },
      { title: '13. Comments', width: 40 },
      { title: 'Our lot or serial', width: 22 },
      { title: 'Supplier lot', width: 20 },
      { title: 'Heat', width: 16 },
    ],
    rows: once.map(row => [
      row.description ?? row.material,
      row.material,
      '',
      row.vendor ?? '',
      '',
      certificates(row),
      [row.certainty === 'certain' ? '' : 'possibly in the part', deviationOf(record, row)].filter(text => text !== '').join('; '),
      row.number,
      row.vendorLot ?? '',
      row.heat ?? '',
    ]),
  }
}

const certificates = ({ documents }: ComponentLine): string =>
  documents
    .filter(one => one.kind === 'certificate')
    .map(one => one.name)
    .join('; ')

const deviationOf = ({ deviations }: AsBuilt, { material, number, of }: ComponentLine): string =>
  [
    ...new Set(
      deviations
        .filter(row => row.component.material === material && row.component.number === number && row.of.number === of.number)
        .map(row => `deviation ${row.deviation}`),
    ),
  ].join(', ')
