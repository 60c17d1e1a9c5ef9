/** What would be recorded instead of an event: the event as it was sent, of which single values are changed. Pure. */
import type { LedgerEvent } from '../../../client/index.ts'

export type Replacement = { type: string; [field: string]: unknown }
export type Path = readonly (string | number)[]
type Leaf = string | number | boolean | null
export interface Field {
  path: Path
  value: Leaf
}

/** What the server fills in, or what belongs to the event that is replaced, is not sent again. */
const NOT_SENT: ReadonlySet<string> = new Set(['id', 'site', 'sequence', 'recordedAt', 'via', 'effect', 'signed'])

export function replacementOf({ type, body }: Pick<LedgerEvent, 'type' | 'body'>): Replacement {
  return { ...Object.fromEntries(Object.entries(body).filter(([key]) => !NOT_SENT.has(key))), type }
}

/** Every single value that can be changed, in the order in which it was sent; the type stays. */
export function fieldsOf(value: unknown, path: Path = []): Field[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => fieldsOf(entry, [...path, index]))
  if (value !== null && typeof value === 'object')
    return Object.entries(value).flatMap(([key, entry]) => (path.length === 0 && key === 'type' ? [] : fieldsOf(entry, [...path, key])))
  return [{ path, value: value as Leaf }]
}

export const pointerOf = (path: Path): string => path.map(step => `/${step}`).join('')

/** As people read it: lots 2, number. Places in a list count from one. */
export const wordsOf = (path: Path): string =>
  path.map(step => (typeof step === 'number' ? String(step + 1) : step.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase())).join(' › ')

export function withValue(of: Replacement, path: Path, value: Leaf): Replacement {
  return changed(of, path, value) as Replacement
}

function changed(of: unknown, [step, ...rest]: Path, value: Leaf): unknown {
  if (step === undefined) return value
  if (Array.isArray(of)) return of.map((entry: unknown, index) => (index === step ? changed(entry, rest, value) : entry))
  const record = of as Record<string, unknown>
  return { ...record, [step]: changed(record[step], rest, value) }
}

/** A value keeps its kind: a number stays one as long as it reads as one. */
export function readAs(before: Leaf, text: string): Leaf {
  if (typeof before === 'boolean') return text === 'yes'
  if (typeof before === 'number' && text.trim() !== '' && !Number.isNaN(Number(text))) return Number(text)
  return text
}

export function changedPaths(before: Replacement, after: Replacement): string[] {
  const was = new Map(fieldsOf(before).map(({ path, value }) => [pointerOf(path), value]))
  return fieldsOf(after).flatMap(({ path, value }) => (was.get(pointerOf(path)) === value ? [] : pointerOf(path)))
}

/** An event that is put right in the same act: voided, or replaced by `right`. */
export interface Part {
  event: string
  sequence: number
  type: string
  before: Replacement
  right: Replacement | undefined
  /** Of the replacement: the same however often it is sent. */
  id: string
}

export const isChanged = ({ before, right }: Part): boolean => right === undefined || changedPaths(before, right).length > 0

/** As the correction says it. */
export const alsoOf = (parts: readonly Part[], site: string | undefined): { event: string; replacement?: object }[] =>
  parts.map(({ event, right, id }) => ({ event, ...(right ? { replacement: { ...right, id, ...(site ? { site } : {}) } } : {}) }))
