/** The checks, in the order in which they matter: what each looks for, says of a finding, and what mends it. */
import type { GenealogyCheckName } from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import type { Message } from '../../words/index.ts'
import { officeMessage } from '../../words/office/message.ts'
import type { NamedLot } from '../tracing/queries.ts'
import {
  backwards,
  deadEnds,
  type Found,
  forgottenRuns,
  leftBeforeMade,
  moreOutThanIn,
  openEnds,
  type Search,
  twoParents,
  usedBeforeMade,
} from './queries.ts'

/** Where a finding is mended: the page with the form, and the event or command. */
export interface Remedy {
  readonly text: string
  /** What opens: the event with its correction, or the open run with its forms. */
  readonly opens: 'event' | 'run'
  /** The event type that mends it. */
  readonly event: string
}

export interface Doctor {
  readonly check: GenealogyCheckName
  readonly title: string
  readonly search: Search
  readonly say: (found: Found, named: { lot: string; other: string | null; unit: string }) => Message
  readonly remedy: Remedy
}

export const lotText = (lot: NamedLot): string => `${lot.material} ${lot.number}`
const when = (at: number | string | null): string => {
  if (at === null) return ''
  const text = formatInstant(Number(at))
  return `${text.slice(0, 10)} ${text.slice(11, 16)}Z`
}

export const DOCTORS: readonly Doctor[] = [
  {
    check: 'used-before-made',
    title: 'Used before it was there',
    search: usedBeforeMade,
    say: ({ at, value }, { lot, other }) => {
      const times = { lot, at: when(at), made: when(value) }
      return other === null ? officeMessage('doctor.says-used', times) : officeMessage('doctor.says-used-for', { ...times, other })
    },
    remedy: {
      text: 'One of the two times is wrong: correct the use, or the receipt, with the right time.',
      opens: 'event',
      event: 'correct',
    },
  },
  {
    check: 'more-out-than-in',
    title: 'More taken than was there',
    search: moreOutThanIn,
    say: ({ value }, { lot, unit }) => officeMessage('doctor.says-more-out', { quantity: tidy(value), unit, lot }),
    remedy: {
      text: 'Count what is there and record the count (`adjust`), or correct the use that took too much.',
      opens: 'event',
      event: 'adjust',
    },
  },
  {
    check: 'two-parents',
    title: 'In two places at once',
    search: twoParents,
    say: ({ value }, { lot, other }) => officeMessage('doctor.says-two-parents', { lot, times: value ?? '', other: other ?? '–' }),
    remedy: {
      text: 'Record when it was removed from the first, or correct the installation that never happened.',
      opens: 'event',
      event: 'remove',
    },
  },
  {
    check: 'left-before-made',
    title: 'Gone before it was there',
    search: leftBeforeMade,
    say: ({ at, value }, { lot }) => officeMessage('doctor.says-left', { lot, at: when(at), made: when(value) }),
    remedy: { text: 'One of the two times is wrong: correct it with the right one.', opens: 'event', event: 'correct' },
  },
  {
    check: 'before-the-run',
    title: 'Made before the run began',
    search: backwards,
    say: ({ at, value, run }, { lot }) =>
      officeMessage('doctor.says-before-run', { lot, at: when(at), run: run ?? '', began: when(value) }),
    remedy: { text: 'Correct the output, or the start of the run, with the right time.', opens: 'event', event: 'correct' },
  },
  {
    check: 'orphan',
    title: 'Made of nothing',
    search: openEnds('output-without-input', 'component-not-recorded', 'unlotted-material'),
    say: ({ value }, { lot }) => officeMessage('doctor.says-open-end', { lot, detail: value ?? '' }),
    remedy: {
      text: 'Record the load that is missing, with the time when it happened; the run is derived anew.',
      opens: 'event',
      event: 'load',
    },
  },
  {
    check: 'dead-end',
    title: 'Loaded, and nothing came of it',
    search: deadEnds,
    say: ({ value, run, at }, { lot, unit }) =>
      officeMessage('doctor.says-dead-end', { quantity: tidy(value), unit, lot, run: run ?? '', at: when(at) }),
    remedy: { text: 'Record what was made, or unload what was not used.', opens: 'event', event: 'produce' },
  },
  {
    check: 'unexplained',
    title: 'A quantity nobody explained',
    search: openEnds('unaccounted-quantity'),
    say: ({ value }, { lot }) => officeMessage('doctor.says-open-end', { lot, detail: value ?? '' }),
    remedy: {
      text: 'Unload or scrap what was left over; until then a trace forward says it is not complete.',
      opens: 'event',
      event: 'unload',
    },
  },
  {
    check: 'forgotten-run',
    title: 'A run nobody finished',
    search: forgottenRuns,
    say: ({ run, value, at }) => {
      const facts = { run: run ?? '', at: when(at) }
      return value
        ? officeMessage('doctor.says-forgotten-at', { ...facts, workCenter: value })
        : officeMessage('doctor.says-forgotten', facts)
    },
    remedy: { text: 'Finish it: what it holds is neither in stock nor used until then.', opens: 'run', event: 'finish' },
  },
]

/** 12.500000000 is said 12.5. */
const tidy = (value: string | null): string => (value ?? '').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
