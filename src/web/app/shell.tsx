import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { PrintLegend } from '../parts/print-legend.tsx'
import { SigningProvider } from '../parts/signing.tsx'
import { LiveWatch } from './live.ts'
import { Palette, PaletteProvider } from './palette.tsx'
import { PhoneBar, Rail } from './rail.tsx'
import { ScanListener } from './scan-listener.tsx'
import { ScanOpens } from './scan-opens.tsx'
import { SessionGate } from './session.tsx'
import { isSpoken } from './spoken.ts'
import { InEnglish, useWords } from './words.tsx'
import './shell.css'
import { TopBar } from './top-bar.tsx'

/** A screen for the wall has nothing to press. */
const BARE = '/tv'

export function Shell() {
  const isBare = useRouterState({ select: state => state.location.pathname === BARE })
  if (isBare) {
    return (
      <SessionGate>
        <Outlet />
      </SessionGate>
    )
  }
  return (
    <SessionGate>
      <Framed />
    </SessionGate>
  )
}

function Framed() {
  const { t } = useWords()
  return (
    <>
      <LiveWatch />
      <PaletteProvider>
        <SigningProvider>
          <a className="skip" href="#main">
            {t('nav.skip')}
          </a>
          <div className="shell">
            <Rail />
            <div className="shell-body">
              <TopBar />
              <Main />
            </div>
            <PhoneBar />
          </div>
          <Palette />
          <ScanListener />
          <ScanOpens />
        </SigningProvider>
      </PaletteProvider>
    </>
  )
}

/** A new page starts reading at its top: the heading area takes the focus, as a page load would. */
function Main() {
  const path = useRouterState({ select: state => state.location.pathname })
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true })
    first.current = false
  }, [path])
  const speaks = isSpoken(path)
  return (
    <main id="main" className="main" ref={main} tabIndex={-1} {...(speaks ? {} : { lang: 'en', dir: 'ltr' })}>
      {speaks ? (
        <Outlet />
      ) : (
        <InEnglish>
          <Outlet />
        </InEnglish>
      )}
      <PrintLegend />
    </main>
  )
}
