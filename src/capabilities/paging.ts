/**
 * Lists come in pages: how a request asks for one, and the cursor that says where the next begins. Their statements have no name, so
 * PostgreSQL plans them with the values at hand: one plan for all values would read a million lots where a filter is left out.
 */
import { z } from 'zod'
import { Problem } from './problem.ts'

export const PAGE_MAX = 1000
/** What PostgreSQL's integer holds: ids of lots, positions, sequences. */
export const INTEGER_MAX = 2 ** 31 - 1

export const pageOf = (standard: number) => ({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(standard),
  cursor: z.string().max(2000).optional(),
})

export type Key = readonly (string | number)[]

export const writeCursor = (key: Key): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** @throws Problem when the cursor is none of ours. */
export function readCursor(cursor: string | undefined): (string | number)[] | null {
  if (cursor === undefined) return null
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(key) && key.length > 0 && key.every(part => typeof part === 'string' || Number.isSafeInteger(part)))
      return key as (string | number)[]
  } catch {
    /* said below */
  }
  throw new Problem(400, 'invalid-request', 'cursor is not one this server gave out: start without it.', '/cursor')
}

/** One row more than asked for was read: whether it is there says whether there is a next page. */
export function cut<T>(rows: readonly T[], limit: number, keyOf: (row: T) => Key): { rows: T[]; next: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null }
}

/** A whole number in an address, such as a lot's id; anything else names nothing. */
export function numberIn(text: string | undefined): number | null {
  const value = /^\d{1,10}$/.test(text ?? '') ? Number(text) : Number.NaN
  return value > 0 && value <= INTEGER_MAX ? value : null
}

/** A pattern for ILIKE that finds the text anywhere, its own wildcards taken as letters. */
export const containing = (text: string | undefined): string | null =>
  text === undefined || text.trim() === '' ? null : `%${text.trim().replaceAll(/[\\%_]/g, '\\$&')}%`

export const malformed = (): Problem =>
  new Problem(400, 'invalid-request', 'cursor is not one this server gave out: start without it.', '/cursor')

/** A cursor of one number: how many were shown, or the sequence the page before ended with. */
export function numberCursor(cursor: string | undefined, first: number): number {
  const [value = first] = readCursor(cursor) ?? []
  if (typeof value !== 'number' || value < 0) throw malformed()
  return value
}

/** The row a page ended with, in a list by code. How many were shown would be another place as soon as a row comes or goes before it. */
export interface PlaceInList {
  code: string
  site: string
}

export function codeCursor(cursor: string | undefined): PlaceInList | null {
  const key = readCursor(cursor)
  if (key === null) return null
  const [code, site] = key
  if (typeof code !== 'string' || typeof site !== 'string') throw malformed()
  return { code, site }
}

/** The row a page ended with, in a list that has the newest first; two sites may call something the same at the same time. */
export interface Moment {
  at: number
  code: string
  site: string
}

export function momentCursor(cursor: string | undefined): Moment {
  const [at = Number.MAX_SAFE_INTEGER, code = '', site = ''] = readCursor(cursor) ?? []
  if (typeof at !== 'number' || typeof code !== 'string' || typeof site !== 'string') throw malformed()
  return { at, code, site }
}
