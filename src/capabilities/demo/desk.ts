import { message } from '../../words/index.ts'
import type { CaptureEvent } from '../events.ts'
import { customers } from './catalogue.ts'
import type { Floor } from './floor.ts'
import { type Activity, DAY, HOUR, MINUTE } from './schedule.ts'
import type { StockLot } from './stock.ts'
import { hold, refer } from './verbs.ts'

/** What lands on a supervisor's desk: scans that matched nothing, questions from the floor, a lot at the wrong machine; and what was decided. */

/** Work that lies still: how long ago it was left, for how long a stretch of what came by. */
export const LEFT_LYING = { deburr: { from: 98 * HOUR, to: 86 * HOUR }, wash: { from: 34 * HOUR, to: 27 * HOUR } } as const

export const isLeft = (floor: Floor, { from, to }: { from: number; to: number }): boolean =>
  floor.now > floor.end - from && floor.now < floor.end - to

/** The first lot that was left lying waits for an answer; the others were forgotten. */
export function leftForAnAnswer(floor: Floor, lot: StockLot): void {
  if (floor.stuck++ === 0) hold(floor, [lot], 'burr in the cross port, engineering asked')
}

/** As a station raises it, so that each reader has it in his language. */
const unread = (text: string): string => message('raised.unread', { why: message('stop.unknown').text, text }).text

export function* askedAndAnswered(floor: Floor): Activity {
  yield floor.end - 12 * DAY
  const unmatched = floor.record({
    type: 'raise',
    by: 'mona',
    code: 'unmatched-scan',
    detail: unread('4012345-00039/88'),
    scan: '4012345-00039/88',
    workCenter: 'PACK-1',
  })
  yield floor.now + 40 * MINUTE
  floor.record({ type: 'resolve', by: 'klara', event: unmatched.id, action: 'accept', reason: 'label of the old printer, removed' })
  yield floor.end - 6 * DAY
  const wrong = atWrongMachine(floor)
  yield floor.now + 3 * HOUR
  if (wrong)
    floor.record({
      type: 'resolve',
      by: 'klara',
      event: wrong,
      action: 'accept',
      reason: 'deburred by hand at the drill, shown to the operator',
    })
}

/** Plugs are turned and washed; a drill is not on their way. */
function atWrongMachine(floor: Floor): string | undefined {
  const lot = floor.stock.firstFree('PLUG-22', floor.now)
  return lot && passed(floor, lot, 'DRILL-1').id
}

const passed = (floor: Floor, lot: StockLot, workCenter: string): CaptureEvent =>
  floor.record({ type: 'pass', by: floor.by('machining'), lot: refer(lot), workCenter })

/** A customer wrote yesterday and has no answer yet: his clock runs. */
export function* complaintWaits(floor: Floor): Activity {
  yield floor.end - 20 * HOUR
  const [customer] = customers
  if (!customer) return
  const text = 'Two valves of the last delivery leak at the cap. We have stopped the line: what do you advise?'
  floor.record({
    type: 'complaint',
    by: 'klara',
    number: floor.number('CP', 4),
    customer: customer.code,
    severity: 'major',
    text,
    said: text,
  })
}

export function* stillWaiting(floor: Floor): Activity {
  yield floor.end - 29 * HOUR
  const scale = floor.record({
    type: 'raise',
    by: 'emil',
    code: 'ask-supervisor',
    detail: 'The bar feeder counts two bars for one, who looks at it?',
    workCenter: 'TURN-3',
  })
  yield floor.now + HOUR
  const until = new Date(floor.end + 20 * HOUR).toISOString()
  floor.record({ type: 'resolve', by: 'klara', event: scale.id, action: 'snooze', reason: 'service comes tomorrow', until })
  yield floor.end - 7 * HOUR
  atWrongMachine(floor)
  yield floor.end - 3 * HOUR
  const lot = floor.stock.firstFree('BODY-03', floor.now)
  if (lot) {
    const scanned = passed(floor, lot, 'WASH-1')
    yield floor.now + 6 * MINUTE
    floor.record({
      type: 'raise',
      by: 'dana',
      code: 'ask-supervisor',
      detail: 'I scanned this lot twice, please take the second one back',
      event: scanned.id,
      lot: refer(lot),
      workCenter: 'WASH-1',
    })
  }
  yield floor.end - 50 * MINUTE
  floor.record({
    type: 'raise',
    by: 'mona',
    code: 'unmatched-scan',
    detail: unread('00340123450000417738'),
    scan: '00340123450000417738',
    workCenter: 'PACK-1',
  })
}
