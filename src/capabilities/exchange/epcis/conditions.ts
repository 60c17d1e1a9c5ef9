/** What is said of objects beside what happened to them: lot data, holds, sensor values. */
import { formatInstant, parseInstant } from '../../../base/instant.ts'
import type { Draft } from './draft.ts'
import type { Sides, Thing } from './event.ts'
import { code } from './identifier.ts'
import { isRecord, listOf, type Record_, textOf } from './json.ts'
import { type LotObject, lotKey } from './known.ts'
import { FREEING, HOLDING, unitOf, word } from './vocabulary.ts'

/** A list of serials shares its master data: beyond this many it is kept once, in the event. */
const LOTS_WITH_DATA_MAX = 50

/** Instance or lot master data: expiry and lot number where we have a field, and all of it as attributes of the lot. */
export function lotData(draft: Draft, { name, count }: { name: LotObject; count: number }): Record<string, unknown> {
  const ilmd = draft.event.record['ilmd']
  if (!isRecord(ilmd) || Object.keys(ilmd).length === 0 || count > LOTS_WITH_DATA_MAX) return {}
  const expiresAt = expiry(field(ilmd, 'itemExpirationDate') ?? field(ilmd, 'expirationDateTime'))
  const lotNumber = field(ilmd, 'lotNumber')
  const identifiers = draft.identifiers(name)
  if (lotNumber !== undefined && lotNumber !== name.number && count === 1)
    identifiers.push({ kind: 'lotNumber', value: lotNumber.slice(0, 400) })
  return { attributes: ilmd, identifiers, ...(expiresAt === undefined ? {} : { expiresAt }) }
}

/** A field of whatever namespace prefix. */
function field(record: Record_, name: string): string | undefined {
  const key = Object.keys(record).find(candidate => candidate === name || candidate.endsWith(`:${name}`) || candidate.endsWith(`#${name}`))
  const text = key === undefined ? '' : textOf(record[key])
  return text === '' ? undefined : text
}

function expiry(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  const at = parseInstant(text)
  return at === undefined ? undefined : formatInstant(at)
}

// ---- holds ----------------------------------------------------------------------------------------------------------------

/** Each lot is held on its own, because the disposition may be taken from one of them alone. */
export function markHolds(draft: Draft, lots: readonly Thing[]): void {
  const persistent = draft.event.record['persistentDisposition']
  const set = isRecord(persistent) ? words(persistent['set']) : []
  const unset = isRecord(persistent) ? words(persistent['unset']) : []
  const { step, disposition } = draft.event
  const placed = [...set, ...(step === 'holding' && HOLDING.has(disposition) && !set.includes(disposition) ? [disposition] : [])]
  const ended = [...unset, ...(FREEING.has(disposition) ? ['unavailable', 'non_conformant'] : [])]
  for (const thing of lots) {
    for (const reason of ended) releaseLot(draft, { thing, reason })
    for (const reason of placed) if (HOLDING.has(reason)) holdLot(draft, { thing, reason })
  }
}

const words = (value: unknown): string[] =>
  listOf(value)
    .map(word)
    .filter(text => text !== '')

function holdLot(draft: Draft, { thing, reason }: { thing: Thing; reason: string }): void {
  if (thing.name.as !== 'lot') return
  const lot = draft.lot({ name: thing.name, unit: thing.unit })
  const key = holdKey(reason, lot)
  if (draft.memory.holds.has(key) && !draft.repeated) return
  const hold = code(`${reason} ${thing.name.key} ${draft.event.id}`)
  draft.fact(`hold|${reason}|${thing.name.key}`, { type: 'hold', hold, lots: [{ lot }], direction: 'none', reason })
  draft.memory.holds.set(key, hold)
}

function releaseLot(draft: Draft, { thing, reason }: { thing: Thing; reason: string }): void {
  if (thing.name.as !== 'lot') return
  const key = holdKey(reason, draft.lotName(thing.name))
  const hold = draft.memory.holds.get(key)
  if (hold === undefined) return
  draft.fact(`release|${reason}|${thing.name.key}`, {
    type: 'release',
    hold,
    reason: [draft.event.step, draft.event.disposition].filter(text => text !== '').join(', ') || `${reason} unset`,
  })
  draft.memory.holds.delete(key)
}

const holdKey = (reason: string, lot: { material: string; number: string }): string => `${reason}\u0000${lotKey(lot)}`

// ---- sensors --------------------------------------------------------------------------------------------------------------

/** Where the values belong: the lots of the event, or a run. */
export function collectValues(draft: Draft, about: Pick<Sides, 'lots'> & { run?: string }): void {
  const elements = listOf(draft.event.record['sensorElementList']).filter(isRecord)
  if (elements.length === 0) return
  const lots = about.lots.flatMap(thing => (thing.name.as === 'lot' ? [{ lot: draft.lotName(thing.name) }] : []))
  const extensions = { sensorElementList: draft.event.record['sensorElementList'] }
  const nowhere = lots.length === 0 && about.run === undefined
  // Values of a bare place or an empty container belong to no lot: they stay with the event, word for word.
  if (nowhere || !elements.some(element => values(element).length > 0)) return keep(draft, extensions)
  for (const [index, element] of elements.entries()) collectElement(draft, { element, index, lots, run: about.run })
}

function keep(draft: Draft, extensions: Record<string, unknown>): void {
  const first = draft.facts[0]
  if (first) first.extensions = { ...first.extensions, ...extensions }
}

type Collected = { element: Record_; index: number; lots: { lot: { material: string; number: string } }[]; run: string | undefined }

function collectElement(draft: Draft, { element, index, lots, run }: Collected): void {
  const found = values(element)
  if (found.length === 0) return
  const metadata = isRecord(element['sensorMetadata']) ? element['sensorMetadata'] : {}
  const at = parseInstant(textOf(metadata['time'])) ?? draft.event.at
  draft.fact(
    `collect|${index}`,
    {
      type: 'collect',
      values: found,
      ...(run === undefined ? { lots } : { run }),
    },
    formatInstant(at),
  )
  keepElement(draft, element)
}

/** An element tells more than its values (device, raw data): it stays beside them, also where the collection is not the first fact. */
function keepElement(draft: Draft, element: Record_): void {
  const last = draft.facts.at(-1)
  if (last) last.extensions = { ...last.extensions, sensorElement: element }
}

interface Value {
  characteristic: string
  value: string | number | boolean
  unit?: string
}

function values(element: Record_): Value[] {
  return listOf(element['sensorReport'])
    .filter(isRecord)
    .flatMap(report => reportValues(report))
}

const MEASURES = {
  value: '',
  minValue: ' minimum',
  maxValue: ' maximum',
  meanValue: ' mean',
  percValue: ' percentile',
  sDev: ' standard deviation',
  stringValue: '',
  booleanValue: '',
  hexBinaryValue: '',
  uriValue: '',
} as const

function reportValues(report: Record_): Value[] {
  const named = word(report['type']) || textOf(report['exception']) || 'value'
  const subject = [textOf(report['component']), word(report['microorganism']), word(report['chemicalSubstance'])]
    .filter(text => text !== '')
    .join(' ')
  const uom = textOf(report['uom'])
  return Object.entries(MEASURES).flatMap(([field, suffix]) => {
    const value = report[field]
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return []
    return [
      {
        characteristic: code(`${named}${subject === '' ? '' : ` ${subject}`}${suffix}`),
        value: typeof value === 'string' ? value.slice(0, 4000) : value,
        ...(uom === '' ? {} : { unit: code(unitOf(uom)) }),
      },
    ]
  })
}
