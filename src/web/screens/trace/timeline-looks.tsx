import type { Words } from '../../app/words.tsx'
import type { Looks } from '../../parts/lanes-drawing.tsx'
import type { Told } from '../../parts/lanes-layout.ts'
import { standingSigns } from '../../parts/quality-standing.tsx'
import { outlines } from '../../parts/shape.tsx'
import { drawings } from '../../parts/signs.tsx'
import './timeline-view.css'
import { type Act, labelOf, laneOf, sentenceOf } from './timeline-words.ts'

const SHAPE = 20
const SIGN = 17

export const toldIn = (words: Words): Told<Act> => ({
  lead: SHAPE + SIGN,
  timeOf: ({ start, end }) => ({ from: start, to: end }),
  laneOf: act => laneOf(act, words),
  labelOf: acts => labelOf(acts, words),
  isFirst: ({ side }) => side === 0,
  alike: ({ act, side, certain, standing, left }) => [act, side, certain, standing, left].join(' '),
})

export const looksIn = (words: Words): Looks<Act> => ({
  sentenceOf: acts => sentenceOf(acts, words),
  classOf: ([first]) =>
    first === undefined
      ? ''
      : ['act', `act-${first.standing}`, first.certain ? '' : 'act-possible', first.side === 0 ? 'act-seed' : ''].filter(Boolean).join(' '),
  before: ([first]) => {
    if (first === undefined) return undefined
    const sign = standingSigns[first.standing]
    return {
      width: SHAPE + (sign ? SIGN : 0),
      drawing: (
        <>
          <svg className="act-shape" width="16" height="13" viewBox="0 0 25 20" data-filled={first.left || undefined} aria-hidden="true">
            {outlines.lot}
          </svg>
          {sign && (
            <svg className="act-sign" x={SHAPE} width="13" height="13" viewBox="0 0 16 16" aria-hidden="true">
              {drawings[sign]}
            </svg>
          )}
        </>
      ),
    }
  },
})
