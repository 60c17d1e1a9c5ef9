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

  const vendorLot = row('vendorLot', { kind: 'text' })
  const quantity = row('quantity', { kind: 'quantity' })
  const gs1 = ']C10104012345678901'
  const mh10 = '[)>\u001e06\u001dP4711\u001e\u0004'
  it.each<[string, AskedRow, string, string, object]>([
    ['the lot', vendorLot, gs1, ']C110VL-1', { vendorLot: 'VL-1' }],
    ['brackets say what it is, where the scanner never does', vendorLot, gs1.slice(3), '(01)04012345678901(10)VL-1', { vendorLot: 'VL-1' }],
    ['a lot that only begins like one, where it says so', vendorLot, gs1, '10VL-1', { vendorLot: '10VL-1' }],
    ['a lot in a symbol that it calls no GS1', vendorLot, gs1, ']C010VL-1', { vendorLot: '10VL-1' }],
    ['a lot of digits that is typed', vendorLot, gs1, '3040', { vendorLot: '3040' }],
    ['the lot under a data identifier', vendorLot, mh10, '1TVL-1', { vendorLot: 'VL-1' }],
    ['the quantity', quantity, gs1, ']C13040', { quantity: '40' }],
    ['a bare number, which a keypad sends', quantity, gs1, '3040', { quantity: '3040' }],
    ['the quantity under a data identifier', quantity, mh10, 'Q40', { quantity: '40' }],
    ['a lot that only begins like one, on a paper label', vendorLot, 'PO-1', '1TVL-1', { vendorLot: '1TVL-1' }],
    ['a quantity that only looks like one, on a paper label', quantity, 'PO-1', '3040', { quantity: '3040' }],
  ])('another symbol of the same label: %s', (_name, asked, label, said, entered) =>
    expect(heardAs([asked], {}, said, { label })).toEqual({ kind: 'entered', entered }),
  )
  it.each([
    [gs1, ']C13040'],
    [gs1, ']C117261231'],
    [gs1.slice(3), '3040'],
    [gs1.slice(3), '17261231'],
  ])('a symbol of the same label that says something else is no lot: %s %s', (label, said) =>
    expect(heardAs([vendorLot], {}, said, { label })).toEqual({ kind: 'other' }),
  )

  it('a further symbol that nothing marks as GS1 is not guessed at: which it is, is asked, and the answer is taken word for word', () => {
    const heard = heardAs([vendorLot], {}, '10VL-1', { label: gs1.slice(3) })
    expect(heard).toEqual({ kind: 'which', ways: ['VL-1', '10VL-1'] })
    const question = questionFor([vendorLot], {}, { ways: ['VL-1', '10VL-1'] })
    expect(question).toMatchObject({ message: { key: 'ask.how-to-read' }, input: null })
    expect(question?.answers.map(answer => answer.text)).toEqual(['VALUE:VL-1', 'VALUE:10VL-1', 'NO'])
    expect(heardAs([vendorLot], {}, 'VALUE:10VL-1', { label: gs1.slice(3) })).toEqual({ kind: 'entered', entered: { vendorLot: '10VL-1' } })
  })

  const kg = row('quantity', { kind: 'quantity', unit: 'kg' })
  const pieces = row('quantity', { kind: 'quantity', unit: 'pcs' })
  it.each<[string, AskedRow, string, string, object]>([
    ['a card whose comma may part thousands', kg, 'QTY:1,500', '.', { kind: 'which', ways: ['1.5', '1500'] }],
    ['a bare number alike', kg, '1,500', '.', { kind: 'which', ways: ['1.5', '1500'] }],
    ['of pieces it can only part thousands', pieces, 'QTY:1,500', '.', { kind: 'entered', entered: { quantity: '1500' } }],
    ['of somebody who writes decimals with it', kg, 'QTY:1,500', ',', { kind: 'entered', entered: { quantity: '1.500' } }],
    ['a point is a decimal point', kg, 'QTY:1.500', ',', { kind: 'entered', entered: { quantity: '1.500' } }],
    ['a gauge parts no thousands', bore, '19,955', '.', { kind: 'entered', entered: { 'value:BORE': '19,955' } }],
  ])('how much: %s', (_name, asked, said, mark, heard) => expect(heardAs([asked], {}, said, { mark })).toEqual(heard))
  it('which number is meant is asked with both', () => {
    expect(questionFor([kg], {}, { ways: ['1.5', '1500'] })).toMatchObject({
      message: { key: 'ask.which-number' },
      answers: [{ text: 'VALUE:1.5' }, { text: 'VALUE:1500' }, { text: 'NO' }],
    })
  })

  it('which piece of a label is the lot is touched, or scanned', () => {
    const piece = row('vendorLot', null)
    piece.question.answers.unshift({ text: 'VALUE:VL-1', label: message('answer.text', { text: 'VL-1' }) })
    expect(heardAs([piece], {}, 'VALUE:VL-1', { label: 'VL-1 4711' })).toEqual({ kind: 'entered', entered: { vendorLot: 'VL-1' } })
    expect(heardAs([piece], {}, 'VL-9', { label: 'VL-1 4711' })).toEqual({ kind: 'other' })
  })

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
  it('says what did not fit', () =>
    expect(questionFor([bore], {}, { misfit: 'abc' })?.message.text).toBe('abc does not fit. Enter value:BORE'))
  it('is none when everything is there', () => expect(questionFor([bore], { 'value:BORE': '1' })).toBeNull())
})
