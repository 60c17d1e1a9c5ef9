import type { Sentence } from './sentence.ts'

/** English in disguise: a third longer, accented, and set from right to left, to see what a screen does with a language it does not know. */
export function disguise(sentence: Sentence): Sentence {
  if (typeof sentence === 'string') return `⟦${accent(sentence)} ${'·'.repeat(Math.ceil(sentence.length / 3))}⟧`
  return { other: `⟦${accent(sentence.other)}⟧` }
}

const accents: Readonly<Record<string, string>> = { a: 'á', e: 'ë', i: 'ï', o: 'ø', u: 'ü', A: 'Å', E: 'Ë', I: 'Ï', O: 'Ø', U: 'Ü' }

/** Parameters stay as they are. */
function accent(text: string): string {
  return text.replaceAll(/\{\w+\}|[aeiouAEIOU]/g, part => accents[part] ?? part)
}
