/** What a station is told after each scan (see README), and the small steps by which the jobs put an answer together. */
import { type Message, message, type WordKey } from '../../words/index.ts'
import type { CaptureEvent } from '../events.ts'
import type { Answer, Form, LotName, PassReport, Question, StationContext } from './context.ts'

export type Outcome = 'done' | 'attention' | 'stop' | 'ignored'

export interface Card {
  title: string
  lines: { label: Message; value: string }[]
  components?: { material: string; number: string | null; state: 'missing' | 'scanned' }[]
}
export interface Recorded {
  id: string
  type: string
  sequence: number
  lots: LotName[]
}
export interface Printed {
  job: string
  printer: string | null
  label: string
}
export interface StationAnswer {
  scan: string
  outcome: Outcome
  message: Message
  advice: Message | null
  next: Message
  context: StationContext
  card: Card | null
  question: Question | null
  recorded: Recorded[]
  undo: string | null
  prints: Printed[]
}

/** An event to be recorded; its id, time, place and people follow from the scan. */
type Common = 'id' | 'at' | 'site' | 'by' | 'crew' | 'station' | 'late'
type Stated<T> = T extends unknown ? Omit<T, Common> : never
type Replacing<T> = T extends { type: 'correct' } ? Omit<T, 'replacement'> & { replacement?: PassReport & { at: string } } : T
/** Recorded for a supervisor, and nothing else. */
export interface RaiseWish {
  type: 'raise'
  code: string
  detail: string
  lot?: LotName
  event?: string
  scan?: string
  /** Raised once under this name, however many scans find it. */
  once?: string
}
export type Wish = Exclude<Replacing<Stated<CaptureEvent>>, { type: 'raise' }> | RaiseWish

export type PrintWish = (LotPrint | ContainerPrint) & { isAgain?: boolean }
interface LotPrint {
  lot: LotName
  /** Its number is drawn and nothing is in it yet. */
  isOpen?: boolean
}
interface ContainerPrint {
  container: string
  /** What bears its label already needs no second one. */
  unlessPrinted?: boolean
}

/** What one scan comes to. Everything in it is plain JSON: it is kept with the scan, so that a retry comes to the same. */
export interface Decision {
  outcome: Outcome
  message: Message
  advice: Message | null
  card: Card | null
  question: Question | null
  context: StationContext
  wishes: Wish[]
  prints: PrintWish[]
  /** What the strip of the last five says of it; null where there is nothing to take back. */
  title: string | null
  /** Of the quantity that was reported, where it is of one lot. */
  unit: string | null
  /** An older entry of the strip that this one takes back or changes, by its first event. */
  about: { event: string; how: 'undone' | 'changed'; also?: string[] } | null
  /** What is answered where a rule forbids the first of the events after all. */
  ifRefused: Decision | null
}

type Rest = Partial<Omit<Decision, 'outcome' | 'message' | 'context'>>
const decision = (outcome: Outcome, text: Message, context: StationContext, rest: Rest): Decision => ({
  outcome,
  message: text,
  context,
  advice: null,
  card: null,
  question: null,
  wishes: [],
  prints: [],
  title: null,
  unit: null,
  about: null,
  ifRefused: null,
  ...rest,
})

export const done = (context: StationContext, text: Message, rest: Rest = {}): Decision => decision('done', text, context, rest)
export const attention = (context: StationContext, text: Message, rest: Rest = {}): Decision => decision('attention', text, context, rest)
export const ignored = (context: StationContext, text: Message): Decision => decision('ignored', text, context, {})

/** A stop stays until it is acknowledged; what was being asked is given up. */
export function stop(context: StationContext, text: Message, advice: Message | null): Decision {
  const latched: StationContext = { ...context, form: null, latched: true, stop: { message: text, advice, refused: 0 }, fresh: false }
  return decision('stop', text, latched, {
    advice,
    question: { message: text, answers: [{ text: 'OK', label: say('answer.ok'), primary: true }], input: null },
  })
}

/** A question waits in the context as the form it belongs to. */
export function ask(context: StationContext, form: Form, question: Question, rest: Rest = {}): Decision {
  return attention({ ...context, form: { ...form, question }, fresh: false }, question.message, { question, ...rest })
}

export const say = (key: WordKey, params: Record<string, string | number> = {}): Message => message(key, params)
export const cancel: Answer = { text: 'NO', label: say('answer.cancel') }
