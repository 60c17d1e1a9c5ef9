/** The events that the benchmarks record: a small plant whose master data and raw lots are there, and productions from them. */
import { uuid7 } from '../base/id.ts'
import { formatInstant } from '../base/instant.ts'
import type { CaptureEvent } from '../capabilities/events.ts'
import type { Series } from './measure.ts'

const RAW = ['STEEL', 'RESIN', 'PIGMENT'] as const
const RAW_LOTS = 300
const PARTS_PER_LOT = 100

const common = (now: number): { id: string; at: string } => ({ id: uuid7(now), at: formatInstant(now) })

/** Materials, vendors, a work center, and raw lots large enough never to run out. */
export function* setUp(now: number): Generator<CaptureEvent> {
  yield { ...common(now), type: 'material', code: 'PART', unit: 'ea' }
  yield { ...common(now), type: 'workCenter', code: 'PRESS' }
  for (const code of RAW) {
    yield { ...common(now), type: 'material', code, unit: 'kg' }
    yield { ...common(now), type: 'partner', code: `${code} WORKS`, roles: ['vendor'] }
    for (let lot = 0; lot < RAW_LOTS; lot++) {
      yield { ...common(now), type: 'receive', vendor: `${code} WORKS`, vendorLot: `V-${lot}`, lot: { material: code, number: rawNumber(code, lot) }, quantity: 1e9 }
    }
  }
}

const rawNumber = (material: string, lot: number): string => `${material}-${lot}`

/** One event, three inputs, one output. */
export function production(index: number, now: number, series: Series): CaptureEvent {
  return {
    ...common(now),
    type: 'transform',
    workCenter: 'PRESS',
    inputs: RAW.map(material => ({ lot: { material, number: rawNumber(material, series.below(RAW_LOTS)) }, quantity: 1 + series.below(50) })),
    outputs: [{ lot: { material: 'PART', number: `P-${index}` }, quantity: PARTS_PER_LOT }],
  }
}

export const productions = (from: number, count: number, now: number, series: Series): string[] =>
  Array.from({ length: count }, (_, index) => JSON.stringify(production(from + index, now, series)))
