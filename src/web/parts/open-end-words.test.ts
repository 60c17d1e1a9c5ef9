import { expect, it } from 'vitest'
import { de } from '../../words/office/de.ts'
import { english } from '../../words/office/english.ts'
import { fill, type Params } from '../../words/sentence.ts'
import { inEnglish, type Words } from '../app/words.tsx'
import { openEndSaid } from './open-end-words.ts'

const inGerman: Words = { ...inEnglish, language: 'de', t: (key, params: Params = {}) => fill(de[key], params, 'de') }

/** As they stand in ledgers that were written before the catalogues had them. */
it.each([
  ['Booked without inputs: what it is made of is not recorded.', 'Ohne Einsatz gebucht: woraus es besteht, ist nicht erfasst.'],
  ['Produced in run R-1 with nothing loaded.', 'Im Lauf R-1 gefertigt, ohne dass etwas geladen war.'],
  ['OIL is used without lots in run R-1.', 'OIL wird im Lauf R-1 ohne Lose verwendet.'],
  ['OIL is used without lots.', 'OIL wird ohne Lose verwendet.'],
  [
    'OIL is kept without lots: of which delivery it was is not recorded.',
    'OIL wird ohne Lose geführt: aus welcher Lieferung es war, ist nicht erfasst.',
  ],
  ['No lot of BAR 20.5 was recorded in run R-1.', 'Im Lauf R-1 wurde kein Los von BAR 20.5 erfasst.'],
  [
    '12.5 kg of BAR went into the run and neither into its output nor back.',
    '12.5 kg von BAR gingen in den Lauf und weder in seinen Ausstoß noch zurück.',
  ],
  ['More was taken than is recorded: -5 on hand.', 'Es wurde mehr entnommen als erfasst: -5 am Lager.'],
  ['Somebody imported this one.', 'Somebody imported this one.'],
])('%s', (kept, said) => {
  expect(openEndSaid(kept, inGerman)).toBe(said)
  expect(openEndSaid(kept, inEnglish)).toBe(kept)
})

it('each of these sentences is above', () => {
  expect(Object.keys(english).filter(key => key.startsWith('open-end.'))).toHaveLength(8)
})
