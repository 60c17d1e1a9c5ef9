import { IconAlertTriangleFilled, IconCheck, IconDeviceFloppy, IconEar, IconOctagonMinus } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Heard, LineState } from '../../offline/line.ts'
import { useNow } from './header.tsx'
import type { Shown, Tone } from './shown.ts'
import { Unbroken } from './unbroken.tsx'
import { useWords, type useWords as Words } from './words.tsx'

type Icon = ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: 'true' }>

const ICONS: Readonly<Record<Tone, Icon>> = {
  quiet: IconEar,
  heard: IconCheck,
  kept: IconDeviceFloppy,
  done: IconCheck,
  attention: IconAlertTriangleFilled,
  stop: IconOctagonMinus,
}

/** What the last scan came to: colour, shape and words. */
export function ResultBand({ shown, state }: { shown: Shown; state: LineState }) {
  const words = useWords()
  const now = useNow(250)
  const said = saidOf(state, words, now)
  if (said === undefined) return <div className="band-none" role="status" aria-live="polite" />
  const Shape = ICONS[shown.tone]
  return (
    <div className={`band band-${shown.tone}`} role="status" aria-live="polite">
      <Shape size={72} stroke={2.6} aria-hidden="true" />
      <div className="band-words">
        <p className="band-title">
          <Unbroken text={said.title} />
        </p>
        {said.more !== undefined && <p className="band-more">{said.more}</p>}
      </div>
    </div>
  )
}

const slowAfter = 1000

function saidOf(state: LineState, { t, m }: ReturnType<typeof Words>, now: number): { title: string; more?: string } | undefined {
  const { heard, replay, answer } = state
  if (heard?.kept && heard.withdrawn) return { title: t('done.cancelled') }
  if (heard?.refused) return { title: m(heard.refused.message), ...(heard.refused.advice ? { more: m(heard.refused.advice) } : {}) }
  if (heard?.kept) return keptAs(heard, { t, m })
  if (heard) return { title: t('ui.heard', { text: heard.text }), ...(now - heard.at > slowAfter ? { more: t('ui.saving') } : {}) }
  if (replay) return { title: t('ui.replayed', { count: replay.sent }), ...questionedOf(replay.questioned, t) }
  if (!answer) return undefined
  return { title: m(answer.message), ...(answer.advice ? { more: m(answer.advice) } : {}) }
}

/** What it comes to is said first, where the station can tell; that it is kept is said always. */
function keptAs({ text, said, advice }: Heard, { t, m }: Pick<ReturnType<typeof Words>, 't' | 'm'>): { title: string; more?: string } {
  const kept = t('ui.kept', { text: readable(text) })
  if (advice) return { title: kept, more: m(advice) }
  return said && !said.isDoubtful ? { title: m(said.message), more: kept } : { title: kept, ...(said ? { more: m(said.message) } : {}) }
}

const TEXT_SHOWN = 40

/** A label's separators are no letters, and nobody reads all of a long one. */
function readable(text: string): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ')
  return plain.length > TEXT_SHOWN ? `${plain.slice(0, TEXT_SHOWN)}…` : plain
}

function questionedOf(count: number, t: ReturnType<typeof Words>['t']): { more?: string } {
  return count > 0 ? { more: t('ui.replay-questioned', { count }) } : {}
}
