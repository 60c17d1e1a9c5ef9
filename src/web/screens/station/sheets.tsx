import { IconX } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react'
import type { Device, Journal } from '../../offline/journal.ts'
import type { Line, LineState } from '../../offline/line.ts'
import type { Photos } from '../../offline/photos.ts'
import type { OpenSheet } from './open-sheet.ts'
import { SettingsSheet } from './settings-sheet.tsx'
import { useWords } from './words.tsx'

const HelpSheet = lazy(async () => ({ default: (await import('./help-sheet.tsx')).HelpSheet }))

const CameraSheet = lazy(async () => ({ default: (await import('./camera-sheet.tsx')).CameraSheet }))

const PhotoSheet = lazy(async () => ({ default: (await import('./photo-sheet.tsx')).PhotoSheet }))

interface Props {
  sheet: OpenSheet
  line: Line
  photos: Photos
  state: LineState
  journal: Journal
  device: Device
  touch: (text: string) => void
}

export function Sheets({ sheet, line, photos, state, journal, device, touch }: Props) {
  const { t } = useWords()
  if (sheet.name === 'settings')
    return (
      <Sheet title={t('ui.menu')} onClose={sheet.close}>
        <SettingsSheet state={state} photos={photos} journal={journal} device={device} openCamera={() => sheet.open('camera')} />
      </Sheet>
    )
  if (sheet.name === 'help')
    return (
      <Sheet title={t('ui.help')} onClose={sheet.close}>
        <Suspense>
          <HelpSheet state={state} touch={touch} />
        </Suspense>
      </Sheet>
    )
  if (sheet.name === 'camera')
    return (
      <Sheet title={t('ui.camera')} onClose={sheet.close}>
        <Suspense>
          <CameraSheet onRead={text => line.scan(text, 'camera')} />
        </Suspense>
      </Sheet>
    )
  if (sheet.name === 'photo')
    return (
      <Sheet title={t('ui.photo')} onClose={sheet.close}>
        <Suspense>
          <PhotoSheet state={state} photos={photos} />
        </Suspense>
      </Sheet>
    )
  return null
}

function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useWords()
  const own = useRef<HTMLDialogElement>(null)
  useEffect(() => own.current?.showModal(), [])
  return (
    <dialog ref={own} className="sheet" aria-label={title} onClose={onClose}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="kiosk-button" aria-label={t('ui.close')} onClick={onClose}>
          <IconX size={40} aria-hidden="true" />
        </button>
      </header>
      <div className="sheet-body">{children}</div>
    </dialog>
  )
}
