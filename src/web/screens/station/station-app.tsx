import { useEffect, useState } from 'react'
import { type Client, createClient } from '../../../client/index.ts'
import { ScanListener } from '../../app/scan-listener.tsx'
import { saveProfile } from '../../app/scan-profile.ts'
import { type Device, Journal } from '../../offline/journal.ts'
import { Line } from '../../offline/line.ts'
import { Photos } from '../../offline/photos.ts'
import { sound, unlockSound } from './earcons.ts'
import { Enrol } from './enrol.tsx'
import { enrolmentCode } from './enrolment-code.ts'
import { Notice } from './notice.tsx'
import { useSettings, wearTheme } from './settings.ts'
import { StationScreen } from './station-screen.tsx'
import { Speaking, useWords } from './words.tsx'

type Start =
  | { kind: 'starting' }
  | { kind: 'elsewhere' }
  | { kind: 'enrol'; journal: Journal }
  | { kind: 'ready'; line: Line; photos: Photos; journal: Journal; device: Device }

export function StationApp() {
  const [start, setStart] = useState<Start>({ kind: 'starting' })
  const { theme, language } = useSettings()
  useEffect(() => wearTheme(theme), [theme])
  useEffect(() => open(setStart), [])
  useUnlockedSound()
  return (
    <Speaking language={language ?? navigator.language}>
      <ScanListener shortest={1} />
      <Opened start={start} onEnrolled={() => window.location.replace('/station')} />
    </Speaking>
  )
}

function Opened({ start, onEnrolled }: { start: Start; onEnrolled: () => void }) {
  const { t } = useWords()
  if (start.kind === 'starting') return <Notice title={t('ui.starting')} />
  if (start.kind === 'elsewhere') return <Notice title={t('ui.elsewhere')} text={t('ui.elsewhere-advice')} />
  if (start.kind === 'enrol') return <Enrol journal={start.journal} onEnrolled={onEnrolled} />
  return <StationScreen line={start.line} photos={start.photos} journal={start.journal} device={start.device} />
}

/** One window of a device is the station: two would tell each other's scans in the wrong order. */
function open(show: (start: Start) => void): () => void {
  const closing = new AbortController()
  void alone(closing.signal, async () => {
    const journal = await Journal.open()
    const found = await journal.read()
    if (closing.signal.aborted) return
    const { device } = found
    if (device === undefined || enrolmentCode() !== undefined) return show({ kind: 'enrol', journal })
    const client = createClient({ token: device.token })
    void takeRecordedProfile(client, device.station)
    const line = new Line({ journal, client, code: device.station, found, signal: sound })
    const photos = new Photos({ journal, client, code: device.station, kept: found.photos })
    show({ kind: 'ready', line, photos, journal, device })
  }).then(isAlone => {
    if (!isAlone && !closing.signal.aborted) show({ kind: 'elsewhere' })
  })
  return () => closing.abort()
}

/** Its scanner may have been tested elsewhere; what is on record for this station goes before what this browser knew. */
async function takeRecordedProfile(client: Client, station: string): Promise<void> {
  const profiles = await client.scannerProfiles().catch(() => [])
  const own = profiles.find(profile => profile.code === station)
  if (own) saveProfile(own)
}

/** The lock is kept until the page closes. Pages without a secure connection have no locks; ids keep a doubled scan harmless there. */
async function alone(closing: AbortSignal, begin: () => Promise<void>): Promise<boolean> {
  if (navigator.locks === undefined) {
    await begin()
    return true
  }
  return await new Promise(resolve => {
    void navigator.locks.request('genealot-station', { ifAvailable: true }, async lock => {
      resolve(lock !== null)
      if (lock === null) return
      await begin()
      await new Promise<void>(end => closing.addEventListener('abort', () => end()))
    })
  })
}

/** On the window: the capture engine sits on the document and lets nobody behind it hear a scanner's keys. */
function useUnlockedSound(): void {
  useEffect(() => {
    const events = ['pointerdown', 'keydown'] as const
    for (const name of events) window.addEventListener(name, unlockSound, { capture: true })
    return () => {
      for (const name of events) window.removeEventListener(name, unlockSound, { capture: true })
    }
  }, [])
}
