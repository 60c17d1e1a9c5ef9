/** A scan on the way along the pick list: what it was, whether it belongs to the recall, and the finding that records it. */
import { randomUUID } from 'node:crypto'
import { formatInstant } from '../../base/instant.ts'
import { add, formatQuantity, parseQuantity, subtract, ZERO } from '../../base/quantity.ts'
import { Refusal, type RefusalCode } from '../../base/refusal.ts'
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
  /** One sentence: what it is and what to do. */
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
  if (at !== null) return told(services, scan, fetched, { outcome: 'place', detail: atPlace(fetched, at), place: at, lots: [] })
  const { lines, ...meant } = await meaningOf(services, found, { fetched, scan })
  if (lines.length === 0) return told(services, scan, fetched, { ...meant, place, lots: [] })
  const lots = foundIn(lines, place)
  await record(services, { recall, scan, lots, principal })
  const now = await fetchedNow(services, await caseOf(services, scan.site, recall))
  return told(services, scan, now, { outcome: 'found', detail: foundText(lots, lines, place), place, lots })
}

/** With a page of the list where somebody stands, or with all of it. */
async function told({ pool }: Services, { limit }: PickScan, fetched: Fetched, said: Omit<Confirmation, 'list'>): Promise<Confirmation> {
  const asked = limit === undefined ? { limit: LINES_AT_ONCE } : { limit, place: said.place ?? undefined }
  return { ...said, list: await pickPage(pool, fetched, asked) }
}

async function placeScanned(services: Services, { text, site }: PickScan): Promise<string | null> {
  const { means } = await resolveScan(services, text, { site })
  const picked = 'picked' in means ? means.picked : null
  return picked?.kind === 'location' || picked?.kind === 'workCenter' ? picked.code : null
}

function atPlace(fetched: Fetched, place: string): string {
  const open = openAt(fetched, place)
  return open === 0 ? `${place}: nothing is to be fetched here any more.` : `${place}: ${open} to fetch here.`
}

type Line = PickLine & { place: string | null }
interface Meant {
  outcome: ScanOutcome
  detail: string
  lines: Line[]
}

async function meaningOf(services: Services, found: Case, { fetched, scan }: { fetched: Fetched; scan: PickScan }): Promise<Meant> {
  const { answers } = await checkList(services, { site: scan.site, lines: [scan.text], already: [] })
  const [answer] = answers
  const nothing = (outcome: ScanOutcome, detail: string): Meant => ({ outcome, detail, lines: [] })
  if (!answer || answer.status === 'unknown' || answer.status === 'elsewhere')
    return nothing('unknown', answer?.detail ?? 'Nothing was read.')
  if (answer.status === 'ambiguous') return nothing('ambiguous', answer.detail)
  const ids = [...new Set(answer.lots.map(lot => lot.id))]
  // What lies in the scanned container is found there; the rest of such a lot is still to be found.
  const all = ids.flatMap(id => fetched.lines.of(id))
  const lines = await namedLines(services.pool, fetched, all)
  const scanned = answer.container === null ? lines : lines.filter(line => line.container === answer.container)
  const open = (scanned.length > 0 ? scanned : lines).filter(line => line.state !== 'found')
  if (open.length > 0) return { outcome: 'found', detail: '', lines: open }
  const name = answer.lots.length === 1 ? (answer.lots[0]?.number ?? scan.text) : scan.text
  if (lines.length > 0) return nothing('already', `${name} was found already: nothing more to do.`)
  const excluded = entriesOfKind(found, 'exclusion').find(entry => entry.id !== null && ids.includes(entry.id))
  if (excluded) return nothing('excluded', `${name} is excluded (${excluded.detail ?? ''}): leave it.`)
  return nothing('not-part', `${name} is not part of this recall, or nothing of it lies here any more: leave it.`)
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

function foundText(lots: Confirmation['lots'], lines: readonly Line[], place: string | null): string {
  const [first, ...others] = lots
  if (first === undefined) return ''
  const what = others.length === 0 ? `${first.number}, ${first.quantity} ${first.unit}` : `${lots.length} lots`
  const unsure = lines.some(line => line.certainty === 'possible') ? ' Only possible, fetch it all the same.' : ''
  return `${what}${place === null ? '' : ` at ${place}`}. Put it into quarantine.${unsure}`
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
