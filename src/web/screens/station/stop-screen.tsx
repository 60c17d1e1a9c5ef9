import { IconOctagonMinus } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { refusedSaid } from '../../../words/refused-said.ts'
import { sound } from './earcons.ts'
import type { Stop } from './shown.ts'
import { timeOfDay } from './times.ts'
import { Unbroken } from './unbroken.tsx'
import { useWords } from './words.tsx'

const repeatEvery = 4000

/** Nothing else exists until it is acknowledged: nobody scans through a stop. */
export function StopScreen({ stop, acknowledge }: { stop: Stop; acknowledge: () => void }) {
  const { t } = useWords()
  const button = useRef<HTMLButtonElement>(null)
  const said = useSaid(stop)
  useEffect(() => {
    button.current?.focus()
    const again = setInterval(() => sound('stop'), repeatEvery)
    return () => clearInterval(again)
  }, [])
  return (
    <div className="stop" role="alertdialog" aria-modal="true" aria-labelledby="stop-title" aria-describedby="stop-advice">
      <IconOctagonMinus className="stop-shape" stroke={1.6} aria-hidden="true" />
      <p className="stop-word">{t('ui.stop')}</p>
      <h2 id="stop-title" role="alert">
        <Unbroken text={said.title} />
      </h2>
      <p id="stop-advice">
        <Unbroken text={said.advice} />
      </p>
      {stop.refused > 0 && <p className="stop-count">{t('ui.refused', { count: stop.refused })}</p>}
      <button ref={button} type="button" className="kiosk-button stop-ok" onClick={acknowledge}>
        {t('ui.ok')}
      </button>
    </div>
  )
}

function useSaid({ message, advice, local, holdsAt }: Stop): { title: string; advice: string } {
  const { t, m, language } = useWords()
  if (local === undefined) return { title: message ? m(message) : '', advice: advice ? m(advice) : '' }
  if (local.key === 'stop.here')
    return { title: local.said ? m(local.said.message) : '', advice: local.said?.advice ? m(local.said.advice) : '' }
  const title = t(local.key, { lot: local.lot })
  if (local.key === 'stop.not-taken') return { title, advice: refusedSaid(language, local) }
  if (local.key === 'stop.holds.old') return { title, advice: t('advice.holds.old') }
  const time = holdsAt === undefined ? '–' : timeOfDay(language, holdsAt)
  return { title, advice: t('advice.held.here', { time }) }
}
