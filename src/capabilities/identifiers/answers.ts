/** What one line of a list means, from what was found for it. Pure: one row of the table of rules each. */
import type { Message } from '../../words/index.ts'
import { officeMessage } from '../../words/office/message.ts'
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
  /** What it is, in one sentence. */
  said: Message
  /** The same in English. */
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
    return {
      ...answer,
      status: first.kind,
      by: first.by === 'number' ? null : first.by,
      lots: lots.map(lotOf),
      ...saying(saysLot(first, lots)),
    }
  if (first !== undefined) return both(answer, lots, contained)
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
  const lots = rows.flatMap(({ id, material, number, kind, unit }) => (id === null ? [] : [{ id, site, material, number, kind, unit }]))
  const container = rows[0]?.container ?? null
  const key = lots.length === 0 ? 'line.container-empty' : rows[0]?.left ? 'line.container-left' : 'line.container'
  return { status: 'container', container, lots, ...saying(officeMessage(key, { count: lots.length })) }
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
    const said = line === 0 ? officeMessage('line.already') : officeMessage('line.same', { line })
    return { ...answer, status: 'already', ...saying(said) }
  })
}
