import { describe, expect, it } from 'vitest'
import { isBroker, isFilter } from '../machine-shapes.ts'
import { matches, readMessage } from './topics.ts'

describe('topics', () => {
  it.each<[string, string, boolean]>([
    ['plant/oven', 'plant/oven', true],
    ['plant/oven', 'plant/oven/1', false],
    ['plant/+', 'plant/oven', true],
    ['plant/+', 'plant', false],
    ['plant/+/temp', 'plant/oven/temp', true],
    ['plant/+/temp', 'plant/oven/speed', false],
    ['plant/#', 'plant/oven/1/temp', true],
    ['plant/#', 'plant', true],
    ['#', 'anything', true],
    ['plant/oven/+', 'plant/oven', false],
  ])('%s and %s: %s', (filter, topic, expected) => {
    expect(matches(filter, topic)).toBe(expected)
  })

  it.each<[string, boolean]>([
    ['plant/#', true],
    ['+/oven', true],
    ['plant/#/oven', false],
    ['plant/ov+en', false],
    ['', false],
  ])('the filter "%s": %s', (filter, expected) => {
    expect(isFilter(filter)).toBe(expected)
  })

  it.each<[string, boolean]>([
    ['mqtt://broker:1883', true],
    ['mqtts://broker', true],
    ['mqtt://user:secret@broker', false],
    ['http://broker', false],
    ['broker', false],
  ])('the broker %s: %s', (text, expected) => {
    expect(isBroker(text)).toBe(expected)
  })
})

describe('a payload', () => {
  const read = (text: string): unknown => readMessage(Buffer.from(text))
  it('is read with its id, value, and what else it says', () => {
    expect(read('{"id":7,"value":12.5,"unit":"Cel","at":"2026-01-01T00:00:00Z","more":1}')).toEqual({
      message: { id: '7', value: 12.5, unit: 'Cel', at: '2026-01-01T00:00:00Z' },
    })
  })

  it.each([
    '',
    '12.5',
    '{"value":1}',
    '{"id":"a"}',
    '{"id":"a","value":null}',
    '{"id":"a","value":1,"at":"yesterday"}',
    '{"id":"","value":1}',
    '[]',
  ])('%s is told what is wrong with it', text => {
    expect(read(text)).toMatchObject({ problem: expect.stringContaining('{"id":"…","value":…}') })
  })

  it('that is no text is told so', () => {
    expect(readMessage(Buffer.from([0xff, 0xfe, 0]))).toMatchObject({ problem: expect.stringContaining('no JSON') })
  })
})
