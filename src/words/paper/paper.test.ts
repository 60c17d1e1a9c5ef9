import { describe, expect, it } from 'vitest'
import { paramsOf } from '../sentence.ts'
import { dePaper } from './de.ts'
import { enPaper, type PaperKey } from './en.ts'
import { esPaper } from './es.ts'
import { frPaper } from './fr.ts'
import { paperWords } from './index.ts'
import { zhPaper } from './zh.ts'

const keys = Object.keys(enPaper) as PaperKey[]

describe.each(Object.entries({ de: dePaper, es: esPaper, fr: frPaper, zh: zhPaper }))('a paper in %s', (language, catalogue) => {
  it('tells the same facts as in English', () => {
    for (const key of keys) expect({ key, facts: paramsOf(catalogue[key]) }).toEqual({ key, facts: paramsOf(enPaper[key]) })
  })
  it('says what is missing in its own words', () => {
    expect(paperWords(language).gap('PUMP P-1: no lot of SEAL is recorded in it.')).toMatch(/PUMP P-1(?!: no lot)/)
    expect(paperWords(language).gap('PUMP P-1: no lot of SEAL is recorded in it.')).toContain('SEAL')
    expect(paperWords(language).gap('Work order WO-1 has no operation at DRILL.')).not.toContain('Work order')
    expect(paperWords(language).gap('Seal was not entered: the report was made offline.')).not.toContain('offline.')
    expect(paperWords(language).gap('Looked strange to me')).toBe('Looked strange to me')
  })
})

it('a language that is not here is said in English, and a word of the ledger that is not known as it is', () => {
  expect(paperWords('xx').t('components')).toBe('Components')
  expect(paperWords('de').code('as', 'return-to-vendor')).toBe('an Lieferanten zurück')
  expect(paperWords('de').code('rule', 'newer-rule')).toBe('newer rule')
})
