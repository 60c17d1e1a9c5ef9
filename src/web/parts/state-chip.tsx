import type { LotStatus } from '../../client/index.ts'
import type { OfficeKey } from '../../words/office.ts'
import { inEnglish, useWords, type Words } from '../app/words.tsx'
import { Sign, type SignName } from './signs.tsx'
import './state-chip.css'

type Tone = 'neutral' | 'done' | 'attention' | 'stop' | 'hold' | 'work'

const looks: Record<LotStatus, { tone: Tone; sign: SignName; word: OfficeKey }> = {
  available: { tone: 'done', sign: 'tick', word: 'state.available' },
  held: { tone: 'hold', sign: 'padlock', word: 'state.held' },
  used: { tone: 'neutral', sign: 'empty', word: 'state.used' },
  shipped: { tone: 'neutral', sign: 'arrow', word: 'state.shipped' },
  scrapped: { tone: 'neutral', sign: 'cross', word: 'state.scrapped' },
  expired: { tone: 'attention', sign: 'triangle', word: 'state.expired' },
  'in work': { tone: 'work', sign: 'ring', word: 'state.in-work' },
}

export function stateWord({ status, held }: { status: LotStatus; held?: boolean }, { t }: Words = inEnglish): string {
  return t((looks[held ? 'held' : status] ?? looks.available).word)
}

/** The state of a lot in a word and a sign. A held lot says so first, whatever else is true of it. */
export function StateChip({ status, held }: { status: LotStatus; held?: boolean }) {
  const { t } = useWords()
  const look = looks[held ? 'held' : status] ?? looks.available
  return (
    <Chip tone={look.tone} sign={look.sign}>
      {t(look.word)}
    </Chip>
  )
}

export function Chip(props: { tone: Tone; sign: SignName; children: React.ReactNode }) {
  return (
    <span className={`chip chip-${props.tone}`}>
      <Sign name={props.sign} size={12} />
      {props.children}
    </span>
  )
}
