/**
 * Something became something else. One event on its own is a `transform`. Events with the same transformationID are one approximate run:
 * each input is a load, each output a production, and by the standard every input is a candidate for every output.
 */

import { uuid5 } from '../../../base/id.ts'
import { formatInstant } from '../../../base/instant.ts'
import type { CaptureEvent } from '../../events.ts'
import { collectValues, markHolds } from './conditions.ts'
import type { Draft, Setting } from './draft.ts'
import { type EpcisEvent, placeOf, type Thing, things } from './event.ts'
import { code } from './identifier.ts'
import { listOf, textOf, Unmapped } from './json.ts'
import type { RunMemory } from './known.ts'
import { bringBack, contentsOf, lotOf, madeOutput, moveTo, sorted } from './object-event.ts'

export function mapTransformationEvent(draft: Draft): void {
  const run = runOf(draft.event)
  const inputs = unpacked(draft, things(draft.event, { epcs: 'inputEPCList', quantities: 'inputQuantityList' }))
  const outputs = things(draft.event, { epcs: 'outputEPCList', quantities: 'outputQuantityList' })
  for (const thing of [...inputs, ...outputs]) checked(draft, thing)
  draft.present(inputs)
  bringBack(draft, inputs)
  if (run === undefined) transform(draft, { inputs, outputs })
  else report(draft, { inputs, outputs, run })
  markHolds(draft, outputs)
  collectValues(draft, outputs.length > 0 || run === undefined ? { lots: outputs } : { lots: [], run })
}

/** An empty transformationID, as some systems write it, names nothing. */
export function runOf(event: EpcisEvent): string | undefined {
  const text = textOf(event.record['transformationID'])
  return text === '' ? undefined : code(text)
}

function checked(draft: Draft, thing: Thing): void {
  if (thing.name.as !== 'lot')
    throw new Unmapped('invalid-event', `${thing.name.uri} names no lot or serial that could be transformed.`, thing.pointer)
  draft.quantity(thing)
}

/** A container as input means what is in it. */
function unpacked(draft: Draft, found: readonly Thing[]): Thing[] {
  const { lots, containers } = sorted(draft, found)
  return [...lots, ...containers.flatMap(thing => contents(draft, thing))]
}

function contents(draft: Draft, thing: Thing): Thing[] {
  const inside = contentsOf(draft, draft.containerCode(thing.name))
  const named = inside.flatMap(lot =>
    lot.name === undefined ? [] : [{ name: lot.name, quantity: undefined, unit: lot.unit, pointer: thing.pointer }],
  )
  return named.length > 0 ? named : [thing]
}

function transform(draft: Draft, { inputs, outputs }: { inputs: readonly Thing[]; outputs: readonly Thing[] }): void {
  if (outputs.length === 0)
    throw new Unmapped(
      'invalid-event',
      'A transformation without a transformationID names what came out of it.',
      `${draft.event.pointer}/outputQuantityList`,
    )
  const workCenter = placeOf(draft.event, 'readPoint') ?? placeOf(draft.event, 'bizLocation')
  const drawn = inputs.map(thing => ({ lot: lotOf(draft, thing), quantity: draft.quantity(thing), unit: thing.unit }))
  const made = outputs.map(thing => madeOutput(draft, { thing, count: outputs.length }))
  draft.fact('transform', {
    type: 'transform',
    inputs: drawn,
    outputs: made,
    ...(workCenter === undefined ? {} : { workCenter: draft.workCenter(workCenter) }),
  })
  for (const { lot, quantity } of drawn) draft.take(lot, quantity)
  for (const thing of outputs) moveTo(draft, { thing, place: placeOf(draft.event, 'bizLocation') })
}

// ---- runs -----------------------------------------------------------------------------------------------------------------

function report(draft: Draft, { inputs, outputs, run }: { inputs: readonly Thing[]; outputs: readonly Thing[]; run: string }): void {
  const memory = runMemory(draft, run)
  for (const thing of inputs) {
    const lot = lotOf(draft, thing)
    const quantity = draft.quantity(thing)
    draft.fact(`load|${thing.name.key}`, { type: 'load', run, lot, quantity, unit: thing.unit })
    draft.take(lot, quantity)
    memory.inputs += 1
  }
  for (const thing of outputs) {
    const { lot, quantity, unit } = madeOutput(draft, { thing, count: outputs.length })
    draft.fact(`produce|${thing.name.key}`, { type: 'produce', run, lot, quantity, unit, from: memory.at })
    memory.outputs += 1
  }
  for (const thing of outputs) moveTo(draft, { thing, place: placeOf(draft.event, 'bizLocation') })
}

function runMemory(draft: Draft, run: string): RunMemory {
  const uri = placeOf(draft.event, 'readPoint') ?? placeOf(draft.event, 'bizLocation')
  const memory = draft.memory.runs.get(run) ?? {
    at: earliest(draft.memory.knownRuns.get(run), draft.event.atText),
    inputs: 0,
    outputs: 0,
    lastAt: draft.event.atText,
    lastIndex: draft.event.index,
    workCenter: undefined,
  }
  if (!draft.memory.runs.has(run)) {
    memory.workCenter = uri === undefined ? undefined : draft.workCenter(uri)
    if (!draft.memory.knownRuns.has(run)) {
      draft.before.push({
        type: 'start',
        run,
        ...(memory.workCenter === undefined ? {} : { workCenter: memory.workCenter }),
        ...draft.stamp(startId(draft.setting.site, run), memory.at),
      })
    }
  }
  draft.memory.runs.set(run, memory)
  memory.lastAt = draft.event.atText
  memory.lastIndex = draft.event.index
  return memory
}

/** A later file reports on a run that began before: what comes out of it may hold anything loaded since then. */
const earliest = (known: string | undefined, at: string): string => (known !== undefined && known < at ? known : at)
const startId = (site: string, run: string): string => uuid5(`${site}|run|${run}|start`, RUNS)
const RUNS = '9b0d6e0c-6a55-5d0c-8f0e-3c1f0f5b7d21'

/** EPCIS has no word for the end of a transformation: the end of the file is taken for it where both sides were reported. */
export function finishedRuns(
  { memory, site }: Setting,
  stamp: (id: string, at: string) => { id: string; at: string; site: string; late: true; by?: string },
): { index: number; event: CaptureEvent }[] {
  const open = [...memory.runs].filter(([, run]) => run.inputs > 0 && run.outputs > 0)
  return open.map(([run, { lastAt, lastIndex }]) => ({
    index: lastIndex,
    event: { type: 'finish', run, ...stamp(uuid5(`${site}|run|${run}|finish|${lastAt}`, RUNS), lastAt) },
  }))
}

/**
 * The order in which the events of a file count: by time, with the inputs of a run before its outputs. By the standard every input is a
 * candidate for every output, so an input reported after the first output is put before it, unless the file itself shows that the input was made
 * later than that output. An event of a run that reports both sides counts as two.
 */
export function inRunOrder(events: readonly EpcisEvent[]): EpcisEvent[] {
  const halves = events.flatMap(halved)
  const firstOutput = new Map<string, number>()
  const madeAt = new Map<string, number>()
  for (const event of halves) {
    const run = runOf(event)
    const made = madeBy(event)
    for (const thing of made) madeAt.set(thing.name.key, Math.min(madeAt.get(thing.name.key) ?? Infinity, event.at))
    if (run !== undefined && made.length > 0) firstOutput.set(run, Math.min(firstOutput.get(run) ?? Infinity, event.at))
  }
  return halves.map(event => pulledForward(event, { firstOutput, madeAt })).toSorted(byTime)
}

const byTime = (a: EpcisEvent, b: EpcisEvent): number => a.at - b.at || rank(a) - rank(b) || a.index - b.index
/** At one instant, what is only an input of a run goes before what came out of one. */
const rank = (event: EpcisEvent): number =>
  event.type === 'TransformationEvent' && runOf(event) !== undefined && madeBy(event).length > 0 ? 1 : 0

function halved(event: EpcisEvent): EpcisEvent[] {
  if (event.type !== 'TransformationEvent' || runOf(event) === undefined) return [event]
  const { inputEPCList, inputQuantityList, outputEPCList, outputQuantityList, ...rest } = event.record
  const inputs = listOf(inputEPCList).length + listOf(inputQuantityList).length
  if (inputs === 0 || listOf(outputEPCList).length + listOf(outputQuantityList).length === 0) return [event]
  const { ilmd: _ilmd, sensorElementList: _sensors, ...shared } = rest
  return [
    { ...event, record: { ...shared, inputEPCList, inputQuantityList } },
    { ...event, id: outputsId(event.id), record: { ...rest, outputEPCList, outputQuantityList } },
  ]
}

/** The id of the second half, which is an event of ours on its own. */
export const outputsId = (id: string): string => uuid5('outputs', id)

function pulledForward(
  event: EpcisEvent,
  { firstOutput, madeAt }: { firstOutput: ReadonlyMap<string, number>; madeAt: ReadonlyMap<string, number> },
): EpcisEvent {
  const run = event.type === 'TransformationEvent' ? runOf(event) : undefined
  const output = run === undefined ? undefined : firstOutput.get(run)
  if (output === undefined || event.at <= output || madeBy(event).length > 0) return event
  const inputs = safely(() => things(event, { epcs: 'inputEPCList', quantities: 'inputQuantityList' }))
  if (inputs.some(thing => (madeAt.get(thing.name.key) ?? -Infinity) > output)) return event
  return { ...event, at: output, atText: formatInstant(output) }
}

function madeBy(event: EpcisEvent): Thing[] {
  if (event.type === 'TransformationEvent') return safely(() => things(event, { epcs: 'outputEPCList', quantities: 'outputQuantityList' }))
  return event.type === 'ObjectEvent' && event.action === 'ADD'
    ? safely(() => things(event, { epcs: 'epcList', quantities: 'quantityList' }))
    : []
}

/** Looking ahead judges nothing: what cannot be read is refused when its turn comes. */
export function safely(read: () => Thing[]): Thing[] {
  try {
    return read()
  } catch (error) {
    if (error instanceof Unmapped) return []
    throw error
  }
}
