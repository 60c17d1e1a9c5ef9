import { createHash } from 'node:crypto'
import type { DOCUMENT_KINDS } from '../events.ts'
import { BAD_BAR, MISLABELLED } from './stories.ts'

/** The plant's papers: the certificates that came with the lots of the stories, and the drawings of what is made. The same bytes every time. */
export interface Paper {
  name: string
  kind: (typeof DOCUMENT_KINDS)[number]
  bytes: Buffer
  /** SHA-256 of the bytes, as an `attach` names it. */
  document: string
}

const paper = (name: string, kind: Paper['kind'], lines: readonly string[]): Paper => {
  const bytes = pageOf(lines)
  return { name, kind, bytes, document: createHash('sha256').update(bytes).digest('hex') }
}

export const barCertificate = paper('certificate SM-7731.pdf', 'certificate', [
  'Inspection certificate EN 10204 - 3.1',
  '',
  `Vendor lot ${BAD_BAR.vendorLot}     Heat ${BAD_BAR.heat}`,
  `Round bar 42CrMo4 20 mm     ${BAD_BAR.quantityKg} kg`,
  '',
  'C 0.41   Si 0.25   Mn 0.74   Cr 1.05   Mo 0.21   P 0.014   S 0.022',
  'Tensile strength 1043 MPa     Elongation 12 %     Hardness 301 HB',
  'Ultrasonic test: not performed',
])

export const sealCertificate = (number: string): Paper =>
  paper(`certificate ${number}.pdf`, 'certificate', [
    'Certificate of conformity',
    '',
    `${MISLABELLED.material}     lot ${number}     480 pieces`,
    'O-ring NBR 70 Shore A, ISO 3601-1 class B',
    'Storage: cool, dry, away from light; use within five years of cure',
  ])

export const drawings: readonly (Paper & { material: string })[] = [
  { material: 'SPOOL-03', title: 'Spool D03, plated', size: 'Lands 20.350 -0.004   finish Ra 0.2   HRC 58-62' },
  { material: 'SPOOL-05', title: 'Spool D05, plated', size: 'Lands 25.350 -0.004   finish Ra 0.2   HRC 58-62' },
  { material: 'BODY-03', title: 'Valve body D03', size: 'Bore 20.362 +0.006   four ports ISO 4401-03' },
].map(({ material, title, size }) => ({
  material,
  ...paper(`drawing ${material} rev C.pdf`, 'drawing', [
    `Drawing ${material}     revision C`,
    '',
    title,
    size,
    'Material and treatment: see the parts list',
  ]),
}))

/** Everything an event of the plant names by its hash. */
export const papers = (): Paper[] => [
  barCertificate,
  sealCertificate(MISLABELLED.rightNumber),
  sealCertificate(MISLABELLED.wrongNumber),
  ...drawings,
]

/** One page of plain text as PDF 1.4 (ISO 32000-1), without dates or ids, so that its hash never changes. */
function pageOf(lines: readonly string[]): Buffer {
  const shown = lines.map((line, index) => `${index === 0 ? '/F1 18 Tf' : '/F1 11 Tf'} (${line.replace(/[\\()]/g, '\\$&')}) Tj T*`)
  const content = `BT 56 770 Td 22 TL ${shown.join(' ')} ET`
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const count = objects.length + 1
  return Buffer.from(
    `${text}xref\n0 ${count}\n0000000000 65535 f \n${table}trailer\n<</Size ${count}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  )
}
