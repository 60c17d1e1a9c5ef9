import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseQuantity } from '../../base/quantity.ts'
import { type CaptureEvent, eventSchema } from '../events.ts'
import { papers } from './papers.ts'
import { Replay } from './replay.ts'
import { type DemoTruth, demoEventsTotal, demoPlant, demoTruth, stories } from './simulation.ts'
import { BAD_BAR, DRIFT, MISLABELLED } from './stories.ts'

const NOW = Date.UTC(2026, 5, 17, 11, 23, 45)
const DAY = 86_400_000

/** Takes what it names into something else, or away. */
const USES = new Set(['load', 'transform', 'split', 'merge', 'install', 'produce', 'scrap', 'ship'])
const numberIn = (lots: unknown): string => /"number":"([^"]+)"/.exec(JSON.stringify(lots))?.[1] ?? ''

function plantAt(options: { now: number; seed?: number }): { events: CaptureEvent[]; truth: DemoTruth } {
  const events: CaptureEvent[] = []
  const plant = demoPlant(options)
  for (;;) {
    const step = plant.next()
    if (step.done) return { events, truth: step.value }
    events.push(step.value)
  }
}

describe('the demo plant', () => {
  let events: CaptureEvent[] = []
  let truth: DemoTruth
  const replay = new Replay()

  beforeAll(() => {
    ;({ events, truth } = plantAt({ now: NOW }))
    for (const event of events) replay.apply(event)
  })

  test('has about fifty thousand events, as many as it says', () => {
    expect(events.length).toBeGreaterThan(45_000)
    expect(events.length).toBeLessThan(55_000)
    expect(demoEventsTotal({ now: NOW })).toBe(events.length)
  })

  test('speaks the capture format', () => {
    const wrong = events.find(event => !eventSchema.safeParse(event).success)
    expect(wrong).toBeUndefined()
  })

  test('lies in site demo, in the order of time, within the last ninety days', () => {
    expect(events.filter(event => event.site !== 'demo')).toEqual([])
    expect(events.findIndex((event, index) => index > 0 && event.at < (events[index - 1]?.at ?? ''))).toBe(-1)
    expect(Date.parse(events[0]?.at ?? '')).toBeGreaterThanOrEqual(NOW - 90 * DAY - 1000)
    expect(Date.parse(events.at(-1)?.at ?? '')).toBeLessThanOrEqual(NOW)
    expect(NOW - Date.parse(events.at(-1)?.at ?? '')).toBeLessThan(DAY)
  })

  test('begins at any hour: a lot that a vendor warns of was not used before, so nothing in work is stopped', () => {
    for (const hours of [0, 9, 16]) {
      const at = hours === 0 ? events : plantAt({ now: NOW + hours * 3_600_000 }).events
      const warnings = at.flatMap((event, index) =>
        event.type === 'hold' && String(event.reason).startsWith('vendor reports') ? [{ index, number: numberIn(event.lots) }] : [],
      )
      expect(warnings).toHaveLength(2)
      for (const { index, number } of warnings) {
        const used = at.slice(0, index).filter(event => JSON.stringify(event).includes(`"${number}"`))
        expect({ hours, number, used: used.map(({ type }) => type).filter(type => USES.has(type)) }).toEqual({ hours, number, used: [] })
      }
    }
  })

  test('gives every event an id of its own', () => {
    expect(new Set(events.map(event => event.id)).size).toBe(events.length)
  })

  test('uses every kind of event that a plant has', () => {
    const used = new Set(events.map(event => event.type))
    for (const type of [
      'transform',
      'split',
      'merge',
      'renumber',
      'serialize',
      'install',
      'remove',
      'pack',
      'unpack',
      'hold',
      'release',
      'dispose',
      'adjust',
      'scrap',
      'ship',
      'return',
      'correct',
      'attach',
      'complaint',
      'complaintAnswer',
      'complaintClose',
    ])
      expect(used).toContain(type)
    expect(events.some(event => event.type === 'load' && event.closes)).toBe(true)
  })

  test('accounts for everything except the planted loss', () => {
    expect([...replay.unexplained.values()]).toEqual([parseQuantity(DRIFT.lostPieces)])
  })

  test('keeps numbered seals as a series, of which parts and single ones are named', () => {
    const reels = events.flatMap(event => (event.type === 'receive' && event.lot.material === 'SEAL-TE' ? [event] : []))
    expect(reels.map(event => event.serials)).toEqual([
      { from: 'TE-00001', to: 'TE-05000', range: true },
      { from: 'TE-05001', to: 'TE-10000', range: true },
    ])
    const used = events.flatMap(event => (event.type === 'install' && event.component.material === 'SEAL-TE' ? [event] : []))
    expect(used.length).toBeGreaterThan(20)
    expect(used.length % 2).toBe(0)
  })

  test('has work under way and stock left', () => {
    expect([...replay.runs.values()].filter(run => !run.finished).length).toBeGreaterThan(2)
    expect(replay.balance(`${MISLABELLED.material}/${MISLABELLED.wrongNumber}`)).toBe(parseQuantity(480))
    expect(replay.balance(`${MISLABELLED.material}/${MISLABELLED.rightNumber}`)).toBe(parseQuantity(240))
  })

  test('has something for a supervisor to do: lots left lying, questions without an answer', () => {
    const raised = events.filter(event => event.type === 'raise')
    const decided = new Set(events.flatMap(event => (event.type === 'resolve' ? [event.event] : [])))
    expect(raised.length).toBeGreaterThan(3)
    expect(raised.filter(event => !decided.has(event.id)).length).toBeGreaterThan(1)
    const asked = raised.find(event => event.event !== undefined)
    expect(events.find(event => event.id === asked?.event)).toMatchObject({ type: 'pass' })
    expect(events.filter(event => event.type === 'hold' && event.reason.includes('engineering'))).toHaveLength(1)
  })

  test('has the papers that its events name, each a PDF of its own', () => {
    const named = new Set(events.flatMap(event => (event.type === 'attach' ? [event.document] : [])))
    expect(named).toEqual(new Set(papers().map(({ document }) => document)))
    for (const { bytes } of papers()) expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-')
  })

  test('has a deviation by which a lot was made and which still counts, and one that ended unused', () => {
    const asked = events.flatMap(event => (event.type === 'deviation' ? [event] : []))
    const approved = events.flatMap(event => (event.type === 'approve' ? [event] : []))
    expect(approved.map(event => event.deviation)).toEqual(asked.map(event => event.number))
    for (const approval of approved) expect(approval.by).not.toBe('ines')
    expect(asked.map(event => [event.component, Date.parse(event.until) > NOW])).toEqual([
      ['OR-018-NBR', false],
      ['OR-014-NBR', true],
    ])
    const used = events.flatMap(event =>
      event.type === 'transform' && event.workCenter === 'KIT-1' && event.inputs.some(({ lot }) => lot.material === 'OR-014-FKM')
        ? [event]
        : [],
    )
    expect(used.map(event => event.outputs[0]?.lot.material)).toEqual(['KIT-SEAL-03'])
    expect(Date.parse(used[0]?.at ?? '')).toBeGreaterThan(Date.parse(approved[1]?.at ?? ''))
  })

  test('has complaints that were answered and some that wait', () => {
    const numbers = (type: 'complaintClose' | 'complaintAnswer') => events.flatMap(event => (event.type === type ? [event.complaint] : []))
    const opened = events.flatMap(event => (event.type === 'complaint' ? [event.number] : []))
    expect(numbers('complaintClose').length).toBeGreaterThan(2)
    expect(opened.length).toBeGreaterThan(numbers('complaintClose').length)
  })

  test('finds each story by its identifier', () => {
    const text = events.map(event => JSON.stringify(event)).join('\n')
    for (const story of stories) expect(text).toContain(`"${story.search}"`)
    const outside = events.filter(
      event =>
        event.type === 'collect' &&
        event.values.some(value => value.characteristic === DRIFT.characteristic && Number(value.value) > 20.35),
    )
    expect(outside.length).toBeGreaterThan(5)
    expect(events.filter(event => event.type === 'correct' && event.reason.includes(MISLABELLED.container))).toHaveLength(1)
  })

  test('sends the bad heat to several hundred valves and several customers, and keeps some', () => {
    const { serialsAffected, serialsReachable, shippedTo, lotsAffected } = truth.badHeat
    expect(demoTruth({ now: NOW }).badHeat.serialsAffected).toEqual(serialsAffected)
    const shipped = [...shippedTo.values()].reduce((sum, serials) => sum + serials.size, 0)
    expect(serialsAffected.size).toBeGreaterThan(200)
    expect(shippedTo.size).toBeGreaterThan(5)
    expect(shipped).toBeGreaterThan(50)
    expect(shipped).toBeLessThan(serialsAffected.size)
    expect(lotsAffected).toContain(`${BAD_BAR.material}/${BAD_BAR.number}`)
    for (const serial of serialsAffected) expect(serialsReachable).toContain(serial)
  })

  test('takes the bad heat through an approximate run as well', () => {
    expect([...truth.badHeat.lotsAffected].some(lot => lot.startsWith('PLUNGER-08/'))).toBe(true)
    expect([...truth.badHeat.lotsAffected].some(lot => lot.startsWith('SPG-03/'))).toBe(true)
  })
})

describe('another day, another seed', () => {
  test('the same seed and moment give the same plant, another seed another one', () => {
    const journal = (seed: number) =>
      createHash('sha256')
        .update(JSON.stringify(plantAt({ now: NOW, seed }).events))
        .digest('hex')
    const first = journal(3)
    expect(journal(3)).toBe(first)
    expect(journal(4)).not.toBe(first)
  })

  // Weekends and nights fall differently on other days; the stories must be there on each of them.
  test.each([1.6, 4.2, 6.5])('%f days later everything still holds', days => {
    const { events, truth } = plantAt({ now: NOW + days * DAY })
    const replay = new Replay()
    for (const event of events) replay.apply(event)
    expect(events.length).toBeGreaterThan(45_000)
    expect(events.length).toBeLessThan(55_000)
    expect([...replay.unexplained.values()]).toEqual([parseQuantity(DRIFT.lostPieces)])
    expect(truth.badHeat.serialsAffected.size).toBeGreaterThan(200)
    expect(truth.badHeat.shippedTo.size).toBeGreaterThan(5)
    expect(truth.driftLots).toContain(`${DRIFT.material}/${DRIFT.firstNumber}`)
    const kitted = events.filter(event => event.type === 'transform' && event.inputs.some(({ lot }) => lot.material === 'OR-014-FKM'))
    expect(kitted, 'the deviation is used').toHaveLength(1)
  })

  test('too short a time is refused', () => {
    expect(() => demoEventsTotal({ now: NOW, days: 30 })).toThrow('65 days')
  })
})
