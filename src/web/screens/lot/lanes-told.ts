import type { LotSpan } from '../../../client/index.ts'
import type { Told } from '../../parts/lanes-layout.ts'

export const laneOf = ({ workCenter, station, kinds }: LotSpan): string =>
  workCenter ?? station ?? (kinds.includes('received') ? 'Receiving' : kinds.includes('shipped') ? 'Shipping' : 'No work center')

/** When and where what happened to a lot happened; each span is a bar of its own. */
export const told = {
  timeOf: ({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }),
  laneOf,
  isFirst: ({ relation }) => relation === 'own',
} satisfies Omit<Told<LotSpan>, 'labelOf'>
