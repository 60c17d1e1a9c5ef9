import type { LotStatus } from '../../client/index.ts'
import { Sign, type SignName } from './signs.tsx'
import './state-chip.css'

type Tone = 'neutral' | 'done' | 'attention' | 'stop' | 'hold' | 'work'

const looks: Record<LotStatus, { tone: Tone; sign: SignName; word: string }> = {
  available: { tone: 'done', sign: 'tick', word: 'Available' },
  held: { tone: 'hold', sign: 'padlock', word: 'On hold' },
  used: { tone: 'neutral', sign: 'empty', word: 'Used up' },
  shipped: { tone: 'neutral', sign: 'arrow', word: 'Shipped' },
  scrapped: { tone: 'neutral', sign: 'cross', word: 'Scrapped' },
  expired: { tone: 'attention', sign: 'triangle', word: 'Expired' },
  'in work': { tone: 'work', sign: 'ring', word: 'In work' },
}

export function stateWord({ status, held }: { status: LotStatus; held?: boolean }): string {
  return (looks[held ? 'held' : status] ?? looks.available).word
}

/** The state of a lot in a word and a sign. A held lot says so first, whatever else is true of it. */
export function StateChip({ status, held }: { status: LotStatus; held?: boolean }) {
  const look = looks[held ? 'held' : status] ?? looks.available
  return (
    <Chip tone={look.tone} sign={look.sign}>
      {look.word}
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
