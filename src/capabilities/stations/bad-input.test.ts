/** What scanners send when something is wrong with the label, the scanner or the lot: said in few words, with what to do, nothing recorded, every byte kept. */
import { afterAll, describe, expect, it } from 'vitest'
import { lotOf, type Scanner, standing } from '../../../test/capabilities/scanner.ts'
import { expectSound, opening, type Plant, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const store = testStore()
const GS = '\u001d'
const RS = '\u001e'
const GTIN = '09506000134352'
const part = lotOf('WO-1', 'PART', 'L-1')

interface Case {
  text: string
  said: string
  /** What the operator is to do, or is told of the reason. */
  todo: RegExp
  before?: Sent[]
}

const CASES: Record<string, Case> = {
  'torn: the beginning of a GS1 label': {
    text: ']d2010950600',
    said: 'stop: This label is damaged or incomplete',
    todo: /^Scan again, or type/,
  },
  'torn: an element without its value': {
    text: `(01)${GTIN}(10)`,
    said: 'stop: This label is damaged or incomplete',
    todo: /^Scan again, or type/,
  },
  'torn: nothing but the symbology': { text: ']C1', said: 'stop: This label is damaged or incomplete', todo: /^Scan again, or type/ },
  'torn: a wrong check digit': {
    text: `]C10109506000134353${GS}10L-1`,
    said: 'stop: This label is damaged or incomplete',
    todo: /^Scan again, or type/,
  },
  'truncated: the beginning of a number': { text: 'L-', said: 'stop: Nothing is known under this code', todo: /^Read: L-\. Scan again/ },
  'truncated: an envelope that breaks off': {
    text: `[)>${RS}06${GS}1TL`,
    said: 'stop: Nothing is known under this code',
    todo: /^Read: \[\)>␞06␝1TL\. Scan again/,
  },
  'doubled: twice in one': {
    text: 'L-1L-1',
    said: 'stop: This was read twice in one',
    todo: /^Read: L-1L-1\. Scan again, one label at a time/,
  },
  'doubled: twice, with a line break': {
    text: 'L-1\r\nL-1',
    said: 'stop: This was read twice in one',
    todo: /^Read: L-1␍␊L-1\. Scan again/,
  },
  'foreign: a chocolate bar': { text: '4006381333931', said: 'stop: Nothing is known under this code', todo: /call the supervisor/ },
  'foreign: an address': {
    text: 'https://shop.example/p?id=1',
    said: 'stop: Nothing is known under this code',
    todo: /call the supervisor/,
  },
  'foreign: a label with our letters and nobody’s lot': {
    text: `[)>${RS}06${GS}PPART${GS}1TX-9${RS}\u0004`,
    said: 'stop: Nothing is known under this code',
    todo: /Scan again/,
  },
  'foreign: bytes that are no text': { text: '\u0000\u0001\u0002', said: 'stop: Nothing is known under this code', todo: /^Read: ␀/ },
  'too long for a label': {
    text: `${'x'.repeat(3000)}y`,
    said: 'stop: Nothing is known under this code',
    todo: /^Read: x{40}…\. Scan again/,
  },
  'without its separators': {
    text: `01${GTIN}10L-145240X1`,
    said: 'attention: This label has several readings. Which one?',
    todo: /scanner test page/,
    before: [receive('STEEL', 'S-1', 5)],
  },
  'a lot finished yesterday: all of it reported': {
    text: 'L-1',
    said: 'attention: L-1 was already reported at YESTERDAY by ANNA',
    todo: /^Nothing was recorded this time\. Scan again to report once more/,
    before: [{ type: 'pass', lot: { number: 'L-1' }, workCenter: 'WC-1', by: 'ANNA' }],
  },
  'a lot finished yesterday: nothing is left of it': {
    text: 'L-1',
    said: 'stop: L-1 is finished. Nothing is left.',
    todo: /./,
    before: [{ type: 'scrap', lot: { number: 'L-1' }, quantity: 250, reason: 'Cracks' }],
  },
}

describe('bad input', () => {
  it.each(Object.entries(CASES))('%s', async (_what, { text, said, todo, before = [] }) => {
    const { plant, at } = await standing(store, 'CHECK', part, ...before)
    await isStopped(plant, at, { text, said, todo })
  })

  it('a badge nobody owns', async () => {
    const { plant, at } = await standing(store, 'CHECK', part)
    await isStopped(plant, at, { text: 'BADGE:NOBODY', said: 'stop: Nobody owns this badge', todo: /office/, kept: '(badge)' })
  })

  it('a badge that somebody had before', async () => {
    const { plant, at } = await standing(store, 'CHECK', part, { type: 'person', code: 'BEN', name: 'Ben', badge: 'badge-new' })
    await isStopped(plant, at, { text: 'badge-ben', said: 'stop: This badge is no longer valid', todo: /office/, kept: '(badge)' })
  })

  it('a lot of another plant', async () => {
    const other = await standing(store, 'CHECK', opening('STEEL', 'ABROAD-1', 5))
    const { plant, at } = await standing(store, 'CHECK', part)
    const text = `ABROAD-1`
    await isStopped(plant, at, { text, said: `stop: ${text} belongs to site ${other.plant.site}`, todo: new RegExp(other.plant.site) })
  })
})

interface Expected {
  text: string
  said: string
  todo: RegExp
  kept?: string
}

/** At most eight words and what to do; nothing is recorded; the log has every byte. */
async function isStopped(plant: Plant, at: Scanner, { text, said, todo, kept = text }: Expected): Promise<void> {
  const before = await plant.fingerprint()
  const { outcome, message, advice } = await at.scan(text)
  expect(`${outcome}: ${message.text}`.replace(/\d{4}-\d\d-\d\d \d\d:\d\d|\d\d:\d\d/, 'YESTERDAY')).toBe(said)
  expect(wordsIn(message), message.text).toBeLessThanOrEqual(8)
  expect(advice?.text).toMatch(todo)
  expect(await plant.fingerprint()).toEqual(before)
  const { scans } = await ask<{ scans: { bytes: string; outcome: string; station: string }[] }>(
    plant.services,
    'GET /scans?station=CHECK&limit=1',
  )
  expect(scans[0]).toMatchObject({ bytes: Buffer.from(kept, 'utf8').toString('hex'), outcome, station: 'CHECK' })
}

/** What is filled in is one thing, however it is written. */
function wordsIn({ text, params }: { text: string; params: Record<string, string> }): number {
  const words = Object.values(params).reduce((rest, value) => rest.replace(value, 'L'), text)
  return words.split(/\s+/).length
}

afterAll(() => expectSound(store))
