import { IconPhoneCall, IconPrinter } from '@tabler/icons-react'
import type { LineState } from '../../offline/line.ts'
import { CommandCards } from './command-cards.tsx'
import { useWords } from './words.tsx'

/** What the last red meant, somebody to call, and the cards to scan from the screen or to print. */
export function HelpSheet({ state, touch }: { state: LineState; touch: (text: string) => void }) {
  const { t, m } = useWords()
  const stop = state.lastStop
  return (
    <>
      <section className="group">
        <h3>{t('ui.last-stop')}</h3>
        <p className="help-stop">{stop ? m(stop.message) : t('ui.no-stop')}</p>
        {stop?.advice && <p>{m(stop.advice)}</p>}
        <div className="group-choices">
          <button type="button" className="kiosk-button kiosk-primary" onClick={() => touch('HELP')}>
            <IconPhoneCall size={32} aria-hidden="true" />
            {t('ui.call-supervisor')}
          </button>
          <button type="button" className="kiosk-button" onClick={() => window.print()}>
            <IconPrinter size={32} aria-hidden="true" />
            {t('ui.print')}
          </button>
        </div>
      </section>
      <section className="group">
        <h3>{t('ui.cards')}</h3>
        <CommandCards touch={touch} />
      </section>
    </>
  )
}
