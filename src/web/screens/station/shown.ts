import type { StationCard, StationQuestion } from '../../../client/index.ts'
import type { Message } from '../../../words/index.ts'
import type { LineState, LocalStop } from '../../offline/line.ts'

export type Tone = 'quiet' | 'heard' | 'kept' | 'done' | 'attention' | 'stop'

export interface Stop {
  /** Said by the server, or decided here while it was away. */
  message: Message | undefined
  advice: Message | null
  local: LocalStop | undefined
  holdsAt: number | undefined
  refused: number
}

export interface Shown {
  tone: Tone
  question: StationQuestion | null
  /** What to do, beside the question. */
  advice: Message | null
  /** Another question is another form: what was entered into the one before must not stay. */
  questionKey: string
  card: StationCard | null
  stop: Stop | undefined
}

/** The last answer was for somebody who is not here any more: it goes with the name, unless it stops or asks something. */
export function afterShift(state: LineState): LineState {
  const { answer, context } = state
  if (!context || context.latched || answer?.question) return state
  return { ...state, answer: undefined, context: { ...context, people: [] } }
}

/** What of all that is known the screen shows now. */
export function shownOf(state: LineState): Shown {
  const { answer, heard, asking } = state
  const question = answer?.context.latched ? null : (answer?.question ?? null)
  if (asking !== undefined && state.localStop === undefined)
    return { tone: 'attention', question: asking.question, advice: asking.advice, questionKey: asking.scan, card: null, stop: undefined }
  return {
    tone: toneOf(state),
    question: heard?.kept || heard?.refused ? null : question,
    advice: answer?.advice ?? null,
    questionKey: answer?.scan ?? '',
    card: answer?.card ?? null,
    stop: stopOf(state),
  }
}

function toneOf({ answer, heard, localStop, replay }: LineState): Tone {
  if (localStop !== undefined || answer?.context.latched) return 'stop'
  if (heard?.refused || (heard?.kept && heard.said?.isDoubtful)) return 'attention'
  if (heard !== undefined) return !heard.kept ? 'heard' : heard.withdrawn ? 'done' : 'kept'
  if (replay !== undefined) return replay.questioned > 0 ? 'attention' : 'done'
  if (answer === undefined) return 'quiet'
  return answer.outcome === 'ignored' ? 'quiet' : answer.outcome
}

function stopOf({ answer, context, localStop, held }: LineState): Stop | undefined {
  if (localStop !== undefined) return { message: undefined, advice: null, local: localStop, holdsAt: held?.at, refused: localStop.refused }
  if (!context?.latched) return undefined
  const stop = context.stop ?? (answer && { message: answer.message, advice: answer.advice, refused: 0 })
  if (!stop) return undefined
  return { message: stop.message, advice: stop.advice, local: undefined, holdsAt: undefined, refused: stop.refused }
}
