/** A trace in time as people read it: a line for what came, was made or left together. */
import type { TimelineAct, TraceTimeline } from '../../client/index.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { certaintyText, count, lotName, paintCertainty, time } from '../words.ts'

export function* timelineText({ seeds, acts, counted, grouped }: TraceTimeline, paint: Paint): Generator<string> {
  yield paint.bold(`In time, from ${seeds.map(lotName).join(', ')}: ${count(acts.length, 'line')}`)
  if (grouped) yield 'So much that what happened at one place in the same stretch of time is one line.'
  if (counted) yield 'So many lots are only counted: which of them are certain is not worked out.'
  if (acts.length === 0) return
  yield ''
  yield* table<TimelineAct>(
    acts,
    [
      { title: 'from', value: act => time(act.from) },
      { title: 'to', value: act => (act.to === act.from ? '' : time(act.to)) },
      { title: 'what', value: act => act.act },
      { title: 'at', value: act => act.workCenter ?? act.station ?? '' },
      { title: 'lots', value: lotsOf, paint: text => paint.bold(text) },
      { title: 'material', value: act => act.material ?? 'several' },
      {
        title: 'certainty',
        value: act => certaintyText(certaintyOf(act)),
        paint: (text, act) => paintCertainty(text, certaintyOf(act), paint),
      },
      { title: 'standing', value: act => act.standing },
      { title: 'work order', value: act => act.workOrder },
      { title: 'run', value: act => act.run },
    ],
    paint.dim,
  )
}

const lotsOf = ({ lots, first, last }: TimelineAct): string => (lots === 1 ? first : `${first}…${last} (${lots})`)
const certaintyOf = ({ certain }: TimelineAct) => (certain ? 'certain' : 'possible')
