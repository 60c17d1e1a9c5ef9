import type { WordKey } from './en.ts'
import { enPrinter } from './en-printer.ts'
import { say } from './say.ts'
import type { Params } from './sentence.ts'

interface Pattern {
  key: WordKey
  matches: RegExp
  names: string[]
}

/** The longest first: one sentence may begin as another does. */
const patterns: Pattern[] = Object.entries(enPrinter)
  .sort(([, one], [, other]) => other.length - one.length)
  .map(([key, sentence]) => patternOf(key as WordKey, sentence))

function patternOf(key: WordKey, sentence: string): Pattern {
  const [, ...holes] = sentence.split('{')
  const source = sentence.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{\w+\}/g, '(.+)')
  return { key, matches: new RegExp(`^${source}$`), names: holes.map(hole => hole.split('}')[0] ?? '') }
}

/**
 * Why a label has not come out, in the reader's language. A print job keeps its reason as the English sentence, which files and the office show as it is; what is none of ours stays as it came.
 */
export function printerSaid(language: string, text: string): string {
  for (const { key, matches, names } of patterns) {
    const found = matches.exec(text)
    if (found) return say(language, key, paramsIn(language, names, found))
  }
  return text
}

const paramsIn = (language: string, names: readonly string[], found: RegExpExecArray): Params =>
  Object.fromEntries(
    names.map((name, at) => {
      const part = found[at + 1] ?? ''
      return [name, name === 'reason' ? printerSaid(language, part) : part]
    }),
  )
