import { describe, expect, it } from 'vitest'
import type { AskedRow, StationInput } from '../../client/index.ts'
import { message } from '../../words/index.ts'
import { heardAs, outOfLimits, questionFor } from './asked.ts'

const row = (as: string, input: Partial<StationInput> | null, more: Partial<AskedRow> = {}): AskedRow => ({
  as,
  isRequired: true,
  question: {
    message: message('ask.value', { characteristic: as, limits: '' }),
    answers: [{ text: 'NO', label: message('answer.cancel') }],
    input: input && { kind: 'number', prefix: 'VALUE:', ...input },
  },
  field: { name: as, of: null, limits: '' },
  ...more,
})
const bore = row('value:BORE', { kind: 'number' })
const second = row('value:BORE#2', { kind: 'number' })
const yes = row('value:CLEAN', null)
yes.question.answers.unshift({ text: 'VALUE:yes', label: message('answer.yes') })

describe('an answer', () => {
  const text = row('value:REMARK', { kind: 'text' }, { isRequired: false })
  it.each<[string, AskedRow, string, object]>([
    ['a number', bore, '19,95', { kind: 'entered', entered: { 'value:BORE': '19,95' } }],
    ['a number from the pad', bore, 'VALUE:7', { kind: 'entered', entered: { 'value:BORE': '7' } }],
    ['a word for a number', bore, 'VALUE:abc', { kind: 'misfit', text: 'abc' }],
    ['another lot', bore, 'L-2', { kind: 'other' }],
    ['a card', bore, 'UNDO', { kind: 'other' }],
    ['nothing, where it is required', bore, 'VALUE:', { kind: 'other' }],
    ['nothing, where it is not', text, 'VALUE:', { kind: 'entered', entered: { 'value:REMARK': '' } }],
    ['a text that was typed', text, 'VALUE:fine', { kind: 'entered', entered: { 'value:REMARK': 'fine' } }],
    ['a text that was scanned, which may be a badge', text, 'badge-4711', { kind: 'other' }],
    ['yes', yes, 'VALUE:yes', { kind: 'entered', entered: { 'value:CLEAN': 'yes' } }],
    ['perhaps', yes, 'VALUE:perhaps', { kind: 'misfit', text: 'perhaps' }],
    [
      'a choice from a sheet',
      row('value:C', { kind: 'choice', choices: ['red'] }),
      'red',
      { kind: 'entered', entered: { 'value:C': 'red' } },
    ],
    ['a day', row('value:D', { kind: 'date' }), 'VALUE:2026-11-01', { kind: 'entered', entered: { 'value:D': '2026-11-01' } }],
    ['a lot for a photo', row('value:P', { kind: 'photo' }), 'L-2', { kind: 'other' }],
    ['no', bore, 'no', { kind: 'withdrawn' }],
  ])('%s', (_name, asked, said, heard) => expect(heardAs([asked], {}, said)).toEqual(heard))

  it('is taken back with all that belongs to its row', () => {
    const entered = { 'value:BORE': '1', 'value:BORE#2': '2', 'value:CLEAN': 'yes' }
    expect(heardAs([bore, second, yes, text], entered, 'CHANGE:value:BORE')).toEqual({
      kind: 'entered',
      entered: { 'value:CLEAN': 'yes' },
    })
  })
})

describe('a number', () => {
  const limited = row('value:BORE', { kind: 'number', min: '19.9', max: '20.1', unit: 'mm' })
  it.each([
    ['19.9', undefined],
    ['20,1', undefined],
    ['20.11', /BORE 20.11 mm is outside/],
    ['19,8', /19,8/],
    ['-20', /-20/],
  ])('%s', (value, said) => {
    const text = outOfLimits(limited, value)?.text
    if (said === undefined) expect(text).toBeUndefined()
    else expect(text).toMatch(said)
  })
  it('without limits is never outside', () => expect(outOfLimits(bore, '1e9')).toBeUndefined())
})

describe('the question', () => {
  it('is about the first that is missing, with all of them in sight, counted where there are several', () => {
    const question = questionFor([bore, second, yes], { 'value:BORE': '1' })
    expect(question?.fields?.map(({ name, state, count, change }) => [name, state, count, change])).toEqual([
      ['value:BORE', 'asked', '1/2', 'CHANGE:value:BORE'],
      ['value:CLEAN', 'open', null, null],
    ])
  })
  it('says what did not fit', () => expect(questionFor([bore], {}, 'abc')?.message.text).toBe('abc does not fit. Enter value:BORE'))
  it('is none when everything is there', () => expect(questionFor([bore], { 'value:BORE': '1' })).toBeNull())
})
