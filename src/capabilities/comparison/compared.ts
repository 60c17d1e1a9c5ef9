/** Two lots side by side: what is in them, where, when and by whom they and their components were made, what was measured. */

import type { Pool } from 'pg'
import type { Comparison, ComparisonCell, ComparisonRow } from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import type { Engine } from '../tracing/engine.ts'
import { namesOf } from '../tracing/lot-facts.ts'
import { headAt, type NamedLot } from '../tracing/queries.ts'
import { headText } from '../tracing/write-trace.ts'
import { originsAt } from './counting.ts'
import { resolved } from './good.ts'
import { type Doing, doingsOf, lotsMade, type Measured, measuredOf, peopleOfRuns } from './queries.ts'

interface Named {
  material?: string | undefined
  number: string
  site?: string | undefined
}

export const ROW_GROUPS = ['identity', 'components', 'making', 'values', 'times'] as const
type RowGroup = (typeof ROW_GROUPS)[number]

interface Cell {
  text: string
  lot?: ComparisonCell['lot']
  certainty?: 'certain' | 'possible'
  isOutOfRange?: boolean
}

/** A row as it is said in English, and what is said in it. */
type What = Pick<ComparisonRow, 'what' | 'fact' | 'of' | 'workCenter'>

interface Row extends What {
  group: RowGroup
  left: Cell[]
  right: Cell[]
}

/** What is known of one side: itself and everything it was made of. */
interface Side {
  lot: NamedLot
  madeAt: number | undefined
  origins: { lot: NamedLot; isCertain: boolean }[]
  doings: readonly Doing[]
  people: ReadonlyMap<string, readonly string[]>
  measured: readonly Measured[]
}

export async function compareLots(
  engine: Engine,
  pool: Pool,
  { site = 'main', lots }: { site?: string | undefined; lots: Named[] },
): Promise<Comparison> {
  const { graph, answer: ids } = await engine.currentWith(pool, () => bothOf(pool, lots, site))
  const { position } = engine
  const origins = await engine.originsOfEach(graph, Uint32Array.from(ids.lots), position)
  const all = Uint32Array.from(new Set(origins.lots)).sort()
  const [names, made, doings, measured, head] = await Promise.all([
    namesOf(pool, all),
    lotsMade(pool, ids.lots),
    doingsOf(pool, all, position),
    measuredOf(pool, all, position),
    headAt(pool, site, position),
  ])
  const runs = [...new Set(doings.flatMap(({ run }) => run ?? []))]
  const people = grouped(runs.length === 0 ? [] : await peopleOfRuns(pool, runs, position))
  const sides = ids.lots.flatMap((id, index): Side[] => {
    const lot = names.get(id)
    const from = originsAt(origins, index)
    const isOurs = new Set(from.map(one => one.lot))
    const named = from.flatMap(one => {
      const name = names.get(one.lot)
      return name ? [{ lot: name, isCertain: one.isCertain }] : []
    })
    const madeAt = made.find(one => one.id === id)?.madeAt
    const ours = <T extends { lot: number }>(rows: readonly T[]): T[] => rows.filter(row => isOurs.has(row.lot))
    return lot ? [{ lot, madeAt, origins: named, doings: ours(doings), people, measured: ours(measured) }] : []
  })
  const [left, right] = sides
  if (!left || !right) throw new Refusal('unknown-lot', 'Nothing is recorded of these lots any more.', '/lots')
  const rows = rowsOf(left, right).map(row => ({ ...row, isSame: isSame(row) }))
  return {
    knownAt: headText(head),
    lots: [comparedLot(left), comparedLot(right)],
    totals: { same: rows.filter(row => row.isSame).length, different: rows.filter(row => !row.isSame && row.group !== 'times').length },
    rows,
  }
}

const comparedLot = ({ lot: { id, site, material, number, kind, unit, description } }: Side): Comparison['lots'][number] => ({
  id,
  site,
  material,
  number,
  kind,
  unit,
  description,
})

/** Each name must mean one lot: to compare three with one says nothing. */
async function bothOf(pool: Pool, lots: readonly Named[], site: string): Promise<{ position: number; lots: number[] }> {
  const found = await Promise.all(lots.map(lot => resolved(pool, [lot], { site, pointer: '/lots' })))
  found.forEach(({ lots: ids, unknown }, index) => {
    const name = lots[index]?.number ?? ''
    if (unknown.length > 0) throw new Refusal('unknown-lot', `There is no lot "${name}".`, `/lots/${index}`)
    if (ids.length > 1)
      throw new Refusal('lot-ambiguous', `"${name}" is said of ${ids.length} lots: give the lot's own number.`, `/lots/${index}`)
  })
  const ids = found.flatMap(one => one.lots)
  if (ids[0] === ids[1]) throw new Refusal('invalid-event', 'Both names mean the same lot: compare it with another.', '/lots/1')
  return { position: Math.max(...found.map(one => one.position)), lots: ids }
}

function grouped(people: readonly { site: string; run: string; by: string }[]): Map<string, string[]> {
  const byRun = new Map<string, string[]>()
  for (const { site, run, by } of people) byRun.set(`${site} ${run}`, [...(byRun.get(`${site} ${run}`) ?? []), by])
  return byRun
}

const isSame = ({ left, right }: Row): boolean => {
  const key = (cells: Cell[]): string =>
    cells
      .map(({ text, certainty }) => JSON.stringify([text, certainty ?? '']))
      .sort()
      .join()
  return key(left) === key(right)
}

function rowsOf(left: Side, right: Side): Row[] {
  const tables = [identityOf, componentsOf, makingOf, valuesOf, timesOf].map(of => [of(left), of(right)] as const)
  return tables.flatMap(([ofLeft, ofRight], index) =>
    [...new Map([...ofLeft, ...ofRight])].map(([what, { row }]) => ({
      group: ROW_GROUPS[index] ?? 'identity',
      ...row,
      left: ofLeft.get(what)?.cells ?? [],
      right: ofRight.get(what)?.cells ?? [],
    })),
  )
}

/** By what is said of a row. */
type Cells = Map<string, { row: What; cells: Cell[] }>

function identityOf({ lot }: Side): Cells {
  const facts: [string, Fact, string | null][] = [
    ['material', 'material', lot.material],
    ['kind', 'kind', lot.kind],
    ['vendor', 'vendor', lot.vendor],
    ['vendor lot', 'vendorLot', lot.vendorLot],
    ['work order', 'workOrder', lot.workOrder],
  ]
  const cells: Cells = new Map()
  for (const [what, fact, text] of facts) if (text !== null) add(cells, { what, fact }, { text })
  return cells
}

type Fact = NonNullable<What['fact']>

/** By material, however deep. */
function componentsOf({ origins }: Side): Cells {
  const cells: Cells = new Map()
  for (const { lot, isCertain } of origins.slice(1)) {
    const { id, material, number, kind, vendor, vendorLot } = lot
    const text = vendorLot === null ? number : `${number} (${[vendor, vendorLot].filter(Boolean).join(' ')})`
    add(cells, { what: material }, { text, lot: { id, material, number, kind }, certainty: isCertain ? 'certain' : 'possible' })
  }
  return cells
}

/** Of the lot itself and of what is in it: where, at which station, for which order, by whom. */
function makingOf({ lot, origins, doings, people }: Side): Cells {
  const material = materialsOf(origins)
  const cells: Cells = new Map()
  for (const doing of doings) {
    const of = ofWhom(doing.lot, lot, material)
    const facts: [string, Fact, readonly (string | null)[]][] = [
      ['work center', 'workCenter', [doing.workCenter]],
      ['operation', 'operation', [doing.operation === null ? null : String(doing.operation)]],
      ['station', 'station', [doing.station]],
      ['work order', 'workOrder', [doing.workOrder]],
      ['person', 'person', [doing.by, ...(people.get(`${doing.site} ${doing.run}`) ?? [])]],
    ]
    for (const [said, fact, texts] of facts) {
      const row = { what: of.of === undefined ? said : `${of.of}: ${said}`, fact, ...of }
      for (const text of texts) if (text !== null) add(cells, row, { text })
    }
  }
  return cells
}

function valuesOf({ lot, origins, measured }: Side): Cells {
  const material = materialsOf(origins)
  const cells: Cells = new Map()
  for (const { lot: of, characteristic, value, unit, inRange } of measured) {
    const text = unit === null ? value : `${value} ${unit}`
    const what = of === lot.id ? characteristic : `${material.get(of) ?? ''}: ${characteristic}`
    add(cells, { what }, { text, ...(inRange === false ? { isOutOfRange: true } : {}) })
  }
  return cells
}

/** No two lots are made at the same moment: times stand apart, and are no difference. */
function timesOf({ lot, madeAt, origins, doings }: Side): Cells {
  const material = materialsOf(origins)
  const spans = new Map<string, { row: What; from: number; until: number }>()
  for (const { lot: whose, at, workCenter } of doings) {
    const of = ofWhom(whose, lot, material)
    const what = `${of.of ?? 'itself'}${workCenter === null ? '' : ` at ${workCenter}`}`
    const row: What = { what, fact: 'span', ...of, ...(workCenter === null ? {} : { workCenter }) }
    const span = spans.get(what) ?? { row, from: at, until: at }
    spans.set(what, { row, from: Math.min(span.from, at), until: Math.max(span.until, at) })
  }
  const cells: Cells = new Map()
  if (madeAt !== undefined) add(cells, { what: 'made', fact: 'made' }, { text: formatInstant(madeAt) })
  for (const { row, from, until } of spans.values())
    add(cells, row, { text: from === until ? formatInstant(from) : `${formatInstant(from)} to ${formatInstant(until)}` })
  return cells
}

/** The material of what is in it; nothing where it is said of the lot itself. */
const ofWhom = (lot: number, own: NamedLot, material: ReadonlyMap<number, string>): { of?: string } =>
  lot === own.id ? {} : { of: material.get(lot) ?? '' }

const materialsOf = (origins: Side['origins']): Map<number, string> => new Map(origins.map(({ lot }) => [lot.id, lot.material]))

/** Each once. */
function add(cells: Cells, row: What, cell: Cell): void {
  const before = cells.get(row.what)?.cells ?? []
  if (!before.some(one => one.text === cell.text && one.certainty === cell.certainty))
    cells.set(row.what, { row, cells: [...before, cell] })
}
