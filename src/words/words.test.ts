import { describe, expect, it } from 'vitest'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { directionOf, isWordKey, LANGUAGES, message, PSEUDO, say, sayMessage } from './index.ts'
import { paramsOf, type Sentence } from './sentence.ts'
import { zh } from './zh.ts'

const english: Readonly<Record<string, Sentence>> = en
const others = Object.entries({ de, es, fr, zh })

/** A fact of these is words of a standard, in English: the others say that it is wrong, and not how. */
const SAID_IN_GENERAL = new Set(['unread.length', 'unread.value', 'unread.field-value', 'unread.missing'])

describe.each(others)('%s', (_language, catalogue) => {
  it('translates only sentences that exist in English', () => {
    expect(Object.keys(catalogue).filter(key => !isWordKey(key))).toEqual([])
  })

  it('tells the same facts as the English sentence', () => {
    for (const [key, sentence] of Object.entries(catalogue).filter(([one]) => !SAID_IN_GENERAL.has(one))) {
      const own = paramsOf(sentence).filter(name => name !== 'count')
      expect({ key, params: own }).toEqual({ key, params: paramsOf(english[key] ?? '').filter(name => name !== 'count') })
    }
  })
})

it('every language that can be chosen has a catalogue', () => {
  expect(LANGUAGES.map(language => language.code).sort()).toEqual(['en', ...others.map(([code]) => code)].sort())
})

describe('a sentence', () => {
  it('is filled in, and a missing fact stays visible', () => {
    expect(say('en', 'done.reported', { lot: 'L-1', operation: 'Deburr', quantity: '250 pcs' })).toBe('L-1 → Deburr, 250 pcs')
    expect(say('en', 'done.reported', { lot: 'L-1' })).toBe('L-1 → {operation}, {quantity}')
  })

  it('is said in English where the language lacks it or is not known', () => {
    expect(say('xx', 'next.lot')).toBe('Scan a lot')
  })

  it('comes as it was sent where its key is not known here', () => {
    expect(sayMessage('de', { key: 'from.a.newer.server', params: {}, text: 'As sent' })).toBe('As sent')
    expect(sayMessage('en', message('next.finish', { lot: 'L-1' }))).toBe('Next scan: finishes L-1')
  })

  it('can be disguised to test a layout, and keeps its facts', () => {
    expect(directionOf(PSEUDO)).toBe('rtl')
    expect(say(PSEUDO, 'next.finish', { lot: 'L-1' })).toMatch(/^⟦Nëxt .*L-1 ·+⟧$/)
  })
})

/** Rules that a plant may set to stop: then these are what stops. */
const STOPPED_BY_POLICY = new Set(['ask.skipped', 'ask.passed', 'ask.off-route', 'ask.certification', 'ask.repeat'])
/** What is said of a label that is torn, foreign, ours already or nobody's. */
const ABOUT_BAD_LABELS = new Set([
  'ask.how-to-read',
  'ask.label-damaged',
  'ask.unidentified',
  'ask.ours',
  'ask.place',
  'ask.which',
  'ask.badge',
])
const isStop = (key: string): boolean => key.startsWith('stop.') || STOPPED_BY_POLICY.has(key) || ABOUT_BAD_LABELS.has(key)

describe.each(Object.entries({ en: english, de, es, fr, zh }))('a STOP, or what is said of a bad label, in %s', (language, catalogue) => {
  const stops = Object.entries(catalogue).filter(([key]) => isStop(key))

  it.each(stops)('%s says itself in at most eight words', (_key, sentence) => {
    const forms = typeof sentence === 'string' ? [sentence] : Object.values(sentence)
    for (const form of forms)
      expect({ form, words: wordsIn(form, language) }).toEqual({ form, words: expect.toSatisfy((words: number) => words <= 8) })
  })
})

/** As a reader of the language counts: Chinese has no spaces; what is filled in is one thing, however it is written. */
function wordsIn(form: string, language: string): number {
  const segments = new Intl.Segmenter(language, { granularity: 'word' }).segment(form.replaceAll(/\{\w+\}/g, 'L'))
  return [...segments].filter(segment => segment.isWordLike).length
}
