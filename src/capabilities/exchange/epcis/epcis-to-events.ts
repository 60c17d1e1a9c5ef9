/** A whole EPCIS file becomes events of ours, or reasons why not: one answer per event of the file. */
import type { CaptureEvent } from '../../events.ts'
import { CHILDREN, mapAggregationEvent, parentName } from './aggregation-event.ts'
import { mapAssociationEvent } from './association-event.ts'
import { declaredWrong, voidDeclared } from './correction.ts'
import { type EpcisFile, epcisFile } from './document.ts'
import { Draft, type Setting } from './draft.ts'
import { type EpcisEvent, idOf, partyOf, placeOf, readEvent, type Thing, things } from './event.ts'
import { code, placeCode } from './identifier.ts'
import { Unmapped } from './json.ts'
import { type Known, Memory, type Names } from './known.ts'
import { mapObjectEvent } from './object-event.ts'
import { mapTransactionEvent } from './transaction-event.ts'
import { finishedRuns, inRunOrder, mapTransformationEvent, outputsId, runOf, safely } from './transformation-event.ts'

export interface MappingOptions {
  known: Known
  site?: string | undefined
  by?: string | undefined
  /** Parties that are this store's own: goods for them do not leave. */
  own?: readonly string[] | undefined
}

export interface Mapped {
  source: { index: number; eventID: string }
  events: CaptureEvent[]
  refused?: { code: string; detail: string; pointer: string }
}

/** Events come in the order in which they count (by time); an event of a run that reports both sides comes twice. @throws Unmapped when the JSON is no EPCIS. */
export function* epcisToEvents(json: unknown, options: MappingOptions): Generator<Mapped> {
  const file = fileOf(json)
  const events: EpcisEvent[] = []
  for (const [index, { value, pointer }] of file.events.entries()) {
    const read = attempt(() => readEvent(value, { index, pointer }))
    if (read instanceof Unmapped) yield refusal({ index, eventID: idOf(value) ?? '' }, read)
    else events.push(read)
  }
  const setting = settingOf(file, { events, options })
  for (const event of inRunOrder(events)) yield mapEvent(event, setting)
  for (const { index, event } of runEnds(setting)) yield { source: { index, eventID: eventIDs(events).get(index) ?? '' }, events: [event] }
}

function fileOf(json: unknown): EpcisFile {
  const file = epcisFile(json)
  if (!file)
    throw new Unmapped(
      'invalid-event',
      'This JSON holds no EPCIS events: expected an EPCISDocument, an EPCISQueryDocument or a list of events.',
    )
  return file
}

const eventIDs = (events: readonly EpcisEvent[]): Map<number, string> => new Map(events.map(event => [event.index, event.eventID]))

function attempt<T>(make: () => T): T | Unmapped {
  try {
    return make()
  } catch (error) {
    if (error instanceof Unmapped) return error
    throw error
  }
}

const refusal = (source: Mapped['source'], error: Unmapped): Mapped => ({
  source,
  events: [],
  refused: { code: error.code, detail: error.message, pointer: error.pointer },
})

function mapEvent(event: EpcisEvent, setting: Setting): Mapped {
  const draft = new Draft(event, setting)
  const source = { index: event.index, eventID: event.eventID }
  const failed = attempt(() => MAPPERS[event.type]?.(draft))
  // What was made known on the way stays: later events of the file may lean on it.
  if (failed instanceof Unmapped) return { ...refusal(source, failed), events: draft.before }
  if (declaredWrong(event)) voidDeclared(draft)
  return { source, events: [...draft.before, ...draft.facts] }
}

const MAPPERS: Readonly<Record<string, (draft: Draft) => void>> = {
  ObjectEvent: mapObjectEvent,
  AggregationEvent: mapAggregationEvent,
  AssociationEvent: mapAssociationEvent,
  TransformationEvent: mapTransformationEvent,
  TransactionEvent: mapTransactionEvent,
}

function runEnds(setting: Setting): { index: number; event: CaptureEvent }[] {
  return finishedRuns(setting, (id, at) => ({
    id,
    at,
    site: setting.site,
    late: true,
    ...(setting.by === undefined ? {} : { by: setting.by }),
  }))
}

// ---- looking ahead ----------------------------------------------------------------------------------------------------------

function settingOf(file: EpcisFile, { events, options }: { events: readonly EpcisEvent[]; options: MappingOptions }): Setting {
  return {
    memory: new Memory(options.known),
    site: options.site ?? 'main',
    by: options.by,
    own: new Set(options.own ?? []),
    namespaces: file.namespaces,
    descriptions: file.descriptions,
    parents: parents(events),
    quantified: quantified(events),
    seenAfter: sightings(events),
  }
}

function parents(events: readonly EpcisEvent[]): Set<string> {
  const found = events.filter(event => event.type === 'AggregationEvent').map(event => parentName(event)?.key)
  return new Set(found.filter(key => key !== undefined))
}

/** Everything an event names, on whichever side. */
function named(event: EpcisEvent): Thing[] {
  const parent = parentName(event)
  const sides = [
    { epcs: 'epcList', quantities: 'quantityList' },
    CHILDREN,
    { epcs: 'inputEPCList', quantities: 'inputQuantityList' },
    { epcs: 'outputEPCList', quantities: 'outputQuantityList' },
  ]
  const all = sides.flatMap(side => safely(() => things(event, side)))
  return parent === undefined ? all : [...all, { name: parent, quantity: '1', unit: 'ea', pointer: '' }]
}

/** A material of which one lot or quantity is named cannot be one of serials only. */
function quantified(events: readonly EpcisEvent[]): Set<string> {
  const found = new Set<string>()
  for (const event of events) for (const { name } of named(event)) if (name.as === 'lot' && !name.serial) found.add(name.material)
  return found
}

function sightings(events: readonly EpcisEvent[]): Setting['seenAfter'] {
  const last = new Map<string, { at: number; index: number }>()
  for (const event of events) {
    for (const { name } of named(event)) {
      const before = last.get(name.key)
      if (!before || before.at < event.at || (before.at === event.at && before.index < event.index))
        last.set(name.key, { at: event.at, index: event.index })
    }
  }
  return (key, event) => {
    const seen = last.get(key)
    return seen !== undefined && (seen.at > event.at || (seen.at === event.at && seen.index > event.index))
  }
}

/** Every name in the file, for the one question to the store. */
export function namesIn(json: unknown): Names {
  const file = epcisFile(json)
  const names = {
    materials: new Set<string>(),
    gtins: new Set<string>(),
    numbers: new Set<string>(),
    epcs: new Set<string>(),
    places: new Set<string>(),
    containers: new Set<string>(),
    runs: new Set<string>(),
    events: new Set<string>(),
  }
  for (const [index, { value, pointer }] of (file?.events ?? []).entries()) {
    const event = attempt(() => readEvent(value, { index, pointer }))
    if (!(event instanceof Unmapped)) addNames(names, event)
  }
  return {
    materials: [...names.materials],
    gtins: [...names.gtins],
    numbers: [...names.numbers],
    epcs: [...names.epcs],
    places: [...names.places],
    containers: [...names.containers],
    runs: [...names.runs],
    events: [...names.events],
  }
}

function addNames(names: { [K in keyof Names]: Set<string> }, event: EpcisEvent): void {
  names.events.add(event.id).add(outputsId(event.id))
  const run = event.type === 'TransformationEvent' ? runOf(event) : undefined
  if (run !== undefined) names.runs.add(run)
  for (const uri of [placeOf(event, 'bizLocation'), placeOf(event, 'readPoint'), partyOf(event, 'source'), partyOf(event, 'destination')])
    if (uri !== undefined) names.places.add(placeCode(uri))
  for (const { name } of named(event)) {
    names.containers.add(name.as === 'lot' ? code(name.uri) : name.code)
    if (name.as !== 'lot') continue
    names.materials.add(name.material)
    if (name.gtin !== undefined) names.gtins.add(name.gtin)
    names.numbers.add(name.number)
    names.epcs.add(name.uri)
  }
}
