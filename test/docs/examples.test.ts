/** The events that docs/guide/integrator.md shows are recorded as they stand, and the example of docs/guide/precision.md comes out as told. */
import { Readable } from 'node:stream'
import { beforeAll, describe, expect, test } from 'vitest'
import { type CaptureResult, captureEvents } from '../../src/capabilities/capture.ts'
import { keepDocument } from '../../src/capabilities/documents/content.ts'
import { EVENT_TYPES } from '../../src/capabilities/events.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { simulateRecall } from '../../src/capabilities/tracing/recall.ts'
import { trace } from '../../src/capabilities/tracing/trace.ts'
import { writeTrace } from '../../src/capabilities/tracing/write-trace.ts'
import { servicesOn } from '../ledger/plant.ts'
import { type GuideEvent, type GuideLot, type GuideRecall, guide } from '../support/guide.ts'
import { testStore } from '../support/store.ts'

/** What a document's event needs is its bytes, which are in no event: the page shows it as JSON, and this is its content. */
const DOCUMENT = 'test'
const events: GuideEvent[] = [...guide.events, ...guide.attached]
const { recalls } = guide

/** A recall commits what was simulated just before: its mark is asked for here, as a sender would. */
async function simulatedNow(event: GuideRecall): Promise<GuideRecall> {
  if (event.simulation === undefined) return event
  const [first = event] = recalls
  const lotsOf = (key: 'lots' | 'exclusions'): GuideLot['lot'][] =>
    [...new Set([...(first[key] ?? []), ...(event[key] ?? [])])].map(({ lot }) => lot)
  const isIncluded = ({ number }: GuideLot['lot']): boolean => event.inclusions?.some(({ lot }) => lot.number === number) === true
  const [seeds, exclude] = [lotsOf('lots'), lotsOf('exclusions').filter(lot => !isIncluded(lot))]
  return { ...event, simulation: String((await simulateRecall(services.engine, at.pool, { seeds, exclude })).simulation) }
}

const at = testStore()
let services: Services
let results: CaptureResult[]

beforeAll(async () => {
  services = servicesOn(at)
  await keepDocument(at.pool, Readable.from([Buffer.from(DOCUMENT)]), { name: 'cert.txt', by: 'guide', at: 0 })
  results = await captureEvents(services, events, 'guide')
  for (const event of recalls) results.push(...(await captureEvents(services, [await simulatedNow(event)], 'guide')))
  events.push(...recalls)
})

test('every type of event is shown', () => {
  expect([...EVENT_TYPES].filter(type => !events.some(event => event.type === type))).toEqual([])
})

test('every event shown is recorded', () => {
  expect(results.filter(result => result.status !== 'recorded')).toEqual([])
})

describe('the run of the precision page', () => {
  const finished = (): number => results[events.findIndex(event => event.type === 'finish')]?.sequence ?? 0
  const affected = async (number: string): Promise<Record<string, string>> => {
    const traced = await trace(services.engine, at.pool, {
      direction: 'forward',
      seeds: [{ material: 'BLANK', number }],
      asKnownAt: { sequence: finished() },
    })
    const { lots } = (await writeTrace(services.engine, at.pool, traced, { offset: 0, limit: 10 })) as {
      lots: { number: string; certainty: string; affected: { min: string; expected: string; max: string } }[]
    }
    return Object.fromEntries(
      lots.map(lot => [lot.number, `${lot.certainty}, ${lot.affected.expected} (${lot.affected.min}–${lot.affected.max})`]),
    )
  }

  test.each([
    ['R1', { F1: 'certain, 60 (60–60)', F2: 'possible, 22.857143 (0–40)' }],
    ['R2', { F2: 'certain, 57.142857 (40–80)' }],
  ])('%s', async (number, expected) => {
    expect(await affected(number)).toEqual(expected)
  })
})
