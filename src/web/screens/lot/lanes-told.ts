import type { LotSpan } from '../../../client/index.ts'
import type { Words } from '../../app/words.tsx'
import type { Told } from '../../parts/lanes-layout.ts'

export function laneOf({ workCenter, station, kinds }: LotSpan, { t }: Words): string {
  const unplaced = kinds.includes('received') ? 'lanes.receiving' : kinds.includes('shipped') ? 'lanes.shipping' : 'lanes.no-work-center'
  return workCenter ?? station ?? t(unplaced)
}

/** When and where what happened to a lot happened; each span is a bar of its own. */
export const toldIn = (words: Words) =>
  ({
    timeOf: ({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }),
    laneOf: span => laneOf(span, words),
    isFirst: ({ relation }) => relation === 'own',
  }) satisfies Omit<Told<LotSpan>, 'labelOf'>
