/** What one line of a list means, from what was found for it. Pure: one row of the table of rules each. */
import type { Message } from '../../words/index.ts'
import { officeMessage } from '../../words/office/message.ts'
import type { ContainedRow, NamedRow, NearRow, PaperKind, PaperRow } from './queries.ts'

export type LineStatus = 'lot' | 'serial' | 'container' | PaperKind | 'already' | 'ambiguous' | 'elsewhere' | 'unknown'
const PAPERS: readonly PaperKind[] = ['shipment', 'workOrder', 'purchaseOrder', 'salesOrder']
const CLEAR: ReadonlySet<LineStatus> = new Set(['lot', 'serial', 'container', ...PAPERS, 'already'])

/** It names lots; somebody has to look at the others. */
export const isClear = ({ status, lots }: LineAnswer): boolean => CLEAR.has(status) && lots.length > 0
/** It names goods by the paper they are on. */
export const isPaper = (status: LineStatus): status is PaperKind => PAPERS.some(paper => paper === status)

/** Nobody starts from more: what has made so many is better named itself. */
export const PAPER_LOTS_MAX = 10_000

export interface NamedLot {
  id: number
  site: string
  material: string
  number: string
  kind: 'lot' | 'serial'
  unit: string
}
export interface LineAnswer {
  line: number
  text: string
  status: LineStatus
  /** By what the lot is known, where it is not its own number. */
  by: NamedRow['by'] | 'label' | null
  lots: NamedLot[]
  container: string | null
  /** The number of the shipment or of the order, as it is recorded. */
  shipment: string | null
  order: string | null
  /** Offered, never taken. Null where nobody looked: see `nearestUntil`. */
  nearest: Omit<NearRow, 'line'>[] | null
  /** What it is, in one sentence. */
  said: Message
  /** The same in English. */
  detail: string
}

export interface Found {
  text: string
  named: readonly (Omit<NamedRow, 'by'> & { by: NamedRow['by'] | 'label' })[]
  contained: readonly ContainedRow[]
  papers: readonly PaperRow[]
}

export function meaningOf({ text, named, contained, papers }: Found, line: number, site: string): LineAnswer {
  const here = named.filter(row => row.site === site)
  const numbered = here.filter(row => row.by === 'number')
  const lots = numbered.length > 0 ? numbered : here
  const answer = blank(line, text)
  if (numbered.length > 0 && contained.length > 0) return both(answer, numbered, contained)
  // One vendor lot may stand under several numbers of ours: then all of them are meant. Different materials never are.
  if (new Set(lots.map(row => row.material)).size > 1) return several(answer, lots)
  const [first] = lots
  if (first !== undefined && (contained.length === 0 || numbered.length > 0))
    return {
      ...answer,
      status: first.kind,
      by: first.by === 'number' ? null : first.by,
      lots: lots.map(lotOf),
      ...saying(saysLot(first, lots)),
    }
  if (first !== undefined) return both(answer, lots, contained)
  if (papers.length > 0) return { ...answer, ...paperMeant(papers, contained, site) }
  if (contained.length > 0) return { ...answer, ...containerMeant(contained, site) }
  const [other] = named
  if (other !== undefined)
    return { ...answer, status: 'elsewhere', ...saying(officeMessage(`line.elsewhere-${other.kind}`, { site: other.site, here: site })) }
  return text.trim() === '' ? { ...answer, ...saying(officeMessage('line.empty')) } : answer
}

export const saying = (said: Message): Pick<LineAnswer, 'said' | 'detail'> => ({ said, detail: said.text })

const blank = (line: number, text: string): LineAnswer => ({
  line,
  text,
  status: 'unknown',
  by: null,
  lots: [],
  container: null,
  shipment: null,
  order: null,
  nearest: null,
  ...saying(officeMessage('line.nothing')),
})
const lotOf = ({ id, site, material, number, kind, unit }: NamedLot): NamedLot => ({ id, site, material, number, kind, unit })

type Named = Found['named'][number]

function saysLot({ number, material, by }: Named, [, ...others]: Found['named']): Message {
  const how = by === 'number' ? '' : (`-${by}` as const)
  return others.length === 0
    ? officeMessage(`line.is${how}`, { number, material })
    : officeMessage(`line.are${how}`, { number, material, others: others.map(one => one.number).join(', ') })
}

function several(answer: LineAnswer, lots: Found['named']): LineAnswer {
  const all = lots.map(lot => `${lot.number} (${lot.material})`)
  const names = all.slice(0, 5).join(', ')
  const said =
    all.length > 5 ? officeMessage('line.may-be-more', { names, count: all.length - 5 }) : officeMessage('line.may-be', { names })
  return { ...answer, status: 'ambiguous', lots: lots.map(lotOf), ...saying(said) }
}

function both(answer: LineAnswer, lots: Found['named'], contained: readonly ContainedRow[]): LineAnswer {
  const container = contained[0]?.container ?? null
  return {
    ...answer,
    status: 'ambiguous',
    lots: lots.map(lotOf),
    container,
    ...saying(officeMessage(`line.both-${lots[0]?.kind ?? 'lot'}`)),
  }
}

function containerMeant(rows: readonly ContainedRow[], site: string): Partial<LineAnswer> {
  const lots = lotsIn(rows, site)
  const container = rows[0]?.container ?? null
  const key = lots.length === 0 ? 'line.container-empty' : rows[0]?.left ? 'line.container-left' : 'line.container'
  return { status: 'container', container, lots, ...saying(officeMessage(key, { count: lots.length })) }
}

/** A shipment that was loaded at the dock is a container of the same number too: both are what left. Otherwise one number is one thing, or nobody knows which. */
function paperMeant(rows: readonly PaperRow[], contained: readonly ContainedRow[], site: string): Partial<LineAnswer> {
  const [first] = rows
  const kinds = new Set(rows.map(row => row.paper))
  if (first === undefined || kinds.size > 1 || (contained.length > 0 && first.paper !== 'shipment'))
    return { status: 'ambiguous', ...saying(officeMessage('line.several-papers')) }
  const lots = [...new Map([...lotsIn(rows, site), ...lotsIn(contained, site)].map(lot => [lot.id, lot])).values()]
  const { paper: status, code } = first
  const named = { status, shipment: status === 'shipment' ? code : null, order: status === 'shipment' ? null : code }
  if (lots.length > PAPER_LOTS_MAX)
    return { ...named, ...saying(officeMessage('line.paper-too-many', { paper: code, count: PAPER_LOTS_MAX })) }
  return { ...named, lots, ...saying(saysPaper(status, lots.length)) }
}

export const saysPaper = (paper: PaperKind, count: number): Message =>
  count === 0 ? officeMessage(`line.${paper}-empty`) : officeMessage(`line.${paper}`, { count })

const lotsIn = (rows: readonly (ContainedRow | PaperRow)[], site: string): NamedLot[] =>
  rows.flatMap(({ id, material, number, kind, unit }) => (id === null ? [] : [{ id, site, material, number, kind, unit }]))

/** Lines whose lots are all there already, in the case or further up, add nothing, and say so. */
export function withRepeats(answers: readonly LineAnswer[], already: ReadonlySet<number>): LineAnswer[] {
  const first = new Map<number, number>()
  return answers.map(answer => {
    if (!isClear(answer)) return answer
    const lines = answer.lots.map(lot => (already.has(lot.id) ? 0 : first.get(lot.id)))
    for (const lot of answer.lots) if (!first.has(lot.id)) first.set(lot.id, answer.line)
    if (lines.some(line => line === undefined)) return answer
    const line = Math.max(...lines.map(one => one ?? 0))
    const said = line === 0 ? officeMessage('line.already') : officeMessage('line.same', { line })
    return { ...answer, status: 'already', ...saying(said) }
  })
}
