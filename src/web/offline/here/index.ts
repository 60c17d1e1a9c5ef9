import type { StationContext, StationState } from '../../../client/index.ts'
import { amountsMeant } from '../../../words/decimal.ts'
import { message } from '../../../words/index.ts'
import { assembleHere } from './assemble.ts'
import { type Here, hereAt, type Knowing, kept, type Reading, refused, type Scanned } from './here.ts'
import { type Card, cardIn } from './labels.ts'
import { receiveHere } from './receive.ts'
import { reportHere } from './report.ts'
import { quantityIn } from './rows.ts'
import { shipHere } from './ship.ts'

export type { Here, Knowing, Reading, Refused, Said } from './here.ts'
export { nextHere } from './next.ts'

type Job = StationState['station']['job']

const JOBS: Readonly<Record<Job, (knowing: Knowing, here: Here, scanned: Scanned) => Reading>> = {
  report: reportHere,
  assemble: assembleHere,
  receive: receiveHere,
  ship: shipHere,
}

/** What a scan comes to while the server is away. Pure: the list, what was kept here before, and the scan. */
export function readHere(job: Job, knowing: Knowing, here: Here, scanned: Scanned): Reading {
  const card = cardIn(scanned.text)
  if (card?.word === 'UNDO') return kept(here.before ?? here)
  if (card?.word === 'NO') return kept({ ...here, lots: [], ahead: undefined, swapping: undefined })
  if (isDoubtful(card, knowing.mark)) return refused(here, 'attention', message('ask.which-number'), message('advice.which-number'))
  if (card?.word === 'QTY' && quantityIn(card.argument) !== undefined) return kept({ ...here, ahead: card.argument })
  return JOBS[job](knowing, here, scanned)
}

/** No lot is known yet of which it could be asked how much is meant. */
function isDoubtful(card: Card | undefined, mark: string): boolean {
  const isAmount = card?.word === 'QTY' || card?.word === 'SCRAP'
  const [amount = ''] = card?.argument?.split(':') ?? []
  return isAmount && amount.includes(',') && amountsMeant(amount, mark, false).length > 1
}

/** Where the station stands after all that was kept here. */
export function hereAfter(
  job: Job,
  knowing: Knowing,
  { context, scans }: { context: StationContext | null; scans: readonly Scanned[] },
): Here {
  const all = { ...knowing, isHeld: () => false, holds: { ...knowing.holds, isOld: false } }
  return scans.reduce((here, scanned) => readHere(job, all, here, scanned).here, hereAt(context, knowing.list))
}
