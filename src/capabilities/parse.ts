/** From what came in to a command: the schema's first complaint becomes a refusal with a JSON pointer and a sentence. */
import type { z } from 'zod'
import { composedIn, UNSEEN } from '../base/composed.ts'
import { isUuid } from '../base/id.ts'
import { Refusal } from '../base/refusal.ts'
import { pinSchema, signSchema, tokenSchema } from './access/events.ts'
import { finishSchema } from './drill-shapes.ts'
import { type Command, correctPartSchema, EVENT_TYPES, eventSchema } from './events.ts'
import { checkKeepable } from './keepable.ts'
import { Unreadable } from './unreadable.ts'

/** @throws Refusal invalid-event */
export function parseEvent(sent: unknown): Command {
  const input = composedIn(sent)
  if (input instanceof Unreadable) throw new Refusal('invalid-event', input.reason, '')
  if (input === null || typeof input !== 'object' || Array.isArray(input))
    throw new Refusal('invalid-event', 'An event is a JSON object.', '')
  const { type } = input as { type?: unknown }
  if (typeof type !== 'string' || !EVENT_TYPES.has(type)) {
    throw new Refusal(
      'invalid-event',
      type === undefined ? 'The event does not say its type.' : `There is no event of type ${JSON.stringify(type).slice(0, 60)}.`,
      '/type',
    )
  }
  checkUnsigned(input)
  const parsed = eventSchema.safeParse(type === 'correct' ? atItsSite(input) : input)
  if (parsed.success) {
    checkKeepable(input, pointerOf)
    checkReasoned(input)
    checkSeen(input)
    return withPlainIds(parsed.data)
  }
  throw refusalOf(parsed.error)
}

/** What is recorded instead belongs to the site of the correction: it need not say so again. */
function atItsSite(correction: object): object {
  const { site, replacement, also } = correction as { site?: unknown; replacement?: unknown; also?: unknown }
  if (site === undefined) return correction
  const placed = (said: unknown): unknown => (isObject(said) && said['site'] === undefined ? { ...said, site } : said)
  return {
    ...correction,
    ...(replacement === undefined ? {} : { replacement: placed(replacement) }),
    ...(Array.isArray(also)
      ? {
          also: also.map((part: unknown) =>
            isObject(part) && 'replacement' in part ? { ...part, replacement: placed(part['replacement']) } : part,
          ),
        }
      : {}),
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value)

/**
 * An id is the same in whatever letters it comes, or a retry would be recorded twice. It is asked at the door and not by the shape, for
 * whatever was recorded before stays as it was written.
 */
function withPlainIds<E extends object>(event: E): E {
  for (const [key, value] of Object.entries(event)) {
    if (typeof value === 'string' && NAMES_EVENT.has(key) && isUuid(value)) (event as Record<string, unknown>)[key] = value.toLowerCase()
    else if (HOLDS_NAMES.has(key) && value !== null && typeof value === 'object')
      for (const part of Array.isArray(value) ? (value as object[]) : [value as object]) withPlainIds(part)
  }
  return event
}
const NAMES_EVENT: ReadonlySet<string> = new Set(['id', 'event', 'receipt'])
const HOLDS_NAMES: ReadonlySet<string> = new Set(['replacement', 'also', 'to', 'exclusions'])

/** Whoever could send signatures could forge them. */
function checkUnsigned(input: object): void {
  for (const { said, pointer } of saidIn(input))
    if (said.signed !== undefined)
      throw new Refusal('invalid-event', `${pointer}/signed: signatures are made at POST /api/v1/signatures.`, `${pointer}/signed`)
}

interface Said {
  signed?: unknown
  reason?: unknown
}

/** The event, and what takes the place of others in it. */
function saidIn(input: object): { said: Said; pointer: string }[] {
  const { replacement, also } = input as { replacement?: Said | null; also?: unknown }
  const parts = Array.isArray(also) ? (also as ({ replacement?: Said | null } | null)[]) : []
  return [
    { said: input, pointer: '' },
    ...(replacement ? [{ said: replacement, pointer: '/replacement' }] : []),
    ...parts.flatMap((part, index) => (part?.replacement ? [{ said: part.replacement, pointer: `/also/${index}/replacement` }] : [])),
  ]
}

/** A reason of blanks is none. It is asked at the door and not by the shape, for whatever was recorded before stays readable. */
function checkReasoned(input: object): void {
  for (const { said, pointer } of saidIn(input)) refuseBlank(said.reason, `${pointer}/reason`)
}

function refuseBlank(reason: unknown, pointer: string): void {
  if (typeof reason === 'string' && /^\s+$/.test(reason)) throw new Refusal('invalid-event', `${pointer}: must say something.`, pointer)
}

/** A code is typed, printed and compared; what is written for people may hold what it likes. Asked at the door only, as reasons are. */
function checkSeen(input: object): void {
  const unseen = unseenIn(input)
  if (!unseen) return
  const pointer = pointerOf(unseen.path)
  const point = unseen.character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
  throw new Refusal('invalid-event', `${pointer} holds a character that cannot be seen (U+${point}): write it again without.`, pointer)
}

interface Unseen {
  path: readonly PropertyKey[]
  character: string
}

/** Every event is walked through and hardly any holds something: the path is put together on the way back only. */
function unseenIn(value: unknown): Unseen | null {
  if (typeof value === 'string') return CAN_BE_UNSEEN.test(value) ? unseenOf(value) : null
  if (value === null || typeof value !== 'object') return null
  for (const key of Object.keys(value)) {
    if (FOR_PEOPLE.has(key)) continue
    const found = unseenIn((value as Record<string, unknown>)[key])
    if (found) return { ...found, path: [Array.isArray(value) ? Number(key) : key, ...found.path] }
  }
  return null
}

const CAN_BE_UNSEEN = /[^\u0000-\u00ac]/
const unseenOf = (text: string): Unseen | null => {
  const [character] = UNSEEN.exec(text) ?? []
  return character === undefined ? null : { path: [], character }
}
/** What is written for people to read, or kept for others as it came. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(
  `attributes choices company contact description detail evidence extensions footer header letter meaning meanings name note reason
  reference said text texts values`.split(/\s+/),
)

/** A body of the ledger, which also has the events that only we ourselves record. */
export function parseRecorded(sent: Record<string, unknown>): Command {
  if (sent.type === 'token') return tokenSchema.parse(sent) as unknown as Command
  if (sent.type === 'sign') return signSchema.parse(sent) as unknown as Command
  if (sent.type === 'pin') return pinSchema.parse(sent) as unknown as Command
  if (sent.type === 'drillFinish') return finishSchema.parse(sent) as unknown as Command
  if (sent.type === 'correct' && sent.of !== undefined) return correctPartSchema.parse(sent)
  return eventSchema.parse(sent)
}

function refusalOf(error: z.ZodError): Refusal {
  const issue = deepest(error.issues[0])
  if (!issue) return new Refusal('invalid-event', 'The event does not have the right shape.', '')
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path
  const pointer = pointerOf(path)
  return new Refusal('invalid-event', sentence(issue, pointer), pointer)
}

type Issue = z.core.$ZodIssue

/** Of a choice between shapes the complaint that got furthest says most. */
function deepest(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue
  const inner = issue.errors.flatMap(errors => errors.map(one => deepest({ ...one, path: [...issue.path, ...one.path] }) ?? one))
  return inner.sort((a, b) => b.path.length - a.path.length)[0] ?? issue
}

export const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

function sentence(issue: Issue, pointer: string): string {
  const where = pointer === '' ? 'The event' : pointer
  if (issue.code === 'unrecognized_keys') return `${where} is not part of this event: leave it out, or put it into extensions.`
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return `${where} is missing.`
  return `${where}: ${issue.message}.`.replace(/\.\.$/, '.')
}
