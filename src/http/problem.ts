import { randomUUID } from 'node:crypto'
import { Refusal } from '../base/refusal.ts'
import { Problem } from '../capabilities/problem.ts'
import { isUnavailable } from '../store/index.ts'

export interface ProblemDocument {
  type: string
  title: string
  status: number
  code: string
  detail: string
  pointer?: string
  incident?: string
}

const TITLES: Record<number, string> = {
  400: 'The request is malformed',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unknown content type',
  422: 'Refused',
  500: 'Our fault',
  503: 'Try again',
}

const document = (status: number, code: string, detail: string, extra: Partial<ProblemDocument> = {}): ProblemDocument => ({
  type: `/docs/api#${code}`,
  title: TITLES[status] ?? 'Problem',
  status,
  code,
  detail,
  ...extra,
})

const pointed = (pointer: string | undefined): Partial<ProblemDocument> => (pointer === undefined ? {} : { pointer })

/** What PostgreSQL says of text that is none: character_not_in_repertoire and untranslatable_character. */
const UNSTORABLE = new Set(['22021', '22P05'])

/** The three failures as RFC 9457 problem documents. Inner text of a fault goes to the log under its incident id, never to the caller. */
export function problemOf(error: unknown, log: (incident: string, error: unknown) => void): ProblemDocument {
  if (error instanceof Problem) return document(error.status, error.code, error.message, { ...pointed(error.pointer), ...error.more })
  if (error instanceof Refusal) return document(statusOf(error.code), error.code, error.message, pointed(error.pointer))
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return document(statusCode, codeOf(statusCode, code), statusCode === 415 ? NO_TYPE : (message ?? 'The request cannot be read.'))
  if (UNSTORABLE.has(code ?? ''))
    return document(
      400,
      'invalid-request',
      'A text of the request holds a character that cannot be stored (NUL, or half of one): take it out.',
    )
  if (isUnavailable(error))
    return document(503, 'unavailable', 'The database does not answer just now. Nothing is lost: send the same events again.')
  const incident = randomUUID()
  log(incident, error)
  return document(500, 'fault', `Something is wrong on our side. Report incident ${incident}.`, { incident })
}

const NO_TYPE = 'The content type cannot be read: send JSON as application/json.'

const statusOf = (code: string): number =>
  code === 'not-allowed' ? 403 : code.startsWith('unknown-') ? 404 : code === 'invalid-event' ? 400 : 422
const codeOf = (status: number, code: string | undefined): string =>
  status === 413 ? 'too-large' : status === 415 ? 'unknown-content-type' : code === undefined ? 'invalid-request' : 'invalid-request'
