/** What a bar of a trace in time is called. */
import type { TimelineAct } from '../../../client/index.ts'
import { inEnglish } from '../../app/words.tsx'
import { standingWords } from '../../parts/quality-standing.tsx'
import { absoluteTime } from '../../parts/when.tsx'

export type Act = TimelineAct & { start: number; end: number }

const places = { received: 'Receiving', made: 'No work center', shipped: 'Shipping' } satisfies Record<TimelineAct['act'], string>
const words = { received: 'received', made: 'made', shipped: 'shipped' } satisfies Record<TimelineAct['act'], string>

/** What came in and what went out has a lane of its own, whichever station recorded it. */
export const laneOf = ({ act, workCenter, station }: Act): string => (act === 'made' ? (workCenter ?? station ?? places.made) : places[act])
export const actWords = ({ act }: Act): string => words[act]
export const sideWords = ({ side }: Act): string => (side === 0 ? 'asked for' : side < 0 ? 'made from' : 'went into')
export const lotsIn = (acts: readonly Act[]): number => acts.reduce((sum, { lots }) => sum + lots, 0)

export function nameOf({ lots, first, last }: Act): string {
  if (lots === 1) return first
  return `${lots.toLocaleString('en')} lots, ${first} to ${last}`
}

const cut = (name: string): string => (name.length > 18 ? `${name.slice(0, 9)}…${name.slice(-8)}` : name)

export function labelOf(acts: readonly Act[]): string {
  const [first] = acts
  const lots = lotsIn(acts)
  return lots === 1 && first ? cut(first.first) : `${lots.toLocaleString('en')} lots`
}

export function sentenceOf(acts: readonly Act[]): string {
  const [first] = acts
  if (first === undefined) return ''
  const last = acts.reduce((latest, { end }) => Math.max(latest, end), first.end)
  const to = new Date(last).toISOString()
  const when = first.start === last ? absoluteTime(first.from) : `${absoluteTime(first.from)} to ${absoluteTime(to)}`
  const who = acts.length === 1 ? nameOf(first) : `${lotsIn(acts).toLocaleString('en')} lots`
  const more = acts.length > 1 ? ', Enter zooms in' : ''
  return `${who} ${actWords(first)} at ${laneOf(first)}, ${sideWords(first)}, ${inEnglish.t(standingWords[first.standing])}, ${first.certain ? 'certain' : 'possible'}, ${
    first.left ? 'quantity left' : 'nothing left'
  }, ${when}${more}`
}
