import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Home } from '../../../client/index.ts'
import { Panel } from '../../parts/panel.tsx'
import { Sign } from '../../parts/signs.tsx'

interface Step {
  to: '/receive' | '/produce' | '/ship' | '/stations' | '/printers' | '/drills'
  word: string
  why: string
  /** Done once the plant has recorded one of these. */
  types: readonly string[]
}

const STEPS: readonly Step[] = [
  { to: '/receive', word: 'Receive a lot', why: 'with its vendor lot: here the genealogy begins', types: ['receive'] },
  { to: '/produce', word: 'Produce from it', why: 'what was used and what was made become linked', types: ['produce', 'transform'] },
  { to: '/ship', word: 'Ship what was made', why: 'from then on a recall knows whom to call', types: ['ship'] },
  { to: '/drills', word: 'Try a recall', why: 'a drill holds nothing and shows what is missing in the record', types: ['drill'] },
  { to: '/stations', word: 'Set up a station', why: 'so that the floor reports with one scan', types: ['station'] },
  { to: '/printers', word: 'Add a label printer', why: 'so that each lot gets its label as it is made', types: ['printer'] },
]

/** What sets a plant going, ticked by what it has recorded; gone when all is done, or when somebody puts it away. */
export function FirstSteps({ home }: { home: Home }) {
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
      title="First steps"
      side={
        <Button variant="subtle" size="compact-sm" onClick={putAway}>
          Put away
        </Button>
      }
    >
      <ol className="first-steps">
        {STEPS.map(step => (
          <li key={step.to} className={isDone(step) ? 'first-step-done' : undefined}>
            <Sign name={isDone(step) ? 'tick' : 'ring'} size={16} />
            <span>
              <Link to={step.to} className={step === next ? 'strong' : undefined}>
                {step.word}
              </Link>{' '}
              {isDone(step) ? <span className="quiet small">done</span> : <span className="quiet small">{step.why}</span>}
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
