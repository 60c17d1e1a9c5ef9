import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Home } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { useWords } from '../../app/words.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Sign } from '../../parts/signs.tsx'

interface Step {
  to: '/receive' | '/produce' | '/ship' | '/stations' | '/printers' | '/drills'
  word: OfficeKey
  why: OfficeKey
  /** Done once the plant has recorded one of these. */
  types: readonly string[]
}

const STEPS: readonly Step[] = [
  { to: '/receive', word: 'steps.receive', why: 'steps.receive-why', types: ['receive'] },
  { to: '/produce', word: 'steps.produce', why: 'steps.produce-why', types: ['produce', 'transform'] },
  { to: '/ship', word: 'steps.ship', why: 'steps.ship-why', types: ['ship'] },
  { to: '/drills', word: 'steps.drills', why: 'steps.drills-why', types: ['drill'] },
  { to: '/stations', word: 'steps.stations', why: 'steps.stations-why', types: ['station'] },
  { to: '/printers', word: 'steps.printers', why: 'steps.printers-why', types: ['printer'] },
]

/** What sets a plant going, ticked by what it has recorded; gone when all is done, or when somebody puts it away. */
export function FirstSteps({ home }: { home: Home }) {
  const { t } = useWords()
  const [away, setAway] = useState(() => isAway(home.site))
  const isDone = (step: Step): boolean => step.types.some(type => home.begun.includes(type))
  const open = STEPS.filter(step => !isDone(step))
  const [next] = open
  if (away || next === undefined) return null
  const putAway = () => {
    rememberAway(home.site)
    setAway(true)
  }
  return (
    <Panel
      title={t('steps.title')}
      side={
        <Button variant="subtle" size="compact-sm" onClick={putAway}>
          {t('steps.put-away')}
        </Button>
      }
    >
      <ol className="first-steps">
        {STEPS.map(step => (
          <li key={step.to} className={isDone(step) ? 'first-step-done' : undefined}>
            <Sign name={isDone(step) ? 'tick' : 'ring'} size={16} />
            <span>
              <Link to={step.to} className={step === next ? 'strong' : undefined}>
                {t(step.word)}
              </Link>{' '}
              {isDone(step) ? <span className="quiet small">{t('steps.done')}</span> : <span className="quiet small">{t(step.why)}</span>}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

const keyOf = (site: string): string => `genealot.first-steps.${site}`

/** A browser that keeps nothing shows the steps again: that is no harm. */
function isAway(site: string): boolean {
  try {
    return localStorage.getItem(keyOf(site)) === 'away'
  } catch {
    return false
  }
}

function rememberAway(site: string): void {
  try {
    localStorage.setItem(keyOf(site), 'away')
  } catch {
    // Nothing to do: it is only put away for now.
  }
}
