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

it('an id is the same in whatever letters it comes, wherever it stands; nothing else is touched', () => {
  const [small, large] = ['aaaaaaaa-0000-4000-8000-00000000000a', 'AAAAAAAA-0000-4000-8000-00000000000A']
  const replacement = { ...scrap, id: large, note: large, extensions: { id: large } }
  const also = [{ event: large, replacement }]
  const correction = { type: 'correct', id: large, at: scrap.at, event: large, reason: large, replacement, also }
  const plain = { id: small, note: large, extensions: { id: large } }
  expect(parseEvent(correction)).toMatchObject({
    id: small,
    event: small,
    reason: large,
    replacement: plain,
    also: [{ event: small, replacement: plain }],
  })
  const attach = { type: 'attach', id, at: scrap.at, document: 'a'.repeat(64), name: 'a.pdf', to: { receipt: large } }
  expect(parseEvent(attach)).toMatchObject({ to: { receipt: small } })
  expect(parseRecorded({ ...scrap, id: large })).toMatchObject({ id: large })
})

it('what is recorded instead belongs to the site of the correction, unless it says another', () => {
  const correction = { type: 'correct', id: other, at: scrap.at, event: id, reason: 'wrong', site: 'north' }
  const withIds = {
    ...correction,
    replacement: { ...scrap, id },
    also: [{ event: other, replacement: { ...scrap, id, site: 'south' } }, { event: other }],
  }
  expect(parseEvent(withIds)).toMatchObject({
    site: 'north',
    replacement: { site: 'north' },
    also: [{ replacement: { site: 'south' } }, { event: other }],
  })
  expect(parseEvent({ ...withIds, site: undefined })).toMatchObject({ site: 'main', replacement: { site: 'main' } })
})
