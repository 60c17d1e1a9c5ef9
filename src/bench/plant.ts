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
      yield {
        ...common(now),
        type: 'receive',
        vendor: `${code} WORKS`,
        vendorLot: `V-${lot}`,
        lot: { material: code, number: rawNumber(code, lot) },
        quantity: 1e9,
      }
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
    inputs: RAW.map(material => ({
      lot: { material, number: rawNumber(material, series.below(RAW_LOTS)) },
      quantity: 1 + series.below(50),
    })),
    outputs: [{ lot: { material: 'PART', number: `P-${index}` }, quantity: PARTS_PER_LOT }],
  }
}

export const productions = (from: number, count: number, now: number, series: Series): string[] =>
  Array.from({ length: count }, (_, index) => JSON.stringify(production(from + index, now, series)))

// ---- several steps deep: what a trace back walks ---------------------------------------------------------------------------

/** So large a share of all lots is made in each step, every lot of one lot each of three parts of the step before. */
const STEPS = [0.6, 0.3, 0.1] as const
const PARTS = ['A', 'B', 'C'] as const
const DRAWN = 10
const MADE = 10_000

interface Part {
  material: string
  number: string
}

/** Lots are numbered through their step; the parts take turns. */
const partOf = (step: number, lot: number): Part => ({ material: `STEP${step}${PARTS[lot % PARTS.length]}`, number: `S${step}-${lot}` })

/** Productions in steps, from raw lots to what is sold; answers the events and the lots of the last step. */
export function deepPlant(count: number, now: number, series: Series): { events: CaptureEvent[]; sold: Part[] } {
  const events: CaptureEvent[] = []
  const sizes = STEPS.map(share => Math.max(10, Math.round((count * share) / PARTS.length)) * PARTS.length)
  sizes.forEach((size, step) => {
    for (const part of PARTS) events.push({ ...common(now), type: 'material', code: `STEP${step}${part}`, unit: 'ea' })
    for (let lot = 0; lot < size; lot++) events.push(stepOf({ step, lot, before: sizes[step - 1] ?? 0 }, now, series))
  })
  return { events, sold: Array.from({ length: sizes.at(-1) ?? 0 }, (_, lot) => partOf(STEPS.length - 1, lot)) }
}

function stepOf({ step, lot, before }: { step: number; lot: number; before: number }, now: number, series: Series): CaptureEvent {
  const outputs = [{ lot: partOf(step, lot), quantity: MADE }]
  if (step === 0) return { ...production(0, now, series), outputs } as CaptureEvent
  const inputs = PARTS.map((_, part) => ({
    lot: partOf(step - 1, series.below(before / PARTS.length) * PARTS.length + part),
    quantity: DRAWN,
  }))
  return { ...common(now), type: 'transform', inputs, outputs }
}
