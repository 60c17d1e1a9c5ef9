import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { Blank } from '../parts/blank.tsx'
import { useWords } from './words.tsx'

export function Missing() {
  const { t } = useWords()
  return (
    <Blank page title={t('fault.no-page')} text={t('fault.no-page-text')}>
      <Link to="/">{t('fault.to-start')}</Link>
    </Blank>
  )
}

/** The last net: a screen broke. The server's records are untouched, and the reader is told so. */
export function ScreenFault({ error }: ErrorComponentProps) {
  const { t } = useWords()
  return (
    <Blank page title={t('fault.screen')} text={t('fault.screen-text')}>
      <code className="mono small">{error instanceof Error ? error.message : String(error)}</code>
      <a href={window.location.href}>{t('fault.load-again')}</a>
    </Blank>
  )
}
