import { IconCamera, IconLanguage, IconMaximize, IconMoon, IconSun, IconSunMoon, IconVolume, IconVolumeOff } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { LANGUAGES, type WordKey } from '../../../words/index.ts'
import type { Device, Journal } from '../../offline/journal.ts'
import type { LineState } from '../../offline/line.ts'
import type { Photos } from '../../offline/photos.ts'
import { sound } from './earcons.ts'
import { change, useSettings } from './settings.ts'
import { useWords } from './words.tsx'

const VOLUMES: readonly WordKey[] = ['ui.sound-off', 'ui.sound-low', 'ui.sound-middle', 'ui.sound-high']

interface Props {
  state: LineState
  photos: Photos
  journal: Journal
  device: Device
}

export function SettingsSheet({ openCamera, ...leaving }: Props & { openCamera: () => void }) {
  const { t } = useWords()
  return (
    <>
      <Sound />
      <Theme />
      <Language />
      <Group title={t('ui.screen')}>
        <button
          type="button"
          className="kiosk-button"
          onClick={() => void document.documentElement.requestFullscreen().catch(() => undefined)}
        >
          <IconMaximize size={32} aria-hidden="true" />
          {t('ui.full-screen')}
        </button>
        <button type="button" className="kiosk-button" onClick={openCamera}>
          <IconCamera size={32} aria-hidden="true" />
          {t('ui.camera')}
        </button>
      </Group>
      <Leave {...leaving} />
    </>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="group">
      <h3>{title}</h3>
      <div className="group-choices">{children}</div>
    </section>
  )
}

function Choice({ chosen, onChoose, children }: { chosen: boolean; onChoose: () => void; children: ReactNode }) {
  return (
    <button type="button" className="kiosk-button" aria-pressed={chosen} onClick={onChoose}>
      {children}
    </button>
  )
}

function Sound() {
  const { t } = useWords()
  const { volume } = useSettings()
  const test = () => {
    sound('done')
    setTimeout(() => sound('attention'), 700)
    setTimeout(() => sound('stop'), 1700)
  }
  return (
    <Group title={t('ui.sound')}>
      {VOLUMES.map((word, step) => (
        <Choice key={word} chosen={volume === step} onChoose={() => change({ volume: step })}>
          {step === 0 ? <IconVolumeOff size={32} aria-hidden="true" /> : <IconVolume size={32} aria-hidden="true" />}
          {t(word)}
        </Choice>
      ))}
      <button type="button" className="kiosk-button" onClick={test}>
        {t('ui.sound-test')}
      </button>
    </Group>
  )
}

const THEMES = [
  { theme: 'light', word: 'ui.light', icon: IconSun },
  { theme: 'dark', word: 'ui.dark', icon: IconMoon },
  { theme: 'auto', word: 'ui.auto', icon: IconSunMoon },
] as const

function Theme() {
  const { t } = useWords()
  const { theme } = useSettings()
  return (
    <Group title={t('ui.theme')}>
      {THEMES.map(one => (
        <Choice key={one.theme} chosen={theme === one.theme} onChoose={() => change({ theme: one.theme })}>
          <one.icon size={32} aria-hidden="true" />
          {t(one.word)}
        </Choice>
      ))}
    </Group>
  )
}

function Language() {
  const { t, language } = useWords()
  return (
    <Group title={t('ui.language')}>
      {LANGUAGES.map(one => (
        <Choice key={one.code} chosen={language.startsWith(one.code)} onChoose={() => change({ language: one.code })}>
          <IconLanguage size={32} aria-hidden="true" />
          <span className="language">
            <span lang={one.code}>{one.name}</span>
            {one.machineMade && <small>{t('ui.machine-made')}</small>}
          </span>
        </Choice>
      ))}
    </Group>
  )
}

/** A device is not taken away from scans and photos that it has not sent. */
function Leave({ state, photos, journal, device }: Props) {
  const { t } = useWords()
  const [sure, setSure] = useState(false)
  const leave = async () => {
    await journal.forget()
    window.location.reload()
  }
  return (
    <Group title={`${state.station?.station.name ?? ''} (${device.station})`}>
      {state.pending + photos.read().kept.length > 0 ? (
        <p>{t('ui.leave-first')}</p>
      ) : (
        <button type="button" className="kiosk-button" onClick={() => (sure ? void leave() : setSure(true))}>
          {sure ? `${t('ui.leave')}?` : t('ui.leave')}
        </button>
      )}
    </Group>
  )
}
