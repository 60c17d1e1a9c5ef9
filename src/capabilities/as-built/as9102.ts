/**
 * A record in the fields of AS9102 (revision C), forms 1 to 3: for whoever fills in a first article inspection report. What is not kept here stays
 * empty; approvals are filled in from valid signatures on events of the part itself, never from those of a component.
 */
import { type Cell, type Sheet, workbook } from '../workbook.ts'
import type { ComponentLine } from './components.ts'
import { limitsSaid } from './limits.ts'
import type { SignatureLine } from './quality.ts'
import type { AsBuilt } from './record.ts'

export const as9102 = (
  record: AsBuilt,
  signed: readonly SignatureLine[],
  said: ApprovalMeanings | undefined,
  now: number,
): Promise<Buffer> => {
  const approved = approvalsOf(
    signed.filter(line => line.valid),
    said,
  )
  return workbook([form1(record, approved), form2(record, approved), form3(record, approved)], now)
}

type Approval = 'verified' | 'reviewed' | 'approved'
/** The plant's own words for each, as its settings state them. */
export type ApprovalMeanings = Partial<Record<Approval, readonly string[]>>
type Approved = Record<Approval, { by: string; at: string }>

/** Where a plant has not said what it calls them: the stems of the standard's words. */
const STEMS: Record<Approval, RegExp> = { verified: /prepar|verif/i, reviewed: /review/i, approved: /approv|releas/i }

function approvalsOf(signed: readonly SignatureLine[], said: ApprovalMeanings | undefined): Approved {
  const of = (approval: Approval): Approved[Approval] => {
    const words = said?.[approval]?.map(word => word.toLowerCase()) ?? []
    const means = ({ meaning }: SignatureLine): boolean =>
      words.length > 0 ? words.includes(meaning.toLowerCase()) : STEMS[approval].test(meaning)
    const newest = signed.filter(means).toSorted((one, other) => (one.at < other.at ? 1 : -1))[0]
    if (newest === undefined) return { by: '', at: '' }
    return { by: newest.name ? `${newest.name} (${newest.by})` : newest.by, at: newest.at.slice(0, 10) }
  }
  return { verified: of('verified'), reviewed: of('reviewed'), approved: of('approved') }
}

const approval = (who: string, when: string, { by, at }: Approved[Approval]): Cell[][] => [
  [who, by],
  [when, at],
]

const about = ({ lot }: AsBuilt): Cell[][] => [
  ['1. Part Number', lot.material],
  ['2. Part Name', lot.description ?? ''],
  ['3. Serial Number', lot.number],
  ['4. FAIR Identifier', ''],
]

/** What was put into the part itself, and is in it now. */
function form1(record: AsBuilt, approved: Approved): Sheet {
  const own = record.components.filter(row => row.removedAt === null && isOwn(record, row))
  return {
    name: 'Form 1 parts',
    about: [
      ...about(record),
      ['9. Manufacturing Process Reference', processes(record)],
      ['19. Does FAIR Contain a Documented Nonconformance(s)?', hasNonconformance(record) ? 'Yes' : 'No'],
      ...approval('20. FAIR Verified By', '21. Date', approved.verified),
      ...approval('22. FAIR Reviewed By', '23. Date (reviewed)', approved.reviewed),
      ...approval('22. FAIR Approved By', '23. Date (approved)', approved.approved),
      ['26. Comments', record.gaps.length === 0 ? '' : `${record.gaps.length} gaps in the record: see the as-built record`],
    ],
    columns: [
      { title: '15. Part Number', width: 22 },
      { title: '16. Part Name', width: 32 },
      { title: '17. Part Type', width: 14 },
      { title: '18. FAIR Identifier', width: 18 },
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
      '',
      '',
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

const processes = ({ operations, lot }: AsBuilt): string =>
  [...new Set(operations.filter(row => row.lot.number === lot.number).flatMap(row => row.workOrder ?? []))].join(', ')

const hasNonconformance = ({ deviations, dispositions, concessions, values }: AsBuilt): boolean =>
  deviations.length + dispositions.length + concessions.length > 0 || values.some(value => value.inRange === false)

const isOwn = ({ lot }: AsBuilt, { of }: ComponentLine): boolean => of.material === lot.material && of.number === lot.number

/** Every material that was bought, to full depth, each lot once: the certificates behind the part. */
function form2(record: AsBuilt, approved: Approved): Sheet {
  const bought = record.components.filter(row => row.removedAt === null && row.vendor !== null)
  const once = [...new Map(bought.map(row => [`${row.material} ${row.number}`, row])).values()]
  return {
    name: 'Form 2 materials',
    about: [...about(record), ...approval('14. Prepared By', '15. Date', approved.verified)],
    columns: [
      { title: '5. Material or Process Name', width: 34 },
      { title: '6. Specification Number', width: 22 },
      { title: '7. Code', width: 8 },
      { title: '8. Supplier', width: 18 },
      { title: '9. Customer Approval Verification', width: 18 },
      { title: '10. Certificate of Conformance Number', width: 34 },
      { title: '11. Functional Test Procedure Number', width: 18 },
      { title: '12. Acceptance Report Number', width: 18 },
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
      '',
      '',
      [row.certainty === 'certain' ? '' : 'possibly in the part', deviationOf(record, row)].filter(text => text !== '').join('; '),
      row.number,
      row.vendorLot ?? '',
      row.heat ?? '',
    ]),
  }
}

/** What was measured of the part itself, each value a line. */
function form3(record: AsBuilt, approved: Approved): Sheet {
  const own = record.values.filter(({ lot }) => lot.material === record.lot.material && lot.number === record.lot.number)
  return {
    name: 'Form 3 characteristics',
    about: [...about(record), ...approval('Prepared By', 'Date', approved.verified)],
    columns: [
      { title: '5. Char No.', width: 10 },
      { title: '6. Reference Location', width: 18 },
      { title: '7. Characteristic Designator', width: 18 },
      { title: '8. Requirement', width: 24 },
      { title: '9. Results', width: 20 },
      { title: '10. Designed / Qualified Tooling', width: 18 },
      { title: '11. Nonconformance Number', width: 20 },
      { title: 'Comments', width: 34 },
      { title: 'Characteristic', width: 24 },
      { title: 'Measured at', width: 18 },
    ],
    rows: own.map((value, index) => [
      index + 1,
      '',
      '',
      requirementOf(value),
      [value.value, value.unit ?? ''].join(' ').trim(),
      '',
      value.inRange === false ? record.dispositions.map(({ sequence }) => `#${sequence}`).join(', ') : '',
      [value.inRange === false ? 'outside its limits' : '', value.certainty === 'certain' ? '' : 'possibly of this part']
        .filter(text => text !== '')
        .join('; '),
      value.characteristic,
      new Date(value.at),
    ]),
  }
}

function requirementOf(value: AsBuilt['values'][number]): string {
  const limits = limitsSaid(value)
  return limits === '' ? '' : `${limits} ${value.unit ?? ''}`.trim()
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
