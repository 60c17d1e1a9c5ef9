/**
 * A serial of a series is no lot until somebody names it. An event that would be refused because it names one, or some from one to
 * another ("A007..A010"), is recorded together with the event that takes them out of their series, both or neither: whoever sends it need
 * not know that there is a series.
 */
import type { PoolClient } from 'pg'
import { uuid5 } from '../../base/id.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import { nameOf, rangeText, readRange, seriesOf } from '../../base/series.ts'
import type { AnyCommand } from '../../ledger/fact.ts'
import type { Handlers } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import { Wanted } from '../../ledger/wanted.ts'
import { rangeAsked, serialNumbers, seriesNamed } from '../booking/numbering.ts'
import type { CommandOf } from '../events.ts'
import { type SerialIn, seriesHolding, seriesTouching } from '../tracing/series.ts'

/** What the writer records ahead of a command, decided like any other event, in the same transaction. */
export const takingOut =
  (handlers: Handlers) =>
  async (client: PoolClient, state: State, command: AnyCommand, coming: readonly AnyCommand[] = []): Promise<CommandOf<'serialize'>[]> => {
    const wanted = new Wanted()
    handlers.get(command.type)?.names(command, wanted)
    const named = namedIn(command)
    const held = await seriesHolding(client, state.site, [...wanted.numbers])
    const known = new Set(coming.flatMap(takes))
    const standing = held.filter(serial => isMeant(named, serial) && !known.has(keyOf(serial)))
    await checkRanges(client, state, [...wanted.numbers], standing)
    return takenOut(command, standing)
  }

const keyOf = ({ number, material }: { number: string; material?: string | undefined }): string => `${material}\u0000${number}`

/** What is taken out by an event that is about to be recorded is no lot in the database yet. */
function takes(event: AnyCommand): string[] {
  const { lot, serials } = event as CommandOf<'serialize'>
  const range = rangeAsked(serials)
  return serialNumbers(range ? [rangeText(range)] : serials, '/serials').map(number => keyOf({ number, material: lot.material }))
}

interface Named {
  material?: string
  number: string
}

/** Every lot the command refers to: another material may have the same serials. */
function namedIn(value: unknown): Named[] {
  if (Array.isArray(value)) return value.flatMap(namedIn)
  if (value === null || typeof value !== 'object') return []
  const { number, material } = value as { number?: unknown; material?: unknown }
  const own = typeof number === 'string' ? [{ number, ...(typeof material === 'string' ? { material } : {}) }] : []
  return [...own, ...Object.values(value).flatMap(namedIn)]
}

/** What is named by a bare number has no material to differ in. */
function isMeant(named: readonly Named[], { number, material }: { number: string; material: string }): boolean {
  const own = named.filter(entry => entry.number === number)
  return own.length === 0 || own.some(entry => entry.material === undefined || entry.material === material)
}

/** One event per series, and one for every part of it: the same command always takes out the same by the same events, so a retry is harmless. */
export function takenOut(command: AnyCommand, standing: readonly SerialIn[]): CommandOf<'serialize'>[] {
  const bySeries = new Map<string, SerialIn[]>()
  for (const serial of standing) {
    const key = readRange(serial.number) ? `${serial.lot} ${serial.number}` : String(serial.lot)
    bySeries.set(key, [...(bySeries.get(key) ?? []), serial])
  }
  return [...bySeries].flatMap(([key, serials]) => {
    const [first] = serials
    return first ? [takingFrom(command, first, { key, serials })] : []
  })
}

function takingFrom(
  command: AnyCommand,
  { material, series, goneAt, number }: SerialIn,
  { key, serials }: { key: string; serials: readonly SerialIn[] },
): CommandOf<'serialize'> {
  const { at, site, by, station, late } = command
  const range = readRange(number)
  return {
    type: 'serialize',
    id: uuid5(`serials of ${key}`, command.id),
    // What went with all of its series is taken out of it as of then.
    at: goneAt === null || goneAt >= (parseInstant(at) ?? 0) ? at : formatInstant(goneAt),
    site,
    by,
    station,
    late,
    lot: { material, number: series },
    serials: range ? { ...range, range: true } : serials.map(serial => serial.number),
  }
}

/** Part of a series that no series has all of: why not. @throws Refusal */
async function checkRanges(client: PoolClient, state: State, numbers: readonly string[], standing: readonly SerialIn[]): Promise<void> {
  for (const number of numbers) {
    const range = readRange(number)
    if (!range || standing.some(serial => serial.number === number) || state.lotsNumbered(number).some(lot => lot.makings > 0)) continue
    seriesNamed(range, '')
    const series = seriesOf(range)
    const touching = series ? await seriesTouching(client, state.site, { ...series, to: range.to }) : []
    if (touching.length === 0) continue
    throw new Refusal(
      'unknown-lot',
      `${number} is not all in one series: there is ${touching.map(other => `${other.number} (${nameOf(other.series)})`).join(', ')}. Name the part in each by itself.`,
    )
  }
}
