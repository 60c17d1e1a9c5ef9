/** What a bar of a trace in time is called. */
import type { TimelineAct } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import type { Words } from '../../app/words.tsx'
import { standingWords } from '../../parts/quality-standing.tsx'
import { absoluteTime } from '../../parts/when.tsx'

export type Act = TimelineAct & { start: number; end: number }

const places = {
  received: 'lanes.receiving',
  made: 'lanes.no-work-center',
  shipped: 'lanes.shipping',
} as const satisfies Record<TimelineAct['act'], OfficeKey>

/** What came in and what went out has a lane of its own, whichever station recorded it. */
export function laneOf({ act, workCenter, station }: Act, { t }: Words): string {
  const made = act === 'made' ? (workCenter ?? station) : undefined
  return made ?? t(places[act])
}
export const actWords = ({ act }: Act, { t }: Words): string => t(`acts.${act}`)
export const sideWords = ({ side }: Act, { t }: Words): string =>
  t(side === 0 ? 'acts.asked-for' : side < 0 ? 'acts.made-from' : 'acts.went-into')
export const certaintyWords = ({ certain }: Act, { t }: Words): string => t(certain ? 'legend.certain' : 'legend.possible')
export const leftWords = ({ left }: Act, { t }: Words): string => t(left ? 'stands.quantity-left' : 'stands.nothing-left')
export const lotsIn = (acts: readonly Act[]): number => acts.reduce((sum, { lots }) => sum + lots, 0)

export const nameOf = ({ lots, first, last }: Act, { t }: Words): string =>
  lots === 1 ? first : t('acts.lots-from-to', { count: lots, first, last })

const cut = (name: string): string => (name.length > 18 ? `${name.slice(0, 9)}…${name.slice(-8)}` : name)

export function labelOf(acts: readonly Act[], { t }: Words): string {
  const [first] = acts
  const lots = lotsIn(acts)
  return lots === 1 && first ? cut(first.first) : t('common.lots', { count: lots })
}

/** Everything a bar shows, one after the other. */
export function sentenceOf(acts: readonly Act[], words: Words): string {
  const { t } = words
  const [first] = acts
  if (first === undefined) return ''
  const who = acts.length === 1 ? nameOf(first, words) : t('common.lots', { count: lotsIn(acts) })
  const facts = [
    t('acts.happened', { who, act: actWords(first, words), place: laneOf(first, words) }),
    sideWords(first, words),
    t(standingWords[first.standing]),
    certaintyWords(first, words),
    leftWords(first, words),
    timeOf(first, acts, words),
    acts.length > 1 ? t('acts.enter') : '',
  ]
  return facts.filter(Boolean).join(', ')
}

function timeOf(first: Act, acts: readonly Act[], words: Words): string {
  const last = acts.reduce((latest, { end }) => Math.max(latest, end), first.end)
  const [from, to] = [first.start, last].map(at => absoluteTime(new Date(at).toISOString(), false, words))
  return first.start === last ? (from ?? '') : words.t('lanes.span', { from: from ?? '', to: to ?? '' })
}
