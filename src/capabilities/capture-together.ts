/**
 * Events that are one fact to whoever sends them: all are recorded in one transaction, or none. A later one may name what an earlier one
 * was numbered: a new pallet, and the shipment it goes into.
 */
import { Refusal } from '../base/refusal.ts'
import type { Outcome, Step } from '../ledger/writer.ts'
import { type CaptureResult, idOf, refusedResult, resultOf } from './capture.ts'
import { handlers } from './handlers.ts'
import { parseEvent } from './parse.ts'
import { Problem } from './problem.ts'
import type { Services } from './route.ts'

/** They hold the lock of their site together. */
const TOGETHER_MAX = 100

export async function captureTogether(
  services: Services,
  sent: Iterable<unknown> | AsyncIterable<unknown>,
  via: string,
): Promise<CaptureResult[]> {
  const inputs: unknown[] = []
  for await (const input of sent) {
    if (inputs.length === TOGETHER_MAX)
      throw new Problem(
        400,
        'invalid-request',
        `At most ${TOGETHER_MAX} events are recorded together: send what belongs together, and the rest by itself.`,
      )
    inputs.push(input)
  }
  const wrong = inputs.findIndex((input, index) => complaintOf(inputs, input, index) !== null)
  const complaint = wrong < 0 ? null : complaintOf(inputs, inputs[wrong], wrong)
  if (complaint) return inputs.map((input, index) => (index === wrong ? refusedResult(input, complaint) : leftOut(input, wrong)))
  return recorded(services, inputs, via)
}

/** What is wrong with it before anything is decided. */
function complaintOf(inputs: readonly unknown[], input: unknown, index: number): Refusal | null {
  try {
    const { type, site } = parseEvent(input)
    if (handlers.get(type)?.alone === true)
      throw new Refusal('invalid-event', `"${type}" is decided alone, by the whole graph: send it by itself.`, '/type')
    if (site !== parseEvent(inputs[0]).site)
      throw new Refusal('invalid-event', 'Events that go together are of one site: send those of another site by themselves.', '/site')
    for (const place of placesIn(input))
      if (place.event >= index)
        throw new Refusal('invalid-event', `"${place.text}" must name an event before this one, counted from 0.`, '')
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

async function recorded(services: Services, inputs: readonly unknown[], via: string): Promise<CaptureResult[]> {
  // They are decided one behind the other: the last that was asked for is the one that was refused.
  let reached = 0
  const steps = inputs.map(
    (input, index): Step =>
      before => {
        reached = index
        return parseEvent(filledIn(input, before))
      },
  )
  const outcomes = await services.recordTogether(
    inputs.map(input => parseEvent(input).type),
    steps,
    via,
  )
  const [refused] = outcomes.filter(outcome => outcome.status === 'refused')
  if (!refused) return outcomes.map(resultOf)
  return inputs.map((input, index) => (index === reached ? { ...resultOf(refused), id: idOf(input) } : leftOut(input, reached)))
}

const leftOut = (input: unknown, wrong: number): CaptureResult =>
  refusedResult(
    input,
    new Refusal(
      'not-together',
      `Nothing of this was recorded, because event ${wrong} was refused: correct that one, and send all of them again.`,
    ),
  )

// ---- what an earlier one was numbered -----------------------------------------------------------------------------------------------

const PLACE = /^#(\d{1,3})\.(lot|container)$/

function placesIn(value: unknown): { text: string; event: number }[] {
  if (typeof value === 'string') {
    const [text, event] = PLACE.exec(value) ?? []
    return text === undefined ? [] : [{ text, event: Number(event) }]
  }
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(placesIn) : []
}

/** `#0.container` is the container that event 0 was numbered, `#0.lot` the number of the first lot it made or opened. */
function filledIn(value: unknown, before: readonly Outcome[]): unknown {
  if (typeof value === 'string') {
    const [text, event, what] = PLACE.exec(value) ?? []
    return text === undefined ? value : numberOf(before[Number(event)], what, text)
  }
  if (Array.isArray(value)) return value.map(one => filledIn(one, before))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledIn(one, before)]))
}

/** What numbered nothing leaves the place as it stands: no lot and no container has such a number. */
function numberOf(outcome: Outcome | undefined, what: string | undefined, text: string): string {
  const number = what === 'container' ? outcome?.container : (outcome?.opened?.number ?? outcome?.lots?.[0]?.number)
  return number ?? text
}
