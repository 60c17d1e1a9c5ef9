import { describe, expect, it } from 'vitest'
import { eventWords } from './event-words.ts'

const event = (type: string, body: Record<string, unknown>) => ({ type, body, workCenter: null, workOrder: null })

describe('the words of an event', () => {
  it.each([
    [
      event('receive', { lot: { material: 'BAR', number: 'B-1' }, quantity: '1500.0', vendor: 'MILL' }),
      'Received',
      'B-1',
      '1\u202f500 · BAR · from MILL',
    ],
    [
      event('ship', { shipment: 'S-1', customer: 'ACME', lots: [{ lot: { number: 'P-1' } }, { lot: { number: 'P-2' } }] }),
      'Shipped',
      'P-1 and 1 more',
      'to ACME',
    ],
    [event('transform', { inputs: [], outputs: [{ lot: { material: 'PIN' }, quantity: 3 }] }), 'Produced', 'PIN', ''],
    [event('pack', { container: 'PAL-1', contents: [{ container: 'BOX-1' }] }), 'Packed', 'BOX-1', ''],
    [event('material', { code: 'BAR' }), 'Material stated', 'BAR', ''],
    [event('something-new', {}), 'something-new', '', ''],
  ])('%o', (given, verb, what, more) => expect(eventWords(given)).toEqual({ verb, what, more }))
})
