import { expect, it } from 'vitest'
import { changedPaths, fieldsOf, pointerOf, readAs, replacementOf, withValue, wordsOf } from './replacement.ts'

const body = {
  id: 'x',
  site: 'main',
  at: '2026-01-01T00:00:00Z',
  effect: { lines: [] },
  sequence: 4,
  outputs: [{ lot: { material: 'M', number: 'L' }, quantity: '10' }],
  final: true,
}
const before = replacementOf({ type: 'transform', body })

it('sends the event again without what the server fills in', () => {
  expect(before).toEqual({ type: 'transform', at: body.at, outputs: body.outputs, final: true })
})

it('changes one value and leaves the others', () => {
  const after = withValue(before, ['outputs', 0, 'quantity'], '12')
  expect(after.outputs).toEqual([{ lot: { material: 'M', number: 'L' }, quantity: '12' }])
  expect(changedPaths(before, after)).toEqual(['/outputs/0/quantity'])
  expect(body.outputs[0]?.quantity).toBe('10')
})

it('offers every value but the type, in words', () => {
  expect(fieldsOf(before).map(({ path }) => wordsOf(path))).toEqual([
    'at',
    'outputs › 1 › lot › material',
    'outputs › 1 › lot › number',
    'outputs › 1 › quantity',
    'final',
  ])
  expect(fieldsOf(before).map(({ path }) => pointerOf(path))).toContain('/outputs/0/lot/number')
})

it('keeps the kind of a value', () => {
  expect([readAs(3, '4'), readAs(3, 'four'), readAs('3', '4'), readAs(true, 'no')]).toEqual([4, 'four', '4', false])
})
