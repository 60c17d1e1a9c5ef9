/** What a label says of its subject: looked up once, when it is asked for, and kept with the job, so that a retry prints the same. */

import { checkCharacter } from '../../base/check-character.ts'
import { formatQuantity, parseQuantity, ZERO } from '../../base/quantity.ts'
import type { SubjectKind } from '../label-shapes.ts'
import { lotFacts } from '../lots/queries.ts'
import { notFound, Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { addressOf, linkOf } from './address.ts'
import { commandCard } from './command-cards.ts'
import { elementString, isSscc } from './gs1.ts'
import type { Tokens } from './layout.ts'
import * as queries from './queries.ts'

/** What a label can be for. A person's badge is made where it is given, because only its hash is kept. */
export type Subject =
  | { kind: 'lot'; id: number }
  | { kind: 'container' | 'location' | 'command'; code: string }
  | { kind: 'lot'; material?: string | undefined; number: string }
  /** A lot whose number is drawn and that is still to be filled. */
  | { kind: 'opened'; material: string; number: string }

export interface Labelled {
  kind: SubjectKind
  /** How lists call it. */
  subject: string
  lot: number | null
  material?: string | undefined
  site: string
  tokens: Tokens
}

/** @throws Problem where there is no such thing. */
export async function labelled(services: Services, site: string, subject: Subject): Promise<Labelled> {
  switch (subject.kind) {
    case 'lot':
      return lotLabel(services, 'id' in subject ? subject.id : await lotNumbered(services, site, subject))
    case 'opened':
      return openedLabel(services, site, subject)
    case 'container':
      return containerLabel(services, site, subject.code)
    case 'location':
      return locationLabel(services, site, subject.code)
    case 'command':
      return { kind: 'command', subject: subject.code, lot: null, site, tokens: commandCard(subject.code) }
  }
}

async function lotNumbered(
  { pool }: Services,
  site: string,
  { material, number }: { material?: string | undefined; number: string },
): Promise<number> {
  const lots = await queries.lotsNumbered(pool, { site, number, material: material ?? null })
  const [lot] = lots
  if (!lot) throw notFound(`There is no lot "${number}"${material === undefined ? '' : ` of ${material}`} at site ${site}.`)
  if (lots.length > 1)
    throw new Problem(
      422,
      'lot-ambiguous',
      `"${number}" names lots of ${lots.map(one => one.material).join(', ')}: say the material.`,
      '/material',
    )
  return lot.id
}

async function lotLabel({ pool, now }: Services, id: number): Promise<Labelled> {
  const [[lot], onHand, gtin] = await Promise.all([lotFacts(pool, [id]), queries.onHandOf(pool, id), queries.gtinOf(pool, id)])
  if (!lot) throw notFound(`There is no lot ${id}.`)
  const { material, number, kind, unit, expiresAt } = lot
  const there = parseQuantity(onHand)
  const identity = { gtin: gtin ?? undefined, expiresAt, ...(kind === 'serial' ? { serial: number } : { lot: number }) }
  const gs1 = elementString(identity)
  return {
    kind,
    subject: number,
    lot: id,
    material,
    site: lot.site,
    tokens: {
      ...attributesOf(lot.attributes),
      ...common(lot.site, number, now()),
      url: gs1 === '' ? addressOf(number) : (linkOf(identity) ?? addressOf(number)),
      material,
      description: lot.description ?? '',
      quantity: kind === 'serial' ? '' : `${formatQuantity(there > ZERO ? there : parseQuantity(lot.made))} ${unit}`,
      made: day(lot.madeAt),
      expires: expiresAt === null ? '' : day(expiresAt),
      workOrder: lot.workOrder ?? '',
      vendor: lot.vendor ?? '',
      vendorLot: lot.vendorLot ?? '',
      heat: lot.heat ?? '',
      gtin: gtin ?? '',
      gs1,
    },
  }
}

/** What is known before anything is in it: no quantity, no date of making. */
async function openedLabel(
  { pool, now }: Services,
  site: string,
  { material, number }: { material: string; number: string },
): Promise<Labelled> {
  const record = await queries.materialRecord(pool, site, material)
  if (!record) throw notFound(`There is no material "${material}" at site ${site}.`)
  const gs1 = elementString({ gtin: record.gtin, expiresAt: null, lot: number })
  const tokens = {
    ...common(site, number, now()),
    material,
    description: record.description ?? '',
    quantity: '',
    gtin: record.gtin ?? '',
    gs1,
  }
  const blank = Object.fromEntries(['made', 'expires', 'workOrder', 'vendor', 'vendorLot', 'heat'].map(name => [name, '']))
  return { kind: 'lot', subject: number, lot: null, material, site, tokens: { ...blank, ...tokens } }
}

/** Strings and numbers that a vendor or a form added; nested values have no place on a label. */
function attributesOf(attributes: unknown): Record<string, string> {
  if (attributes === null || typeof attributes !== 'object') return {}
  const entries = Object.entries(attributes).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
  return Object.fromEntries(entries.map(([name, value]) => [`attribute.${name}`, String(value)]))
}

async function containerLabel({ pool, now }: Services, site: string, code: string): Promise<Labelled> {
  const [found, there] = await Promise.all([queries.containerKnown(pool, site, code), queries.contentsOf(pool, site, code)])
  if (!found) throw notFound(`There is no container "${code}" at site ${site}.`)
  // What has left is still what is in it: the label goes with the truck.
  const contents = there.length > 0 ? there : await queries.leftIn(pool, site, code)
  const lines = contents.map(
    ({ material, number, quantity, unit }) => `${material} ${number}: ${formatQuantity(parseQuantity(quantity))} ${unit}`,
  )
  return {
    kind: 'container',
    subject: code,
    lot: null,
    site,
    tokens: { ...common(site, code, now()), contents: lines.join('   '), gs1: isSscc(code) ? `(00)${code}` : '' },
  }
}

async function locationLabel({ pool, now }: Services, site: string, code: string): Promise<Labelled> {
  const name = await queries.locationName(pool, site, code)
  if (name === undefined) throw notFound(`There is no location "${code}" at site ${site}.`)
  return { kind: 'location', subject: code, lot: null, site, tokens: { ...common(site, code, now()), name: name ?? '' } }
}

const common = (site: string, number: string, now: number): Record<string, string> => ({
  site,
  number,
  code: number,
  check: checkCharacter(number),
  url: addressOf(number),
  printed: `${day(now)} ${new Date(now).toISOString().slice(11, 16)} UTC`,
})

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
