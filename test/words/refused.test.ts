/** Whatever the server refuses, a reader of each language is told: by its code always, and by its sentence where a rule of the trade says no. */
import { readdirSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { REFUSALS } from '../../src/base/refusal.ts'
import { say, type WordKey } from '../../src/words/index.ts'
import { english, officeIn } from '../../src/words/office.ts'
import { deRefused } from '../../src/words/refused/de.ts'
import { enRefused } from '../../src/words/refused/en.ts'
import { esRefused } from '../../src/words/refused/es.ts'
import { frRefused } from '../../src/words/refused/fr.ts'
import { piecesReader } from '../../src/words/refused/read.ts'
import { zhRefused } from '../../src/words/refused/zh.ts'
import { refusedSaid } from '../../src/words/refused-said.ts'
import { paramsOf } from '../../src/words/sentence.ts'

const source = new URL('../../src/', import.meta.url)
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  file => /^(capabilities|ledger|http)\/.*\.ts$/.test(file) && !file.endsWith('.test.ts'),
)

type Tree = Readonly<Record<string, unknown>> & { type: string; start: number; end: number }
interface Thrown {
  file: string
  of: 'Refusal' | 'Problem'
  code: string
  texts: string[]
}

/** What is thrown with a code and a sentence that stand in the source: holes are filled with a name. */
function thrownIn(file: string): Thrown[] {
  const found: Thrown[] = []
  const visit = (node: Tree): void => {
    const args = node['arguments'] as Tree[] | undefined
    const name = String((node['callee'] as { name?: string } | undefined)?.name ?? '')
    const property = String((node['callee'] as { property?: { name?: string } } | undefined)?.property?.name ?? '')
    const of = node.type === 'NewExpression' && name === 'Problem' ? 'Problem' : 'Refusal'
    const isThrown = (node.type === 'NewExpression' && (name === 'Refusal' || name === 'Problem')) || property === 'broken'
    const [code, detail] = of === 'Problem' ? (args?.slice(1) ?? []) : (args ?? [])
    if (isThrown && code?.type === 'Literal') found.push({ file, of, code: String(code['value']), texts: textsOf(detail) })
    for (const child of childrenOf(node)) visit(child)
  }
  for (const child of childrenOf({ type: 'Program', start: 0, end: 0, body: parseSync(file, read(file)).program.body })) visit(child)
  return found
}

const read = (file: string): string => readFileSync(new URL(file, source), 'utf8')
const isTree = (value: unknown): value is Tree => value !== null && typeof value === 'object' && 'type' in value
const childrenOf = (node: Tree): Tree[] =>
  Object.values(node).flatMap(value => (Array.isArray(value) ? value.filter(isTree) : isTree(value) ? [value] : []))

/** Their holes hold words: they are looked at with examples. */
const IN_WORDS = /^(X-1 (Do not|Measure)|X-1 X-1 X-1: receive|This takes |There is no container "X-1"X-1)/

/** Every way the sentence can come out: a choice has both, a hole a name. */
function textsOf(node: Tree | undefined): string[] {
  if (node?.type === 'Literal' && typeof node['value'] === 'string') return [node['value']]
  if (node?.type === 'ConditionalExpression') return [...textsOf(node['consequent'] as Tree), ...textsOf(node['alternate'] as Tree)]
  if (node?.type !== 'TemplateLiteral') return []
  const holes = (node['expressions'] as Tree[]).map(hole => (hole.type === 'ConditionalExpression' ? textsOf(hole) : ['X-1']))
  const parts = (node['quasis'] as Tree[]).map(part => (part['value'] as { cooked: string }).cooked)
  return parts
    .slice(1)
    .reduce((texts, part, index) => texts.flatMap(text => (holes[index] ?? []).map(hole => `${text}${hole}${part}`)), [parts[0] ?? ''])
}

const thrown = files.flatMap(thrownIn)
const why = Object.fromEntries(Object.entries(english).filter(([key]) => key.startsWith('refused-why.'))) as Record<string, string>
const isRead = piecesReader(why)

describe('every code', () => {
  // Whoever hung up reads no answer.
  const thrownCodes = thrown.map(one => one.code).filter(code => code !== 'gone')
  const codes = [...new Set([...Object.keys(REFUSALS), ...thrownCodes])].sort()

  it('is walked: refusals and problems alike', () => {
    expect(codes.length).toBeGreaterThan(90)
  })

  it.each(codes)('%s has a headline and what to do', code => {
    expect(Object.keys(enRefused)).toEqual(expect.arrayContaining([`refused.${code}`, `refused-do.${code}`]))
  })

  it.each(Object.entries({ de: deRefused, es: esRefused, fr: frRefused, zh: zhRefused }))(
    'is said in %s and not left in English',
    (_language, catalogue) => {
      const left = Object.entries(catalogue).filter(
        ([key, sentence]) => sentence.trim() === '' || sentence === enRefused[key as keyof typeof enRefused],
      )
      expect(left).toEqual([])
    },
  )

  it.each(['en', 'de', 'es', 'fr', 'zh'])('has in %s a headline of at most eight words', language => {
    for (const key of Object.keys(enRefused).filter(one => one.startsWith('refused.')))
      expect({ key, words: wordsIn(say(language, key as WordKey), language) }).toEqual({
        key,
        words: expect.toSatisfy((words: number) => words <= 8),
      })
  })
})

const wordsIn = (text: string, language: string): number =>
  [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text)].filter(one => one.isWordLike).length

describe('a sentence of a rule', () => {
  // The shape of an event is asked at the door, of programs: there the code says what to do, and the sentence names the field.
  const sentences = thrown
    .filter(({ of, code }) => of === 'Refusal' && code !== 'invalid-event')
    .flatMap(({ file, texts }) => texts.map(text => [file, text] as const))
    .filter(([, text]) => !IN_WORDS.test(text))

  it('is walked', () => expect(sentences.length).toBeGreaterThan(120))

  it.each(sentences)('of %s is known: %s', (_file, text) => {
    expect(isRead(text)).toBeDefined()
  })

  it.each([
    'TEMP 9 is outside 1 to 2 C. Do not go on: ask quality.',
    'TEMP 9 is outside … to 2. Measure again, or send it with "accepted": true.',
    'BLANK R-1 was made here: receive this delivery under another number.',
    'BLANK R-1 came from ACME, vendor lot not stated: receive this delivery under another number.',
    'BLANK R-1 has no expiry: receive this delivery under another number.',
    'BLANK R-1 expires on 2026-01-31: receive this delivery under another number.',
    'This takes a signature: sign it in the web application, or at POST /api/v1/signatures.',
    'This takes 2 signatures of different people by the role quality as "approved": sign it in the web application, or at POST /api/v1/signatures.',
    'There is no container "C-1": check its number.',
    'There is no container "C-1" at site plant: check its number.',
    'The operation takes revision B of BLANK; R-1 is revision A.',
    'ACME is not approved for BLANK: take a lot of an approved vendor.',
    'BLANK R-1 is on hold: under concession C-1 only 5 kg of it may still pass.',
    'GEAR F-1 is not with ACME by shipment S-1: check customer and lot.',
    'ACME takes revision B or C only; GEAR F-1 has none stated.',
  ])('whose holes hold words is known: %s', text => {
    expect(isRead(text)?.every(piece => typeof piece !== 'string')).toBe(true)
  })

  it.each(['de', 'es', 'fr', 'zh'])('tells the same facts in %s', async language => {
    const catalogue = await officeIn(language)
    for (const [key, sentence] of Object.entries(english).filter(([one]) => /^(refused|gap)/.test(one)))
      expect({ key, facts: paramsOf(catalogue[key as keyof typeof english]) }).toEqual({ key, facts: paramsOf(sentence) })
  })
})

describe('at a station', () => {
  const held = { code: 'lot-on-hold', detail: 'BLANK R-1 is on hold (H-1): ask quality before using it.' }

  it('a reason is said in the language of whoever stands there', () => {
    expect(refusedSaid('de', held)).toBe('BLANK R-1 ist gesperrt (H-1): vor der Verwendung die Qualität fragen.')
    expect(refusedSaid('en', held)).toBe(held.detail)
  })

  it('numbers, limits and days are written as he writes them', () => {
    expect(refusedSaid('de', { detail: '1.5 kg of BLANK R-1 asked for, 0.25 on hand.' })).toBe(
      '1,5 kg von BLANK R-1 verlangt, 0,25 am Lager.',
    )
    expect(refusedSaid('fr', { detail: 'TEMP 9.5 is outside 1.5 to 2.5 C. Do not go on: ask quality.' })).toBe(
      'TEMP 9.5 est hors de 1,5 – 2,5 C. N’allez pas plus loin : demandez à la qualité.',
    )
    expect(refusedSaid('de', { detail: 'BLANK R-1 expired on 2026-01-31: take another lot.' })).toBe(
      'BLANK R-1 ist am 31.01.2026 abgelaufen: ein anderes Los nehmen.',
    )
  })

  it('of two sentences both are said', () => {
    const detail = 'BLANK R-1 expired on 2026-01-31: take another lot. Deviation D-1 for it is requested.'
    expect(refusedSaid('de', { detail })).toMatch(/abgelaufen: ein anderes Los nehmen\. Die Sonderfreigabe D-1 dafür gilt nicht/)
  })

  it('a sentence nobody translated gives way to what its code says to do', () => {
    expect(refusedSaid('zh', { code: 'lot-on-hold', detail: 'Something new.' })).toBe('放到一边。质量部门可以放行。')
    expect(refusedSaid('zh', { code: 'newer-than-this', detail: 'Something new.' })).toBe('Something new.')
  })
})
