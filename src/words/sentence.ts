import { perLanguage } from './per-language.ts'

/** One sentence, or one per plural form where it counts something; `{name}` stands for a parameter. */
export type Sentence = string | Plural
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

export type Params = Readonly<Record<string, string | number>>

const HOLE = /\{(\w+)\}/g

/** A parameter nobody gave stays visible in braces: a hole in a sentence must not read like a fact. */
export function fill(sentence: Sentence, params: Params, language: string, show: (value: string | number) => string = String): string {
  const text = formOf(sentence, params['count'], language)
  return text.replaceAll(HOLE, (hole, name: string) => (params[name] === undefined ? hole : show(params[name])))
}

/** The sentence in its pieces, for a page that puts things of its own into the holes. */
export function piecesOf(sentence: Sentence, count: string | number | undefined, language: string): (string | { hole: string })[] {
  return formOf(sentence, count, language)
    .split(/(\{\w+\})/)
    .filter(piece => piece !== '')
    .map(piece => (piece.startsWith('{') && piece.endsWith('}') ? { hole: piece.slice(1, -1) } : piece))
}

function formOf(sentence: Sentence, count: string | number | undefined, language: string): string {
  if (typeof sentence === 'string') return sentence
  if (count === undefined || Number.isNaN(Number(count))) return sentence.other
  return sentence[pluralsOf(language).select(Number(count))] ?? sentence.other
}

const pluralsOf = perLanguage(language => new Intl.PluralRules(language))

export function paramsOf(sentence: Sentence): string[] {
  const text = typeof sentence === 'string' ? sentence : Object.values(sentence).join(' ')
  return [...new Set([...text.matchAll(HOLE)].map(match => match[1] ?? ''))].sort()
}
