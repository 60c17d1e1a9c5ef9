import { expect, it } from 'vitest'
import { Refusal } from '../base/refusal.ts'
import { parseEvent, parseRecorded } from './parse.ts'

const scrap = { type: 'scrap', at: '2026-03-02T08:00:00Z', lot: { number: 'B-1' }, quantity: '1', reason: 'bent' }
const [id, other] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
const blank = { ...scrap, id, reason: '   ' }

const refused: [string, object, string][] = [
  ['nothing at all', { ...scrap, id, reason: '' }, '/reason'],
  ['blanks', blank, '/reason'],
  ['line breaks', { ...scrap, id, reason: '\n\t' }, '/reason'],
  [
    'blanks in what takes the place of another',
    { type: 'correct', id: other, at: scrap.at, event: id, reason: 'wrong', replacement: blank },
    '/replacement/reason',
  ],
]
it.each(refused)('a reason says something: not %s', (_, event, pointer) => {
  const parse = (): unknown => parseEvent(event)
  expect(parse).toThrow(Refusal)
  expect(parse).toThrow(expect.objectContaining({ code: 'invalid-event', pointer }))
})

it('what the ledger has is read as it was taken: a rule of the door never makes it unreadable', () => {
  expect(parseRecorded(blank)).toMatchObject({ reason: '   ' })
})
