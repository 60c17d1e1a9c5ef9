/** One EPCIS event read with suspicion: what the mapping needs of it, everything else kept word for word as extensions. */
import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../../../base/canonical.ts'
import { isUuid, uuid5 } from '../../../base/id.ts'
import { formatInstant, parseInstant } from '../../../base/instant.ts'
import { add, formatQuantity, parseQuantity, QuantityError } from '../../../base/quantity.ts'
import { eventType } from './document.ts'
import { code, type ObjectName, objectName } from './identifier.ts'
import { isRecord, listOf, type Record_, textOf, Unmapped } from './json.ts'
import { unitOf, word } from './vocabulary.ts'

/** Something an event is about: so much of a lot, or a container. */
export interface Thing {
  name: ObjectName
  quantity: string | undefined
  unit: string
  pointer: string
}
export interface Sides {
  lots: Thing[]
  containers: Thing[]
}
export interface Party {
  uri: string
  type: string
}

export interface EpcisEvent {
  index: number
  pointer: string
  /** As the file says; made from the event's content where it says none. */
  eventID: string
  /** Our id of its first fact. */
  id: string
  type: string
  action: string
  /** Milliseconds, and the same as text. */
  at: number
  atText: string
  step: string
  disposition: string
  record: Record_
}

const NAMESPACE = '3f1d6c52-8a0e-5b7c-9d64-0f6f2f1c7a11'
const ACTIONS: ReadonlySet<string> = new Set(['ADD', 'OBSERVE', 'DELETE'])
const TYPES: ReadonlySet<string> = new Set([
  'ObjectEvent',
  'AggregationEvent',
  'AssociationEvent',
  'TransformationEvent',
  'TransactionEvent',
])

/** @throws Unmapped naming what is missing. */
export function readEvent(value: unknown, { index, pointer }: { index: number; pointer: string }): EpcisEvent {
  if (!isRecord(value)) throw new Unmapped('invalid-event', 'An event is a JSON object.', pointer)
  const record = withoutPrefix(value)
  const type = eventType(record)
  if (!TYPES.has(type))
    throw new Unmapped(
      'unknown-type',
      type === '' ? 'The event has no type.' : `"${type}" is not a type of EPCIS event this importer knows.`,
      `${pointer}/type`,
    )
  const at = eventTime(record, pointer)
  const eventID = textOf(record['eventID']) || contentId(record)
  return {
    index,
    pointer,
    eventID,
    id: ownId(eventID),
    type,
    action: action(record, { type, pointer }),
    at,
    atText: formatInstant(at),
    step: word(record['bizStep']),
    disposition: word(record['disposition']),
    record,
  }
}

/** The id of an event whose eventID can be read, without judging the rest of it. */
export function idOf(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined
  return ownId(textOf(value['eventID']) || contentId(withoutPrefix(value)))
}

export function ownId(eventID: string): string {
  const bare = eventID.replace(/^urn:uuid:/i, '')
  return isUuid(bare) ? bare.toLowerCase() : uuid5(eventID, NAMESPACE)
}

/** Like the CBV event hash it leaves out what a repetition changes: when it was recorded and whether it was declared wrong. */
function contentId(record: Record_): string {
  const { recordTime: _recorded, errorDeclaration: _declared, eventID: _id, '@context': _context, ...content } = record
  return `ni:///sha-256;${createHash('sha256')
    .update(canonicalJson(content as Json))
    .digest('hex')}`
}

function withoutPrefix(value: Record_): Record_ {
  const keys = Object.keys(value)
  if (!keys.some(key => key.startsWith('epcis:'))) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.replace(/^epcis:/, ''), entry]))
}

function eventTime(record: Record_, pointer: string): number {
  const text = textOf(record['eventTime'])
  if (text === '') throw new Unmapped('invalid-event', 'The event has no eventTime.', `${pointer}/eventTime`)
  // Without an offset in the time itself, the standard's own field for it is the best that is known.
  const at =
    parseInstant(text) ??
    parseInstant(`${text}${textOf(record['eventTimeZoneOffset'])}`) ??
    parseInstant(text.replace(/(\.\d{9})\d+/, '$1'))
  if (at === undefined)
    throw new Unmapped(
      'invalid-event',
      `eventTime "${text.slice(0, 40)}" is not a time with an offset, such as 2026-03-02T08:00:00Z.`,
      `${pointer}/eventTime`,
    )
  return at
}

function action(record: Record_, { type, pointer }: { type: string; pointer: string }): string {
  const text = textOf(record['action'])
  if (type === 'TransformationEvent') return ''
  if (!ACTIONS.has(text)) throw new Unmapped('invalid-event', 'action must be ADD, OBSERVE or DELETE.', `${pointer}/action`)
  return text
}

// ---- what it is about -----------------------------------------------------------------------------------------------------

/** Objects and quantities of one side of the event; the same lot named twice is one thing. */
export function things(event: EpcisEvent, fields: { epcs: string; quantities: string }): Thing[] {
  const found = new Map<string, Thing>()
  for (const [index, epc] of listOf(event.record[fields.epcs]).entries())
    addThing(found, instance(epc, `${event.pointer}/${fields.epcs}/${index}`))
  for (const [index, element] of listOf(event.record[fields.quantities]).entries())
    addThing(found, quantityOf(element, `${event.pointer}/${fields.quantities}/${index}`))
  return [...found.values()]
}

function addThing(found: Map<string, Thing>, thing: Thing): void {
  const key = `${thing.name.key} ${thing.unit}`
  const before = found.get(key)
  found.set(key, before ? together(before, thing) : thing)
}

function together(before: Thing, thing: Thing): Thing {
  const single = thing.name.as !== 'lot' || thing.name.serial
  if (single || before.quantity === undefined || thing.quantity === undefined) return before
  return { ...before, quantity: formatQuantity(add(parseQuantity(before.quantity), parseQuantity(thing.quantity))) }
}

function instance(epc: unknown, pointer: string): Thing {
  const uri = textOf(epc)
  if (uri === '') throw new Unmapped('invalid-event', 'An EPC must be a URI.', pointer)
  return { name: objectName(uri), quantity: '1', unit: 'ea', pointer }
}

function quantityOf(element: unknown, pointer: string): Thing {
  if (!isRecord(element)) throw new Unmapped('invalid-event', 'A quantity element is an object with epcClass and quantity.', pointer)
  const uri = textOf(element['epcClass'] ?? element['EPCClass'])
  if (uri === '') throw new Unmapped('invalid-event', 'The quantity element has no epcClass.', `${pointer}/epcClass`)
  return {
    name: objectName(uri),
    quantity: decimal(element['quantity'], `${pointer}/quantity`),
    unit: unit(element['uom']),
    pointer,
  }
}

const unit = (uom: unknown): string => code(unitOf(textOf(uom)))

function decimal(value: unknown, pointer: string): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' && typeof value !== 'string')
    throw new Unmapped('invalid-event', 'A quantity is a decimal number.', pointer)
  try {
    if (parseQuantity(value) <= 0n) throw new Unmapped('invalid-event', 'A quantity must be more than zero.', pointer)
  } catch (error) {
    if (error instanceof QuantityError) throw new Unmapped('invalid-event', `The quantity ${error.message}.`, pointer)
    throw error
  }
  return String(value).trim()
}

export const placeOf = (event: EpcisEvent, field: 'readPoint' | 'bizLocation'): string | undefined => {
  const value = event.record[field]
  return (isRecord(value) ? textOf(value['id']) : textOf(value)) || undefined
}

/** The owning party says whose it is; the possessing party only who has it; a location comes last. */
export function partyOf(event: EpcisEvent, side: 'source' | 'destination'): string | undefined {
  const parties: Party[] = listOf(event.record[`${side}List`])
    .filter(isRecord)
    .map(entry => ({ uri: textOf(entry[side]), type: word(entry['type']) }))
  const rank = (type: string) => ['owning_party', 'possessing_party'].indexOf(type)
  const named = parties.filter(party => party.uri !== '' && rank(party.type) >= 0).toSorted((a, b) => rank(a.type) - rank(b.type))
  return named[0]?.uri
}

/** The first business transaction of the first type that is there: its own number where it is a CBV or path URI. */
export function transaction(event: EpcisEvent, types: readonly string[]): string | undefined {
  const all = listOf(event.record['bizTransactionList']).filter(isRecord)
  for (const type of types) {
    const found = all.find(entry => word(entry['type']) === type)
    const uri = found ? textOf(found['bizTransaction']) : ''
    if (uri !== '') return /^urn:epcglobal:cbv:bt:\d+:(.+)$/.exec(uri)?.[1] ?? uri.replace(/^urn:uuid:/, '')
  }
  return undefined
}

// ---- what is kept ---------------------------------------------------------------------------------------------------------

/** These fields live on in our own event; every other field is kept as it came. */
const MAPPED: ReadonlySet<string> = new Set([
  'epcList',
  'quantityList',
  'childEPCs',
  'childQuantityList',
  'inputEPCList',
  'inputQuantityList',
  'outputEPCList',
  'outputQuantityList',
  'sensorElementList',
  'errorDeclaration',
  'isA',
  '@context',
])

export function extensionsOf(event: EpcisEvent, namespaces: ReadonlyMap<string, string>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(event.record)) if (!MAPPED.has(key)) kept[key] = value
  const used = [...namespaces].filter(([prefix]) => mentions(kept, `${prefix}:`))
  return used.length === 0 ? kept : { ...kept, '@context': Object.fromEntries(used) }
}

function mentions(value: unknown, prefix: string): boolean {
  if (Array.isArray(value)) return value.some(entry => mentions(entry, prefix))
  return isRecord(value) && Object.entries(value).some(([key, entry]) => key.startsWith(prefix) || mentions(entry, prefix))
}
