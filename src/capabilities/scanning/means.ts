/** What a scan means here: the records that the text names, told apart from what it merely says. */
import type { FoundKind } from '../../answers/index.ts'
import type { CommandWord, Expected, ScanFacts, ScanReading } from '../../symbols/reading.ts'
import type { LotSummary } from '../lots/summary.ts'

export type { FoundKind }

/** Besides one of the records: several of them, or a label that names nothing that is here yet. */
export type MeaningKind =
  | FoundKind
  | 'command'
  | 'vendorLot'
  | 'gtin'
  | 'gtin+lot'
  | 'sscc'
  | 'label'
  | 'vendorLabel'
  | 'ambiguous'
  | 'unknown'

/** How the record was found, from certain to doubtful. */
export type FoundBy = 'number' | 'code' | 'badge' | 'gtin' | 'part' | 'formerNumber' | 'vendorLot' | 'identifier' | 'series' | 'hint'

export interface Found {
  kind: FoundKind
  site: string
  code: string
  by: FoundBy
  /** Can it be meant here? Otherwise `why` says why not. */
  possible: boolean
  why: string | null
  name: string | null
  lot: LotSummary | null
  language?: string
}

export interface Meaning {
  kind: MeaningKind
  /** The record that is meant, where nothing else can be. */
  picked: Found | null
  /** All that could be meant, those that fit first. */
  found: Found[]
  facts: ScanFacts
  /** The material of a label whose lot is not here yet. */
  material: { site: string; code: string; description: string | null } | null
  command: { word: CommandWord; quantity: string | null; reason: string | null } | null
  /** The template that read a vendor's label. */
  pattern: string | null
}

/** What is known at the place of the scan. It sorts and excludes, it never picks among several that fit. */
export interface ScanContext {
  site?: string | undefined
  /** Only lots of these can be meant: the components of an operation, the lines of an order. */
  materials?: readonly string[] | undefined
  vendor?: string | undefined
  expected?: readonly Expected[] | undefined
  /** Lots may be scanned that are not here yet: a known one is then no reason to prefer a reading. */
  receiving?: boolean | undefined
}

export type ResolvedScan = ScanReading & { means: Meaning | Record<string, never> }

export const meaning = (kind: MeaningKind, more: Partial<Meaning> = {}): Meaning => ({
  kind,
  picked: null,
  found: [],
  facts: {},
  material: null,
  command: null,
  pattern: null,
  ...more,
})

const SURENESS: readonly FoundBy[] = [
  'badge',
  'number',
  'code',
  'gtin',
  'part',
  'formerNumber',
  'vendorLot',
  'identifier',
  'series',
  'hint',
]

/** Several records: those that can be meant first, then how surely they were found, then the newest. Only the last one standing is picked. */
export function among(found: readonly Found[], { site, materials }: ScanContext, more: Partial<Meaning> = {}): Meaning {
  const judged = found.map(one => ({ ...one, ...judgement(one, site, materials) })).toSorted(bySureness)
  const fitting = judged.filter(({ possible }) => possible)
  const [picked] = fitting
  const isOne = fitting.length === 1 && picked !== undefined && picked.by !== 'hint'
  return meaning(isOne ? kindOf(picked) : kindOfMany(fitting.length > 0 ? fitting : judged), {
    ...more,
    picked: isOne ? picked : null,
    found: judged,
  })
}

function judgement(
  { kind, site, lot }: Found,
  here: string | undefined,
  materials: readonly string[] | undefined,
): Pick<Found, 'possible' | 'why'> {
  if (here !== undefined && site !== here && kind !== 'person') return { possible: false, why: `It is at site ${site}.` }
  const isOther = lot !== null && materials !== undefined && !materials.includes(lot.material)
  return isOther ? { possible: false, why: `${lot.material} is not used here.` } : { possible: true, why: null }
}

const bySureness = (a: Found, b: Found): number =>
  Number(b.possible) - Number(a.possible) || SURENESS.indexOf(a.by) - SURENESS.indexOf(b.by) || (b.lot?.id ?? 0) - (a.lot?.id ?? 0)

const kindOf = ({ kind, by }: Found): MeaningKind => (by === 'vendorLot' ? 'vendorLot' : kind)

function kindOfMany(found: readonly Found[]): MeaningKind {
  const [kind, ...others] = new Set(found.map(kindOf))
  return kind === undefined ? 'unknown' : others.length > 0 || found.length > 1 ? 'ambiguous' : kind
}
