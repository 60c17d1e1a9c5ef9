/** A scan on the way along the pick list: what it was, whether it belongs to the recall, and the finding that records it. */
import { randomUUID } from 'node:crypto'
import { formatInstant } from '../../base/instant.ts'
import { add, formatQuantity, parseQuantity, subtract, ZERO } from '../../base/quantity.ts'
import { Refusal, type RefusalCode } from '../../base/refusal.ts'
import type { Message } from '../../words/index.ts'
import { officeMessage } from '../../words/office/message.ts'
import { isPaper } from '../identifiers/answers.ts'
import { checkList } from '../identifiers/check.ts'
import { parseEvent } from '../parse.ts'
import type { Principal, Services } from '../route.ts'
import { resolveScan } from '../scanning/resolve.ts'
import { type Case, caseOf, entriesOfKind, fetchedNow, stillOpen } from './lists.ts'
import type { PickLine, PickList } from './pick-list.ts'
import { type Fetched, LINES_AT_ONCE, namedLines, openAt, pickPage } from './picking.ts'

export type ScanOutcome = 'found' | 'already' | 'place' | 'not-part' | 'excluded' | 'ambiguous' | 'unknown'
export interface Confirmation {
  outcome: ScanOutcome
  /** What it is and what to do, in a sentence or two. */
  said: Message[]
  /** The same in English. */
  detail: string
  place: string | null
  lots: { material: string; number: string; quantity: string; unit: string }[]
  list: PickList
}
export interface PickScan {
  site: string
  text: string
  place?: string | undefined
  id?: string | undefined
  at?: string | undefined
  limit?: number | undefined
}

export async function confirmScan(services: Services, recall: string, scan: PickScan, principal: Principal): Promise<Confirmation> {
  const found = await caseOf(services, scan.site, recall)
  stillOpen(found)
  const fetched = await fetchedNow(services, found)
  const place = scan.place ?? null
  const at = await placeScanned(services, scan)
  if (at !== null) return told(services, scan, fetched, { outcome: 'place', said: [atPlace(fetched, at)], place: at, lots: [] })
  const { lines, ...meant } = await meaningOf(services, found, { fetched, scan })
  if (lines.length === 0) return told(services, scan, fetched, { ...meant, place, lots: [] })
  const lots = foundIn(lines, place)
  await record(services, { recall, scan, lots, principal })
  const now = await fetchedNow(services, await caseOf(services, scan.site, recall))
  return told(services, scan, now, { outcome: 'found', said: foundWords(lots, lines, place), place, lots })
}

/** With a page of the list where somebody stands, or with all of it. */
async function told(
  { pool }: Services,
  { limit }: PickScan,
  fetched: Fetched,
  told: Omit<Confirmation, 'list' | 'detail'>,
): Promise<Confirmation> {
  const asked = limit === undefined ? { limit: LINES_AT_ONCE } : { limit, place: told.place ?? undefined }
  return { ...told, detail: told.said.map(({ text }) => text).join(' '), list: await pickPage(pool, fetched, asked) }
}

async function placeScanned(services: Services, { text, site }: PickScan): Promise<string | null> {
  const { means } = await resolveScan(services, text, { site })
  const picked = 'picked' in means ? means.picked : null
  return picked?.kind === 'location' || picked?.kind === 'workCenter' ? picked.code : null
}

function atPlace(fetched: Fetched, place: string): Message {
  const open = openAt(fetched, place)
  return open === 0 ? officeMessage('scanned.none-here', { place }) : officeMessage('scanned.here', { place, count: open })
}

type Line = PickLine & { place: string | null }
interface Meant {
  outcome: ScanOutcome
  said: Message[]
  lines: Line[]
}

async function meaningOf(services: Services, found: Case, { fetched, scan }: { fetched: Fetched; scan: PickScan }): Promise<Meant> {
  const { answers } = await checkList(services, { site: scan.site, lines: [scan.text], already: [] })
  const [answer] = answers
  const nothing = (outcome: ScanOutcome, said: Message): Meant => ({ outcome, said: [said], lines: [] })
  if (!answer || answer.status === 'unknown' || answer.status === 'elsewhere')
    return nothing('unknown', answer?.said ?? officeMessage('scanned.nothing-read'))
  // A paper is not what lies there, and one scan of it would fetch all that stands on it.
  if (isPaper(answer.status)) return nothing('unknown', officeMessage('scanned.paper'))
  if (answer.status === 'ambiguous') return nothing('ambiguous', answer.said)
  const ids = [...new Set(answer.lots.map(lot => lot.id))]
  // What lies in the scanned container is found there; the rest of such a lot is still to be found.
  const all = ids.flatMap(id => fetched.lines.of(id))
  const lines = await namedLines(services.pool, fetched, all)
  const scanned = answer.container === null ? lines : lines.filter(line => line.container === answer.container)
  const open = (scanned.length > 0 ? scanned : lines).filter(line => line.state !== 'found')
  if (open.length > 0) return { outcome: 'found', said: [], lines: open }
  const name = answer.lots.length === 1 ? (answer.lots[0]?.number ?? scan.text) : scan.text
  if (lines.length > 0) return nothing('already', officeMessage('scanned.already', { name }))
  const excluded = entriesOfKind(found, 'exclusion').find(entry => entry.id !== null && ids.includes(entry.id))
  if (excluded) return nothing('excluded', officeMessage('scanned.excluded', { name, reason: excluded.detail ?? '' }))
  return nothing('not-part', officeMessage('scanned.not-part', { name }))
}

/** Where somebody stands, only what lies there is confirmed; a lot that the record has elsewhere altogether is found here with all of it. */
function foundIn(lines: readonly Line[], place: string | null): Confirmation['lots'] {
  const own = lines.filter(line => line.place === place)
  const taken = place === null || own.length === 0 ? lines : own
  const sums = new Map<number, Confirmation['lots'][number]>()
  for (const { id, material, number, unit, quantity, found } of taken) {
    const missing = subtract(parseQuantity(quantity), parseQuantity(found))
    const sum = add(parseQuantity(sums.get(id)?.quantity ?? formatQuantity(ZERO)), missing)
    sums.set(id, { material, number, unit, quantity: formatQuantity(sum) })
  }
  return [...sums.values()]
}

function foundWords(lots: Confirmation['lots'], lines: readonly Line[], place: string | null): Message[] {
  const [first, ...others] = lots
  if (first === undefined) return []
  const { number: lot, quantity, unit } = first
  const at = place === null ? '' : '-at'
  const params = { place: place ?? '', lot, quantity, unit, count: lots.length }
  const found = officeMessage(others.length === 0 ? `scanned.found${at}` : `scanned.found-many${at}`, params)
  return lines.some(line => line.certainty === 'possible') ? [found, officeMessage('scanned.unsure')] : [found]
}

interface Finding {
  recall: string
  scan: PickScan
  lots: Confirmation['lots']
  principal: Principal
}

async function record(services: Services, { recall, scan, lots, principal }: Finding): Promise<void> {
  const event = {
    type: 'recallFind',
    id: scan.id ?? randomUUID(),
    at: scan.at ?? formatInstant(services.now()),
    site: scan.site,
    recall,
    lots: lots.map(({ material, number, quantity }) => ({ lot: { material, number }, quantity })),
    ...(scan.place === undefined ? {} : { location: scan.place }),
    ...(principal.person === null ? {} : { by: principal.person }),
    ...(principal.station === undefined ? {} : { station: principal.station.code }),
  }
  const outcome = await services.record(parseEvent(event), '/recalls/scans')
  if (outcome.status === 'refused')
    throw new Refusal((outcome.code ?? 'invalid-event') as RefusalCode, outcome.detail ?? '', outcome.pointer)
}
