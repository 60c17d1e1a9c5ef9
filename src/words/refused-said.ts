import { baseOf } from './language.ts'
import { adviceOf, factIn, type Kept, whyOnTheFloor } from './refused/read.ts'
import { say } from './say.ts'

/** Why something was refused, in the language of whoever stands at the station; where the sentence is none of ours, what to do by its code. */
export function refusedSaid(language: string, { code, detail }: Kept): string {
  if (baseOf(language) === 'en') return detail
  const pieces = whyOnTheFloor(detail)
  const advice = adviceOf(code)
  if (pieces === undefined) return advice === undefined ? detail : say(language, advice)
  return pieces.map(piece => (typeof piece === 'string' ? piece : say(language, piece.key, shown(language, piece.params)))).join(' ')
}

const shown = (language: string, params: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, fact]) => [name, factIn(language, fact)]))
