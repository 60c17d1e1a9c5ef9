/** The answer of a trace, written out: the rows say what its lots are called and where they are. */
import type { Pool, PoolClient } from 'pg'
import type * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity, type Quantity, ZERO } from '../../base/quantity.ts'
import { officeMessage } from '../../words/office/message.ts'
import { UNLOTTED } from '../booking/draft.ts'
import { heldNow } from '../containment/held.ts'
import type { LotsHeld } from '../containment/held-set.ts'
import type { AffectedLot, Certainty } from './affected.ts'
import { askOrigins } from './asking.ts'
import { type Ends, endsOf } from './ends.ts'
import type { Engine } from './engine.ts'
import { endLots, type Facts, factsOf, sumByLot, theLot } from './lot-facts.ts'
import { type BoundsText, boundsText } from './quantity-text.ts'
import type { NamedLot } from './queries.ts'
import * as queries from './queries.ts'
import { partWords } from './seed.ts'
import type { Traced, TracedLots } from './traced.ts'

export const PAGE_DEFAULT = 1000

export interface Page {
  offset: number
  limit: number
}

export async function writeTrace(
  engine: Engine,
  client: Pool | PoolClient,
  traced: Traced,
  page: Page & { facts?: Facts; ends?: Promise<Ends> },
): Promise<answers.Trace> {
  // Holds are rules on the graph, so which lots they reach is asked, not stored.
  const held = heldNow(engine, client)
  const found = traced.request.direction === 'forward' ? whereabouts(client, traced, page) : origins(engine, client, traced)
  const [{ names, onHand, head, ends, vendors, openEnds }, { lots: heldLots }] = await Promise.all([found, held])
  const lots = traced.request.direction === 'back' ? traced.lots.without(unlottedAmong(names)) : traced.lots
  const shown = lots.page(page.offset, page.limit)
  const next = page.offset + page.limit < lots.length ? `${traced.position}.${page.offset + page.limit}` : null
  return {
    direction: traced.request.direction,
    knownAt: headText(head),
    complete: openEnds.length === 0,
    totals: {
      ...totalsOf({ ...traced, lots }),
      ...(traced.undecided > 0 ? { undecided: traced.undecided } : {}),
      ...affectedInAll(traced),
      ...(ends ? countsOf(ends) : {}),
    },
    seeds: traced.seeds.map(({ material, number, site, serial, asked }) => ({
      material,
      number: traced.request.direction === 'forward' ? (serial ?? number) : number,
      site,
      ...partWords(asked),
    })),
    lots: writeLots(shown, { names, onHand, held: heldLots }),
    ...(ends ? { ends } : {}),
    ...(vendors ? { vendors } : {}),
    openEnds,
    next,
  }
}

export const headText = ({ sequence, recordedAt }: Found['head']): { sequence: number; time: string | null } => ({
  sequence,
  time: recordedAt === null ? null : formatInstant(recordedAt),
})

/** What the rows say of the lots of an answer. */
export interface Found {
  names: ReadonlyMap<number, NamedLot>
  onHand: ReadonlyMap<number, Quantity>
  head: { sequence: number; recordedAt: number | null }
  openEnds: OpenEnd[]
  ends?: Ends
  vendors?: Vendor[]
}

/** Forward there may be very many lots: what is asked of them is asked side by side. */
async function whereabouts(client: Pool | PoolClient, traced: Traced, page: { facts?: Facts; ends?: Promise<Ends> }): Promise<Found> {
  const facts = page.facts ?? factsOf(client, traced)
  const [names, stock, ends, ended, head] = await Promise.all([
    facts.names,
    facts.stock,
    page.ends ?? endsOf(client, traced, facts),
    queries.openEndsAt(client, endLots(traced), traced.position),
    queries.headAt(client, traced.site, traced.position),
  ])
  const onHand = sumByLot(stock)
  return { names, onHand, head, ends, openEnds: openEndsOf('forward', ended, { names, onHand }) }
}

/** Back there are few lots: one question answers everything. */
async function origins(engine: Engine, client: Pool | PoolClient, traced: Traced): Promise<Found> {
  const { rows, ...head } = await askOrigins(engine, client, endLots(traced), traced)
  const names = new Map(rows.map(row => [row.id, row]))
  const onHand = new Map(rows.map(row => [row.id, parseQuantity(row.onHand)]))
  const recorded = rows.flatMap(({ id, openEnds }) => (openEnds ?? []).map(({ code, detail }) => ({ lot: id, code, detail })))
  const ended = [...recorded, ...unlottedEnds(names, recorded)].sort((a, b) => a.lot - b.lot)
  return {
    names,
    onHand,
    head,
    openEnds: openEndsOf('back', ended, { names, onHand: inOrder(onHand) }),
    vendors: vendorsOf(
      traced,
      rows.filter(({ number }) => number !== UNLOTTED),
    ),
  }
}

/** Where material is kept without lots the record stops: that is an open end, and no lot one could look for. */
const unlottedAmong = (names: Found['names']): Set<number> =>
  new Set([...names.values()].flatMap(({ id, number }) => (number === UNLOTTED ? [id] : [])))

/** An end is said once: by what was made of it, or where nothing was said then (what was installed, what was loaded), by itself. */
function unlottedEnds(
  names: Found['names'],
  recorded: readonly { code: string; detail: string }[],
): { lot: number; code: string; detail: string }[] {
  const isSaid = (material: string): boolean =>
    recorded.some(({ code, detail }) => code === 'unlotted-material' && detail.startsWith(`${material} is used without lots`))
  return [...names.values()]
    .filter(({ number, material }) => number === UNLOTTED && !isSaid(material))
    .map(({ id, material }) => ({
      lot: id,
      code: 'unlotted-material',
      detail: officeMessage('open-end.kept-unlotted', { material }).text,
    }))
}

const inOrder = (onHand: ReadonlyMap<number, Quantity>): Map<number, Quantity> => new Map([...onHand].sort(([a], [b]) => a - b))

export const totalsOf = ({ lots, links }: TracedLots): { lots: number; certain: number; possible: number; links: number } => ({
  lots: lots.length,
  certain: lots.certain,
  possible: lots.length - lots.certain,
  links,
})

/** How much there is in all, on hand, shipped and gone, by unit of measure. */
export function affectedInAll({ total }: TracedLots): { affected?: BoundsText[] } {
  if (!total) return {}
  return { affected: [...total].filter(([unit]) => unit !== '').flatMap(([unit, bounds]) => boundsText(bounds, unit) ?? []) }
}

export function writeLots(
  shown: readonly AffectedLot[],
  { names, onHand, held }: Pick<Found, 'names' | 'onHand'> & { held: LotsHeld },
): answers.TracedLot[] {
  return shown.map(({ lot, affected, certainty, steps, since }) => {
    const name = theLot(names, lot)
    const quantity = onHand.get(lot) ?? ZERO
    return {
      id: lot,
      site: name.site,
      material: name.material,
      number: name.number,
      kind: name.kind,
      description: name.description,
      unit: name.unit,
      certainty,
      affected: boundsText(affected, name.unit),
      steps,
      level: steps,
      since: Number.isFinite(since) ? formatInstant(since) : null,
      onHand: formatQuantity(quantity),
      held: held.has(lot),
      status: quantity <= 0n ? 'used' : held.has(lot) ? 'held' : 'available',
      expiresAt: name.expiresAt === null ? null : formatInstant(name.expiresAt),
      vendor: name.vendor,
      vendorLot: name.vendorLot,
      workOrder: name.workOrder,
    }
  })
}

const countsOf = (ends: Ends): Record<string, number> => ({
  stop: ends.stop.length,
  quarantine: ends.quarantine.length,
  call: ends.call.length,
  gone: ends.gone.length,
})

/** Where the record stops without a reason matters in the direction one looks: origins back, whereabouts forward. */
export const OPEN_ENDS: Record<'forward' | 'back', ReadonlySet<string>> = {
  forward: new Set(['unaccounted-quantity', 'negative-balance']),
  back: new Set(['output-without-input', 'component-not-recorded', 'unlotted-material', 'negative-balance']),
}

export interface OpenEnd {
  code: string
  material: string
  number: string
  detail: string
}

export function openEndsOf(
  direction: 'forward' | 'back',
  rows: readonly { lot: number; code: string; detail: string }[],
  { names, onHand }: Pick<Found, 'names' | 'onHand'>,
): OpenEnd[] {
  const negative = [...onHand]
    .filter(([, sum]) => sum < 0n)
    .map(([lot, sum]) => ({
      lot,
      code: 'negative-balance',
      detail: officeMessage('open-end.negative', { quantity: formatQuantity(sum) }).text,
    }))
  const relevant = [...rows, ...negative].filter(row => OPEN_ENDS[direction].has(row.code))
  return relevant.map(({ lot, code, detail }) => ({
    code,
    material: names.get(lot)?.material ?? '',
    number: names.get(lot)?.number ?? '',
    detail,
  }))
}

interface Vendor {
  vendor: string
  vendorName: string | null
  vendorLot: string | null
  material: string
  number: string
  receivedAt: string
  certainty: Certainty
}

/** Of lots that were received; the rows come in the order of vendors. */
function vendorsOf(traced: Traced, rows: readonly queries.OriginRow[]): Vendor[] {
  return rows.flatMap(({ id, vendor, vendorName, vendorLot, material, number, receivedAt }) =>
    vendor === null || receivedAt === null
      ? []
      : [
          {
            vendor,
            vendorName,
            vendorLot,
            material,
            number,
            receivedAt: formatInstant(receivedAt),
            certainty: traced.lots.of(id)?.certainty ?? 'certain',
          },
        ],
  )
}
