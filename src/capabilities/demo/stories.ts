import { DAY, HOUR } from './schedule.ts'

/** Three things that went wrong in the plant, each findable by one pasted identifier. */
export interface Story {
  title: string
  text: string
  search: string
  material: string
  number: string
  page: 'recall' | 'trace' | 'lot'
}

export const BAD_BAR = {
  material: 'BAR-20',
  number: 'B-7731',
  vendor: 'V-STAHL',
  vendorLot: 'SM-7731',
  heat: 'H-7731',
  quantityKg: '234',
  arrivesBefore: 27 * DAY,
} as const

export const DRIFT = {
  workCenter: 'TURN-2',
  material: 'SPG-03',
  firstNumber: 'G3-2207',
  characteristic: 'turned-diameter',
  from: 10 * DAY,
  to: 7 * DAY,
  /** The lot of the story is turned once the wear has left the tolerance. */
  visibleAfter: 32 * HOUR,
  lostPieces: 7,
} as const

export const MISLABELLED = {
  container: 'BIN-0447',
  material: 'OR-014-NBR',
  rightNumber: 'OR-2213',
  wrongNumber: 'OR-2231',
  kit: 'KIT-SEAL-03',
  kitNumber: 'K3-0447',
  arrivesBefore: 40 * DAY,
  kittedBefore: 34 * DAY,
  correctedBefore: 9 * DAY,
} as const

export const stories: readonly Story[] = [
  {
    title: 'Bad bar stock',
    text: `The mill has withdrawn heat ${BAD_BAR.heat}: one delivery of bar stock that became spools, plungers and several hundred valves. Find who has them.`,
    search: BAD_BAR.heat,
    material: BAD_BAR.material,
    number: BAD_BAR.number,
    page: 'recall',
  },
  {
    title: 'Drifting machine',
    text: `Lathe ${DRIFT.workCenter} drifted out of tolerance for three days, and ${DRIFT.lostPieces} pieces of lot ${DRIFT.firstNumber} were never accounted for.`,
    search: DRIFT.firstNumber,
    material: DRIFT.material,
    number: DRIFT.firstNumber,
    page: 'lot',
  },
  {
    title: 'Mislabelled container',
    text: `Container ${MISLABELLED.container} carried the label of ${MISLABELLED.wrongNumber} but held ${MISLABELLED.rightNumber}; its seals were shipped before the record was corrected.`,
    search: MISLABELLED.rightNumber,
    material: MISLABELLED.material,
    number: MISLABELLED.rightNumber,
    page: 'trace',
  },
]
