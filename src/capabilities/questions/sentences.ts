/** What a proof says in words: of an event, of its time, of several together. */
import { formatInstant } from '../../base/instant.ts'
import type { EventRow } from './queries.ts'

/** An event as an answer carries it; its position is the store's own and stays inside. */
export type WrittenEvent = Omit<EventRow, 'at' | 'recordedAt' | 'position'> & { at: string; recordedAt: string }

export function writeEvent(row: EventRow): WrittenEvent {
  const { site, sequence, id, type, by, station, workCenter, workOrder, operation, run, corrects } = row
  const times = { at: formatInstant(row.at), recordedAt: formatInstant(row.recordedAt) }
  return { site, sequence, id, type, ...times, by, station, workCenter, workOrder, operation, run, corrects }
}

const NOUNS: Readonly<Record<string, string>> = {
  receive: 'receipt',
  transform: 'production',
  load: 'load',
  unload: 'unload',
  produce: 'output',
  finish: 'finish',
  start: 'start',
  open: 'opening of the output',
  pass: 'pass',
  split: 'split',
  merge: 'merge',
  serialize: 'serialization',
  install: 'installation',
  remove: 'removal',
}

/** "the load #12 at LATHE by ANNA (2026-03-02 08:00Z)" */
export function eventWords({ type, sequence, workCenter, by, at }: EventRow): string {
  const where = workCenter === null ? '' : ` at ${workCenter}`
  const who = by === null ? '' : ` by ${by}`
  return `the ${NOUNS[type] ?? type} #${sequence}${where}${who} (${timeWords(at)})`
}

/** UTC, to the second where it is not a whole minute. */
export function timeWords(at: number): string {
  const text = new Date(at).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, text.endsWith(':00.000Z') ? 16 : 19)}Z`
}

export const aloneWords = (event: EventRow): string => `It is out if ${eventWords(event)} is taken back.`

export const shiftWords = (event: EventRow, way: 'later' | 'earlier', than: number): string =>
  `It is out if ${eventWords(event)} was ${way} than ${timeWords(than)}.`

export function togetherWords(events: readonly EventRow[], isSmallest: boolean): string {
  const list = events.map(eventWords).join(', ')
  return `No event alone takes it out. It is out if these ${events.length} are taken back: ${list}.${isSmallest ? ' Fewer do not.' : ' Perhaps fewer do.'}`
}
