import { baseOf } from '../language.ts'
import { raisedSaid } from '../raised-said.ts'
import { reader } from '../read-back.ts'
import { deGaps } from '../refused/de-gaps.ts'
import { enGaps } from '../refused/en-gaps.ts'
import { esGaps } from '../refused/es-gaps.ts'
import { frGaps } from '../refused/fr-gaps.ts'
import { factIn } from '../refused/read.ts'
import { zhGaps } from '../refused/zh-gaps.ts'
import { refusedSaid } from '../refused-said.ts'
import { fill, type Params } from '../sentence.ts'
import { dePaper } from './de.ts'
import { enPaper, type PaperCatalogue, type PaperKey } from './en.ts'
import { esPaper } from './es.ts'
import { frPaper } from './fr.ts'
import { zhPaper } from './zh.ts'

/** What a paper says, in the language of whoever asked for it; and what its record lacks, which is kept in English. */
export interface PaperWords {
  t(key: PaperKey, params?: Params): string
  gap(detail: string): string
  /** A word of the ledger, such as what was decided; one that these words do not know is said as it is. */
  code(of: 'as' | 'rule', code: string): string
}

const papers: Readonly<Record<string, PaperCatalogue>> = { de: dePaper, es: esPaper, fr: frPaper, zh: zhPaper }
const gaps: Readonly<Record<string, Readonly<Record<keyof typeof enGaps, string>>>> = { de: deGaps, es: esGaps, fr: frGaps, zh: zhGaps }
const gapOf = reader(enGaps)

export function paperWords(language: string): PaperWords {
  const base = baseOf(language)
  const catalogue = papers[base] ?? enPaper
  return {
    t: (key, params = {}) => fill(catalogue[key], params, base),
    gap: detail => gapIn(base, detail),
    code: (of, code) => {
      const key = `${of}-${code}`
      return isKey(key) ? catalogue[key] : code.replaceAll('-', ' ')
    },
  }
}

const isKey = (key: string): key is PaperKey => Object.hasOwn(enPaper, key)

function gapIn(base: string, detail: string): string {
  const found = gapOf(detail)
  const sentence = found && gaps[base]?.[found.key]
  // An exception of the ledger is a gap, too: a rule's sentence, or a station's.
  if (found === undefined || sentence === undefined) return raisedSaid(base, detail) ?? refusedSaid(base, { detail })
  return fill(sentence, Object.fromEntries(Object.entries(found.params).map(([name, fact]) => [name, factIn(base, fact)])), base)
}
