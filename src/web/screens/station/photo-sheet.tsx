import { IconCamera, IconCertificate, IconCheck, IconClockPause, IconTrash } from '@tabler/icons-react'
import { useState, useSyncExternalStore } from 'react'
import type { StationPhoto, StationReport } from '../../../client/index.ts'
import { refusedSaid } from '../../../words/refused-said.ts'
import type { KeptPhoto } from '../../offline/journal.ts'
import type { LineState } from '../../offline/line.ts'
import type { Photos } from '../../offline/photos.ts'
import { Take } from './take.tsx'
import { timeOfDay } from './times.ts'
import { useWords } from './words.tsx'

/** A picture of the torn label, the certificate that came with it: they stay with the receipt, and with every lot made of it. */
export function PhotoSheet({ state, photos }: { state: LineState; photos: Photos }) {
  const { t } = useWords()
  const [chosen, choose] = useState<string>()
  const { kept, attached } = useSyncExternalStore(photos.subscribe, photos.read)
  const receipts = (state.context?.reports ?? []).filter(report => report.receipt !== undefined && !report.undone)
  const receipt = receipts.find(report => report.receipt === chosen) ?? receipts[0]
  const by = state.context?.people[0]?.code
  const add = (kind: StationPhoto['kind']) => (file: File) =>
    void photos.add(file, { receipt: receipt?.receipt ?? '', kind, ...(by === undefined ? {} : { by }) })
  const done = attached.filter(one => one.receipt === receipt?.receipt)
  return (
    <>
      {receipt === undefined ? (
        <p className="help-stop">{t('ui.photo-none')}</p>
      ) : (
        <>
          <Receipts receipts={receipts} chosen={receipt} choose={choose} />
          <div className="group-choices photo-kinds">
            <Take
              word={t('ui.photo-label')}
              icon={<IconCamera size={40} aria-hidden="true" />}
              accept="image/*"
              isCamera
              onTaken={add('photo')}
            />
            <Take
              word={t('ui.photo-certificate')}
              icon={<IconCertificate size={40} aria-hidden="true" />}
              accept="image/*,application/pdf"
              onTaken={add('certificate')}
            />
          </div>
        </>
      )}
      <ul className="photos" aria-live="polite">
        {done.length > 0 && (
          <li className="photo photo-done">
            <IconCheck size={32} stroke={3} aria-hidden="true" />
            {t('ui.photo-attached', { count: done.length })}
          </li>
        )}
        {kept.map(photo => (
          <Waiting key={photo.id} photo={photo} discard={() => void photos.discard(photo.id)} />
        ))}
      </ul>
    </>
  )
}

function Receipts({ receipts, chosen, choose }: { receipts: StationReport[]; chosen: StationReport; choose: (receipt: string) => void }) {
  const { language } = useWords()
  return (
    <div className="photo-receipts">
      {receipts.map(report => (
        <button
          key={report.receipt}
          type="button"
          className="kiosk-button photo-receipt"
          aria-pressed={report === chosen}
          onClick={() => choose(report.receipt ?? '')}
        >
          <span className="cell-time">{timeOfDay(language, report.at)}</span>
          <span>{report.title}</span>
        </button>
      ))}
    </div>
  )
}

function Waiting({ photo, discard }: { photo: KeptPhoto; discard: () => void }) {
  const { t, language } = useWords()
  return (
    <li className="photo">
      <IconClockPause size={32} aria-hidden="true" />
      <span>
        {photo.refused === undefined
          ? t('ui.photo-waits', { count: 1 })
          : t('ui.photo-refused', { reason: refusedSaid(language, { detail: photo.refused }) })}
      </span>
      {photo.refused !== undefined && (
        <button type="button" className="kiosk-button" onClick={discard}>
          <IconTrash size={32} aria-hidden="true" />
          {t('ui.photo-discard')}
        </button>
      )}
    </li>
  )
}
