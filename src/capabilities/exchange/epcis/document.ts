/** Finds the events in whatever JSON holds them: EPCISDocument, EPCISQueryDocument, a bare list, a single event. */
import { isRecord, type Record_, textOf } from './json.ts'

export interface EpcisFile {
  events: { value: unknown; pointer: string }[]
  /** Custom namespaces by prefix, for the extensions that use them. */
  namespaces: ReadonlyMap<string, string>
  descriptions: ReadonlyMap<string, string>
}

const EVENT_TYPES: ReadonlySet<string> = new Set([
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
])
const LISTS = [
  '/epcisBody/eventList',
  '/epcisBody/queryResults/resultsBody/eventList',
  '/queryResults/resultsBody/eventList',
  '/resultsBody/eventList',
  '/eventList',
]

/** Undefined where the JSON holds no EPCIS at all. */
export function epcisFile(json: unknown): EpcisFile | undefined {
  const found = eventList(json)
  if (!found) return undefined
  return {
    events: found.list.map((value, index) => ({ value, pointer: found.single ? found.pointer : `${found.pointer}/${index}` })),
    namespaces: namespaces(json),
    descriptions: descriptions(json),
  }
}

function eventList(json: unknown): { list: unknown[]; pointer: string; single?: true } | undefined {
  if (Array.isArray(json)) return json.length === 0 || json.some(isEvent) ? { list: json, pointer: '' } : undefined
  if (!isRecord(json)) return undefined
  if (isEvent(json)) return { list: [json], pointer: '', single: true }
  for (const pointer of LISTS) {
    const list = at(json, pointer)
    if (Array.isArray(list)) return { list, pointer }
  }
  const only = at(json, '/epcisBody/event')
  return isEvent(only) ? { list: [only], pointer: '/epcisBody/event', single: true } : undefined
}

export function eventType(event: Record_): string {
  return textOf(event['type'] ?? event['@type'] ?? event['isA']).replace(/^.*[:/#]/, '')
}

const isEvent = (value: unknown): boolean => isRecord(value) && EVENT_TYPES.has(eventType(value))

function at(json: unknown, pointer: string): unknown {
  let value = json
  for (const step of pointer.split('/').slice(1)) value = isRecord(value) ? value[step] : undefined
  return value
}

function namespaces(json: unknown): Map<string, string> {
  const found = new Map<string, string>()
  const context = isRecord(json) ? json['@context'] : undefined
  for (const entry of Array.isArray(context) ? context : [context]) {
    if (!isRecord(entry)) continue
    for (const [prefix, uri] of Object.entries(entry)) if (typeof uri === 'string') found.set(prefix, uri)
  }
  return found
}

/** Names of materials, places and parties from the header's master data, by URI. */
function descriptions(json: unknown): Map<string, string> {
  const found = new Map<string, string>()
  const lists = at(json, '/epcisHeader/epcisMasterData/vocabularyList')
  for (const vocabulary of Array.isArray(lists) ? lists : []) {
    const elements = isRecord(vocabulary) ? vocabulary['vocabularyElementList'] : undefined
    for (const element of Array.isArray(elements) ? elements : []) if (isRecord(element)) describe(element, found)
  }
  return found
}

function describe(element: Record_, found: Map<string, string>): void {
  const attributes = Array.isArray(element['attributes']) ? element['attributes'] : []
  for (const attribute of attributes) {
    if (!isRecord(attribute) || !/#?(descriptionShort|name)$/.test(textOf(attribute['id']))) continue
    const text = textOf(attribute['attribute'])
    if (text !== '') found.set(textOf(element['id']), text)
  }
}
