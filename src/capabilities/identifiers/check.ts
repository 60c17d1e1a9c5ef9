/** A whole list at once: read each line, look all of them up together, and say of every one what it means. */
import { readScan } from '../../symbols/index.ts'
import type { Services } from '../route.ts'
import { resolveScan } from '../scanning/resolve.ts'
import { type Found, isClear, type LineAnswer, type LineStatus, meaningOf, type NamedLot, PAPER_LOTS_MAX, withRepeats } from './answers.ts'
import { spellings } from './nearest.ts'
import { contentsNamedBy, lotsNamedBy, lotsOnPapers, lotsSpelled, type NearRow, type PaperRow } from './queries.ts'

export interface Checked {
  lines: number
  counts: Record<LineStatus, number>
  /** Lines that name no lot for certain. */
  open: number
  /** What the clear lines name, each lot once. */
  lots: NamedLot[]
  answers: LineAnswer[]
  /** So many unknown lines were compared with what is recorded; further ones were not. */
  nearestUntil: number
}

const NONE: Checked['counts'] = {
  lot: 0,
  serial: 0,
  container: 0,
  shipment: 0,
  workOrder: 0,
  purchaseOrder: 0,
  salesOrder: 0,
  already: 0,
  ambiguous: 0,
  elsewhere: 0,
  unknown: 0,
}

interface List {
  site: string
  lines: readonly string[]
  /** Lots that are there already. */
  already: readonly { material?: string | undefined; number: string }[]
}

/** About three hundred spellings a line, each a look into an index. */
const NEAREST_LINES = 1000
const NEAREST_SHOWN = 5
const AT_ONCE = 100

export async function checkList(services: Services, { site, lines, already }: List): Promise<Checked> {
  const texts = lines.map(cleaned)
  const found = await foundFor(services, site, texts)
  const known = await alreadyThere(services, site, already)
  const plain = found.map((one, index) => meaningOf({ ...one, text: lines[index] ?? '' }, index + 1, site))
  const answers = await withNearest(services, site, { answers: withRepeats(plain, known), texts })
  const counts: Checked['counts'] = { ...NONE }
  for (const { status } of answers) counts[status] += 1
  const clear = answers.filter(isClear)
  const lots = new Map(clear.flatMap(answer => answer.lots).map(lot => [lot.id, lot]))
  return {
    lines: lines.length,
    counts,
    open: answers.length - clear.length,
    lots: [...lots.values()],
    answers,
    nearestUntil: NEAREST_LINES,
  }
}

/** NUL and half a character have no place in the store: nothing there can have such a name. */
const cleaned = (line: string): string => (/\0|\p{Surrogate}/u.test(line) ? '' : line.trim())

async function alreadyThere({ pool }: Services, site: string, already: List['already']): Promise<Set<number>> {
  const rows =
    already.length === 0
      ? []
      : await lotsNamedBy(
          pool,
          already.map(({ number }) => number),
        )
  const meant = rows.filter(row => row.site === site && fits(row, already[row.line - 1]?.material))
  return new Set(meant.map(row => row.id))
}
const fits = (row: { material: string }, material: string | undefined): boolean => material === undefined || row.material === material

interface Collected {
  named: Found['named'][number][]
  contained: Found['contained'][number][]
  papers: Found['papers']
}

async function foundFor(services: Services, site: string, texts: readonly string[]): Promise<Collected[]> {
  const read = texts.map(text => readScan(text))
  // What our own labels wrap a number in is taken off; everything else is looked up as it stands.
  const numbers = texts.map((text, index) => (read[index]?.syntax === 'own' ? (read[index]?.text ?? text) : text))
  const codes = texts.flatMap((text, index) =>
    containerCodes(numbers[index] ?? text, read[index]?.facts.sscc).map(code => ({ line: index + 1, code })),
  )
  const [named, contained] = await Promise.all([lotsNamedBy(services.pool, numbers), contentsNamedBy(services.pool, site, codes)])
  const found = texts.map((): Collected => ({ named: [], contained: [], papers: [] }))
  for (const row of named) found[row.line - 1]?.named.push(row)
  for (const row of contained) found[row.line - 1]?.contained.push(row)
  await readLabels(services, site, { found, texts, isLabel: index => isLabel(read[index]?.syntax) && isBare(found[index]) })
  await readPapers(services, site, found, numbers)
  return found
}

/** A line that names no lot of the site may be the number of a shipment or an order: as it is written, else in capitals. */
async function readPapers({ pool }: Services, site: string, found: Collected[], numbers: readonly string[]): Promise<void> {
  const asked = numbers.flatMap((text, index) =>
    text === '' || found[index]?.named.some(row => row.site === site) === true ? [] : [{ line: index + 1, text }],
  )
  if (asked.length === 0) return
  const codes = asked.flatMap(({ line, text }) => [...new Set([text, text.toUpperCase()])].map(code => ({ line, code })))
  const rows = new Map<number, PaperRow[]>(asked.map(({ line }) => [line, []]))
  for (const row of await lotsOnPapers(pool, site, { codes, most: PAPER_LOTS_MAX })) rows.get(row.line)?.push(row)
  for (const { line, text } of asked) {
    const [one, all] = [found[line - 1], rows.get(line) ?? []]
    const written = all.filter(row => row.code === text)
    if (one !== undefined) one.papers = written.length > 0 ? written : all
  }
}

const isLabel = (syntax: string | undefined): boolean => syntax === 'gs1' || syntax === 'digital-link' || syntax === 'iso15434'
const isBare = (one: Collected | undefined): boolean => one?.named.length === 0 && one.contained.length === 0

/** An SSCC may be kept with or without its identifier. */
function containerCodes(text: string, sscc: string | undefined): string[] {
  const digits = sscc ?? /^(?:\(?00\)?)?(\d{18})$/.exec(text)?.[1]
  return [...new Set([text, text.toUpperCase(), ...(digits === undefined ? [] : [digits, `00${digits}`, `(00)${digits}`])])].filter(Boolean)
}

/** Labels of a standard name a lot by more than one text: each is read as a scan would be. */
async function readLabels(
  services: Services,
  site: string,
  { found, texts, isLabel: wanted }: { found: Collected[]; texts: readonly string[]; isLabel: (index: number) => boolean },
): Promise<void> {
  const labels = texts.flatMap((_, index) => (wanted(index) ? [index] : []))
  for (let from = 0; from < labels.length; from += AT_ONCE)
    await Promise.all(
      labels.slice(from, from + AT_ONCE).map(async index => {
        const { means } = await resolveScan(services, texts[index] ?? '', { site })
        if (!('found' in means)) return
        for (const { lot, site: of } of means.found) if (lot) found[index]?.named.push({ ...lot, site: of, line: index + 1, by: 'label' })
      }),
    )
}

async function withNearest(
  { pool }: Services,
  site: string,
  { answers, texts }: { answers: readonly LineAnswer[]; texts: readonly string[] },
): Promise<LineAnswer[]> {
  const unknown = answers.filter(answer => answer.status === 'unknown').slice(0, NEAREST_LINES)
  const near = new Map<number, NearRow[]>(unknown.map(({ line }) => [line, []]))
  for (let from = 0; from < unknown.length; from += AT_ONCE) {
    const spelled = unknown
      .slice(from, from + AT_ONCE)
      .flatMap(({ line }) => spellings(texts[line - 1] ?? '').map(text => ({ line, text })))
    for (const row of await lotsSpelled(pool, site, spelled)) near.get(row.line)?.push(row)
  }
  return answers.map(answer => {
    const rows = near.get(answer.line)
    if (rows === undefined) return answer
    return { ...answer, nearest: rows.slice(0, NEAREST_SHOWN).map(({ material, number, value }) => ({ material, number, value })) }
  })
}
