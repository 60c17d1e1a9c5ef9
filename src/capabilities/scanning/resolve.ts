/**
 * What a scan means here. The text is read (room symbols) and what it names is looked up, in the order of how sure that is: badge, command,
 * label of a standard, exact number or code, learned vendor label, vendor lot. Several records are listed; only one that nothing else can be is picked.
 */
import type { Pool } from 'pg'
import { hashSecret } from '../../base/secret.ts'
import { type Expected, readScan, type ScanFacts, type ScanReading } from '../../symbols/index.ts'
import { type LotSummary, summaries } from '../lots/summary.ts'
import type { Services } from '../route.ts'
import { seriesHolding } from '../tracing/series.ts'
import { among, type Found, type FoundBy, type FoundKind, type Meaning, meaning, type ResolvedScan, type ScanContext } from './means.ts'
import {
  checkedNumbering,
  containersCalled,
  lotsIdentified,
  type MaterialRow,
  materialsCalled,
  materialsOfGtin,
  personOfBadge,
  type RecordRow,
  recordsCalled,
} from './queries.ts'
import { matchedPatterns } from './stated.ts'

const MASTER_KINDS: readonly FoundKind[] = [
  'workOrder',
  'purchaseOrder',
  'salesOrder',
  'location',
  'workCenter',
  'station',
  'printer',
  'material',
]

/** One function behind every door: what is understood of a text, and what it means. */
export async function resolveScan(services: Services, raw: string, context: ScanContext = {}): Promise<ResolvedScan> {
  const year = new Date(services.now()).getUTCFullYear()
  const numbering = await numberingRules(services, context.site)
  const reading = readScan(raw, { year, numbering, ...(context.expected && { expected: context.expected }) })
  if (reading.ok) return await withMeaning(services, reading, context)
  return (
    (await unmarkedNumber(services, reading, context)) ??
    (await knownReading(services, raw, { reading, context, year })) ?? { ...reading, means: {} }
  )
}

/** A text that only looks like a damaged symbol is first of all a number, if it is one of ours. */
async function unmarkedNumber(services: Services, reading: ScanReading, context: ScanContext): Promise<ResolvedScan | undefined> {
  if (reading.marked || reading.text === '' || /\0|\p{Surrogate}/u.test(reading.text) || reading.reason === 'check-character')
    return undefined
  const found = await exactly(services, reading.text)
  if (found.length === 0) return undefined
  const plain: ScanReading = { ...reading, ok: true, syntax: 'plain', problem: null, reason: null, candidates: [] }
  return { ...plain, means: among(found, context) }
}

interface Doubtful {
  reading: ScanReading
  context: ScanContext
  year: number
}

/** Separators were lost: where lots must be here already, the only reading that names a known one is taken. Never at a receipt. */
async function knownReading(services: Services, raw: string, { reading, context, year }: Doubtful): Promise<ResolvedScan | undefined> {
  const isComplete = reading.candidates.length > 1 && reading.candidates.length < CANDIDATES_MAX
  if (reading.reason !== 'ambiguous' || context.receiving || !isComplete) return undefined
  const ways = reading.candidates.map(({ bracketed }) => readScan(bracketed, { year }).facts)
  const known = await Promise.all(ways.map(facts => namesKnownLot(services, facts)))
  const expected = ways.filter((_, index) => known[index]).map(expectedOf)
  const again = expected.length === 1 ? readScan(raw, { year, expected }) : undefined
  return again?.ok ? await withMeaning(services, again, context) : undefined
}

const CANDIDATES_MAX = 20

const expectedOf = ({ gtin, lot, serial, sscc }: ScanFacts): Expected => ({
  ...(gtin !== undefined && { gtin }),
  ...(lot !== undefined && { lot }),
  ...(serial !== undefined && { serial }),
  ...(sscc !== undefined && { sscc }),
})

async function namesKnownLot(services: Services, facts: ScanFacts): Promise<boolean> {
  const { rows } = await labelledLots(services.pool, facts)
  return rows.length > 0
}

async function withMeaning(services: Services, reading: ScanReading, context: ScanContext): Promise<ResolvedScan> {
  // NUL and half a character have no place in the store: nothing there can have such a name.
  if (/\0|\p{Surrogate}/u.test(reading.text)) return { ...reading, means: meaning('unknown') }
  if (reading.syntax === 'command') return { ...reading, means: meaning('command', { command: reading.command }) }
  if (reading.syntax === 'badge') return { ...reading, means: await badgeMeaning(services, reading.text, context) }
  if (reading.syntax === 'own') return { ...reading, means: among(await exactly(services, reading.text), context) }
  if (reading.syntax === 'plain') return await plainMeaning(services, reading, context)
  // An element string that nothing marks may as well be a number of ours, and then it is that.
  const exact = reading.marked ? [] : await exactly(services, reading.text)
  return { ...reading, means: exact.length > 0 ? among(exact, context) : await labelMeaning(services, reading.facts, context) }
}

// ---- people -----------------------------------------------------------------------------------------------------------------------

async function badgeMeaning(services: Services, badge: string, context: ScanContext): Promise<Meaning> {
  return among(await people(services.pool, badge), context)
}

async function people(pool: Pool, badge: string): Promise<Found[]> {
  const rows = await personOfBadge(pool, hashSecret(badge))
  return rows.map(({ language, ...row }) => ({ ...bare(row, 'person', 'badge'), ...(language === null ? {} : { language }) }))
}

const bare = ({ site, code, name }: { site: string; code: string; name: string | null }, kind: FoundKind, by: FoundBy): Found => ({
  kind,
  site,
  code,
  name,
  by,
  possible: true,
  why: null,
  lot: null,
})

// ---- numbers and codes ------------------------------------------------------------------------------------------------------------

async function plainMeaning(services: Services, reading: ScanReading, context: ScanContext): Promise<ResolvedScan> {
  const badge = await people(services.pool, reading.text)
  if (badge.length > 0) return { ...reading, syntax: 'badge', means: among(badge, context) }
  const exact = await exactly(services, reading.text)
  if (exact.length > 0) return { ...reading, means: among(exact, context) }
  return { ...reading, means: (await vendorLabel(services, reading.text, context)) ?? (await looselyNamed(services, reading, context)) }
}

async function exactly(services: Services, text: string): Promise<Found[]> {
  const rows = await recordsCalled(services.pool, text, MASTER_KINDS)
  return await shown(services, rows.length > 0 ? rows : await inSeries(services.pool, text))
}

/** One of a series that no event has named yet: the series stands for it. */
async function inSeries(pool: Pool, number: string): Promise<RecordRow[]> {
  const serials = await seriesHolding(pool, null, [number])
  return serials.map(({ site, material, lot }) => ({
    kind: 'serial',
    site,
    code: number,
    name: null,
    by: 'series',
    lot,
    material,
    vendor: null,
  }))
}

async function shown(services: Services, rows: readonly RecordRow[]): Promise<Found[]> {
  const lots = await summaries(
    services,
    rows.flatMap(({ lot }) => lot ?? []),
  )
  return rows.flatMap(row => foundOf(row, lots))
}

function foundOf(row: RecordRow, lots: ReadonlyMap<number, LotSummary>): Found[] {
  if (row.lot === null) return [bare(row, row.kind, row.by)]
  const lot = lots.get(row.lot)
  return lot
    ? [
        {
          ...bare(row, row.by === 'series' ? 'serial' : lot.kind, row.by),
          code: row.by === 'series' ? row.code : lot.number,
          name: lot.description,
          lot,
        },
      ]
    : []
}

/** A vendor's own label in a shape that was learned. Two vendors may use one shape: then both are listed. */
async function vendorLabel(services: Services, text: string, context: ScanContext): Promise<Meaning | undefined> {
  const matches = await matchedPatterns(services, text, context)
  const [first, ...others] = matches
  if (first === undefined) return undefined
  const meanings = await Promise.all(matches.map(({ facts, code }) => labelMeaning(services, facts, context, { pattern: code })))
  const found = meanings.flatMap(({ found }) => found)
  if (found.length > 0) return among(unique(found), context, others.length === 0 ? { facts: first.facts, pattern: first.code } : {})
  return others.length === 0 ? { ...(meanings[0] ?? meaning('unknown')), kind: 'vendorLabel' } : meaning('ambiguous')
}

const unique = (found: readonly Found[]): Found[] =>
  found.filter(({ lot }, at) => found.findIndex(other => other.lot?.id === lot?.id) === at)

/** What a vendor, a customer or a standard calls a lot; failing that what the text could be if it were a piece of a label. */
async function looselyNamed(services: Services, { text, hints }: ScanReading, context: ScanContext): Promise<Meaning> {
  const identified = await shown(services, await lotsIdentified(services.pool, text))
  if (identified.length > 0) return among(identified, context)
  const hinted = await Promise.all(hints.map(({ facts }) => hintMeaning(services, facts)))
  return among(
    hinted.flat().map(found => ({ ...found, by: 'hint' })),
    context,
  )
}

async function hintMeaning(services: Services, facts: ScanFacts): Promise<Found[]> {
  if (Object.keys(facts).length === 0) return []
  const { rows, materials } = await labelledLots(services.pool, facts)
  const found = await shown(services, rows)
  return found.length > 0 ? found : materials.map(({ description, ...row }) => bare({ ...row, name: description }, 'material', 'gtin'))
}

// ---- labels -----------------------------------------------------------------------------------------------------------------------

/** What a label names: its container, else its lot, else the material it is of. */
async function labelMeaning(services: Services, facts: ScanFacts, context: ScanContext, more: Partial<Meaning> = {}): Promise<Meaning> {
  const said = { facts, ...more }
  const containers = await containersOf(services.pool, facts)
  if (containers.length > 0) return among(await shown(services, containers), context, said)
  const { rows, materials } = await labelledLots(services.pool, facts)
  const material = (context.site === undefined ? undefined : materials.find(({ site }) => site === context.site)) ?? materials[0] ?? null
  if (rows.length > 0) return among(await shown(services, rows), context, { ...said, material })
  return meaning(kindOfLabel(facts), { ...said, material })
}

function kindOfLabel({ gtin, lot, serial, sscc }: ScanFacts): 'gtin+lot' | 'gtin' | 'sscc' | 'label' {
  if (gtin !== undefined) return lot !== undefined || serial !== undefined ? 'gtin+lot' : 'gtin'
  return sscc === undefined ? 'label' : 'sscc'
}

async function containersOf(pool: Pool, { sscc, package: plate }: ScanFacts): Promise<RecordRow[]> {
  const codes = [...(sscc === undefined ? [] : [sscc, `00${sscc}`, `(00)${sscc}`]), ...(plate === undefined ? [] : [plate])]
  return codes.length === 0 ? [] : await containersCalled(pool, codes)
}

interface Labelled {
  rows: RecordRow[]
  materials: MaterialRow[]
}

/** The serial number says more than the lot; a number of ours more than a vendor's. The material, where the label names one, must agree. */
async function labelledLots(pool: Pool, facts: ScanFacts): Promise<Labelled> {
  const materials = await materialsOf(pool, facts)
  const isNamed = facts.gtin !== undefined || facts.contentGtin !== undefined || (facts.part !== undefined && materials.length > 0)
  const fits = ({ site, material }: RecordRow): boolean => !isNamed || materials.some(one => one.site === site && one.code === material)
  for (const number of [facts.serial, facts.lot]) {
    const rows = number === undefined ? [] : await lotsCalled(pool, number, { fits, vendor: facts.vendor })
    if (rows.length > 0) return { rows, materials }
  }
  return { rows: [], materials }
}

async function materialsOf(pool: Pool, { gtin, contentGtin, part }: ScanFacts): Promise<MaterialRow[]> {
  const trade = gtin ?? contentGtin
  if (trade !== undefined) return await materialsOfGtin(pool, trade)
  return part === undefined ? [] : await materialsCalled(pool, part)
}

interface Fitting {
  fits: (lot: RecordRow) => boolean
  vendor: string | undefined
}

async function lotsCalled(pool: Pool, number: string, { fits, vendor }: Fitting): Promise<RecordRow[]> {
  const own = (await recordsCalled(pool, number, [])).filter(({ lot }) => lot !== null)
  const theirs = (await lotsIdentified(pool, number)).filter(row => vendor === undefined || row.by !== 'vendorLot' || row.vendor === vendor)
  const found = [...own, ...theirs.filter(({ lot }) => !own.some(row => row.lot === lot))].filter(fits)
  return found.length > 0 ? found : (await inSeries(pool, number)).filter(fits)
}

// ---- numbering rules ------------------------------------------------------------------------------------------------------------

const REMEMBERED_MS = 2000
const remembered = new WeakMap<Pool, { until: number; rules: Promise<{ site: string; rule: string }[]> }>()

/** Rules change rarely and are needed at every scan: they are remembered for a moment. */
async function numberingRules({ pool, now }: Services, site: string | undefined): Promise<string[]> {
  const known = remembered.get(pool)
  const fresh = known && known.until > now() ? known : { until: now() + REMEMBERED_MS, rules: expandedRules(pool) }
  remembered.set(pool, fresh)
  const rules = await fresh.rules
  return rules.filter(rule => site === undefined || rule.site === site).map(({ rule }) => rule)
}

async function expandedRules(pool: Pool): Promise<{ site: string; rule: string }[]> {
  const rows = await checkedNumbering(pool)
  return rows.map(({ site, material, rule }) => ({ site, rule: rule.replaceAll('{material}', material).replaceAll('{site}', site) }))
}
