/** What one line of a list means, from what was found for it. Pure: one row of the table of rules each. */
import type { ContainedRow, NamedRow, NearRow } from './queries.ts'

export type LineStatus = 'lot' | 'serial' | 'container' | 'already' | 'ambiguous' | 'elsewhere' | 'unknown'
/** Lines of these name lots; the others need somebody to look. */
export const CLEAR: ReadonlySet<LineStatus> = new Set(['lot', 'serial', 'container', 'already'])

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
  /** Offered, never taken. Null where nobody looked: see `nearestUntil`. */
  nearest: Omit<NearRow, 'line'>[] | null
  detail: string
}

export interface Found {
  text: string
  named: readonly (Omit<NamedRow, 'by'> & { by: NamedRow['by'] | 'label' })[]
  contained: readonly ContainedRow[]
}

export function meaningOf({ text, named, contained }: Found, line: number, site: string): LineAnswer {
  const here = named.filter(row => row.site === site)
  const numbered = here.filter(row => row.by === 'number')
  const lots = numbered.length > 0 ? numbered : here
  const answer = blank(line, text)
  if (numbered.length > 0 && contained.length > 0) return both(answer, numbered, contained)
  // One vendor lot may stand under several numbers of ours: then all of them are meant. Different materials never are.
  if (new Set(lots.map(row => row.material)).size > 1) return several(answer, lots)
  const [first] = lots
  if (first !== undefined && (contained.length === 0 || numbered.length > 0))
    return { ...answer, status: first.kind, by: first.by === 'number' ? null : first.by, lots: lots.map(lotOf), detail: saysLot(lots) }
  if (first !== undefined) return both(answer, lots, contained)
  if (contained.length > 0) return { ...answer, ...containerMeant(contained, site) }
  const [other] = named
  if (other !== undefined) return { ...answer, status: 'elsewhere', detail: `It is a ${other.kind} of site ${other.site}, not of ${site}.` }
  return { ...answer, detail: text.trim() === '' ? 'The line is empty.' : 'Nothing is recorded under this.' }
}

const blank = (line: number, text: string): LineAnswer => ({
  line,
  text,
  status: 'unknown',
  by: null,
  lots: [],
  container: null,
  nearest: null,
  detail: '',
})
const lotOf = ({ id, site, material, number, kind, unit }: NamedLot): NamedLot => ({ id, site, material, number, kind, unit })

const BY: Readonly<Record<Exclude<LineAnswer['by'], null>, string>> = {
  number: '',
  formerNumber: 'by a number it had',
  vendorLot: "by the vendor's lot",
  identifier: 'by another identifier',
  label: 'by its label',
}

function saysLot(lots: Found['named']): string {
  const [first, ...others] = lots
  if (first === undefined) return ''
  const what = `${first.number} of ${first.material}`
  const by = first.by === 'number' ? '' : `, ${BY[first.by]}`
  return others.length === 0 ? `${what}${by}.` : `${what} and ${others.map(one => one.number).join(', ')}${by}.`
}

function several(answer: LineAnswer, lots: Found['named']): LineAnswer {
  const names = lots.map(lot => `${lot.number} of ${lot.material}`)
  return {
    ...answer,
    status: 'ambiguous',
    lots: lots.map(lotOf),
    detail: `It may be ${names.slice(0, 5).join(' or ')}${names.length > 5 ? ` or ${names.length - 5} more` : ''}: say which.`,
  }
}

function both(answer: LineAnswer, lots: Found['named'], contained: readonly ContainedRow[]): LineAnswer {
  const container = contained[0]?.container ?? null
  const detail = `It is a ${lots[0]?.kind ?? 'lot'} and a container as well: say which.`
  return { ...answer, status: 'ambiguous', lots: lots.map(lotOf), container, detail }
}

function containerMeant(rows: readonly ContainedRow[], site: string): Partial<LineAnswer> {
  const lots = rows.flatMap(({ id, material, number, kind, unit }) => (id === null ? [] : [{ id, site, material, number, kind, unit }]))
  const container = rows[0]?.container ?? null
  const count = `${lots.length} ${lots.length === 1 ? 'lot or serial' : 'lots and serials'}`
  const detail =
    lots.length === 0
      ? 'The container is empty, and nothing left in it.'
      : rows[0]?.left
        ? `A container: it is empty now, ${count} left in it.`
        : `A container with ${count}.`
  return { status: 'container', container, lots, detail }
}

/** Lines whose lots are all there already, in the case or further up, add nothing, and say so. */
export function withRepeats(answers: readonly LineAnswer[], already: ReadonlySet<number>): LineAnswer[] {
  const first = new Map<number, number>()
  return answers.map(answer => {
    if (!CLEAR.has(answer.status) || answer.lots.length === 0) return answer
    const lines = answer.lots.map(lot => (already.has(lot.id) ? 0 : first.get(lot.id)))
    for (const lot of answer.lots) if (!first.has(lot.id)) first.set(lot.id, answer.line)
    if (lines.some(line => line === undefined)) return answer
    const line = Math.max(...lines.map(one => one ?? 0))
    return { ...answer, status: 'already', detail: line === 0 ? 'It is among the lots already.' : `The same as line ${line}.` }
  })
}
