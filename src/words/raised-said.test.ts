import { describe, expect, it } from 'vitest'
import { readScan } from '../symbols/index.ts'
import type { WordKey } from './en.ts'
import { enRaised } from './raised/en.ts'
import { raisedSaid, unreadSaid } from './raised-said.ts'
import { say } from './say.ts'
import { paramsOf } from './sentence.ts'

const LANGUAGES = ['de', 'es', 'fr', 'zh'] as const
const raised = Object.keys(enRaised).filter(key => key.startsWith('raised.')) as WordKey[]

describe.each(LANGUAGES)('what a station raised, in %s', language => {
  it.each(raised)('%s is read back and said', key => {
    const facts = Object.fromEntries(paramsOf(say('en', key)).map(name => [name, `X-${name}`]))
    const said = raisedSaid(language, say('en', key, facts))
    expect(said).toBe(say(language, key, facts))
    expect(said).not.toBe(say('en', key, facts))
  })
})

describe('what a station raised', () => {
  it.each<[string, string]>([
    ['L-1: Deburr was not reported', say('de', 'ask.skipped', { lot: 'L-1', operation: 'Deburr' })],
    ['This label is damaged or incomplete. Scanned: X\n1.5', `${say('de', 'stop.damaged')}. Gescannt: X\n1.5`],
    ['Ana asks to take back: L-1 → Check, 250 pcs (12:00).', 'Ana bittet, das zurückzunehmen: L-1 → Check, 250 pcs (12:00).'],
    ['Bore is 20.5 mm, outside of 19.9 – 20.1 mm.', 'Bore ist 20,5 mm, außerhalb von 19,9 – 20,1 mm.'],
  ])('%j is said in German', (detail, said) => {
    expect(raisedSaid('de', detail)).toBe(said)
    expect(raisedSaid('en', detail)).toBe(detail)
  })
  it.each(['Pallet is on hold', 'please look at L-1 for ACME', 'Why: it fell down'])('%j, which a person wrote, stays', detail => {
    expect(raisedSaid('de', detail)).toBeUndefined()
  })
})

/** Labels that are not read, each with the sentence that the symbols' room answers. */
const DAMAGED = [
  '',
  'x'.repeat(9000),
  ']C10109521234543214',
  '(01)0952123454321',
  '(01)09521234543213(10)',
  '(10)ÄÄ',
  '(10)A A',
  '(17)261399',
  '(98765)X',
  '(0999)X',
  ']C1',
  '(01)09521234543213(02)09521234543213(37)5',
  '(02)09521234543213',
  '(01)09521234543213(10)A(10)B',
  '[)>\u001e06\u001d\u001e\u0004',
  '[)>\u001e77\u001dP1\u001e\u0004',
  '[)>\u001e06\u001d?1\u001e\u0004',
  '[)>06P4711',
  'QTY:1,500',
  'QTY:ABC',
]

describe('why a label is not read', () => {
  it.each(LANGUAGES)('is said in %s', language => {
    const problems = DAMAGED.flatMap(text => readScan(text).problem ?? [])
    expect(problems.length).toBeGreaterThan(12)
    for (const problem of problems) {
      const said = unreadSaid(language, problem)
      expect({ problem, said }).not.toEqual({ problem, said: say(language, 'unread.other') })
      expect({ problem, said }).not.toEqual({ problem, said: problem })
    }
  })
  it('keeps the facts, and in general what is of a standard only', () => {
    expect(unreadSaid('de', '(01) GTIN: the check digit 4 is wrong, it should be 3.')).toBe(
      '(01) GTIN: Die Prüfziffer 4 ist falsch, richtig wäre 3.',
    )
    expect(unreadSaid('de', 'After (01) GTIN the path may have (22), in this order.')).toBe('Das Etikett sagt nicht, was es sollte.')
    expect(unreadSaid('en', 'Nothing was read: scan again.')).toBe('Nothing was read: scan again.')
  })
})
