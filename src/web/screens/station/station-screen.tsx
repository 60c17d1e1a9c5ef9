import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { StationReport } from '../../../client/index.ts'
import { useScans } from '../../app/scan-listener.tsx'
import type { Device, Journal } from '../../offline/journal.ts'
import type { Line, LineState } from '../../offline/line.ts'
import type { Photos } from '../../offline/photos.ts'
import { Header, usePresent } from './header.tsx'
import { useIdle } from './idle.ts'
import { Notice } from './notice.tsx'
import { useOpenSheet } from './open-sheet.ts'
import { QuestionCard } from './question-card.tsx'
import { ResultBand } from './result-band.tsx'
import { useSettings } from './settings.ts'
import { Sheets } from './sheets.tsx'
import { afterShift, shownOf } from './shown.ts'
import { CardOf, StateCard } from './state-card.tsx'
import { StopScreen } from './stop-screen.tsx'
import { Strip } from './strip.tsx'
import { StuckLabel } from './stuck-label.tsx'
import { Tools } from './tools.tsx'
import { Unbroken } from './unbroken.tsx'
import { useWakeLock } from './wake-lock.ts'
import { Speaking, useWords } from './words.tsx'

interface Props {
  line: Line
  photos: Photos
  journal: Journal
  device: Device
}

export function StationScreen({ line, photos, journal, device }: Props) {
  const state = useSyncExternalStore(line.subscribe, line.read)
  const chosen = useSettings().language
  const person = state.context?.people.at(-1)
  useEffect(() => line.start(), [line])
  useEffect(() => photos.start(), [photos])
  useScans(heard => line.scan(heard.text, 'scan'))
  useWakeLock()
  const language = person?.language ?? chosen ?? state.station?.station.language ?? navigator.language
  return (
    <Speaking language={language}>
      {state.connection === 'revoked' ? (
        <Revoked state={state} />
      ) : (
        <Kiosk line={line} photos={photos} state={state} journal={journal} device={device} />
      )}
    </Speaking>
  )
}

function Revoked({ state }: { state: LineState }) {
  const { t } = useWords()
  return (
    <Notice title={t('ui.revoked')} text={t('ui.revoked-advice')}>
      {state.pending > 0 && <p>{t('ui.offline-kept', { count: state.pending })}</p>}
    </Notice>
  )
}

function Kiosk({ line, photos, state, journal, device }: Props & { state: LineState }) {
  const isOver = useShiftIsOver(state)
  const standing = isOver ? afterShift(state) : state
  const shown = shownOf(standing)
  const sheet = useOpenSheet()
  const idle = useIdle(state.station?.station.idleMinutes)
  const { close } = sheet
  const touch = useCallback(
    (text: string) => {
      close()
      line.scan(text, 'touch')
    },
    [close, line],
  )
  const undo = useCallback((event: string) => touch(`UNDO:${event}`), [touch])
  const names = ['kiosk', `edge-${shown.tone}`, ...(idle ? ['kiosk-idle'] : []), ...(shown.question ? ['kiosk-asking'] : [])]
  return (
    <div className={names.join(' ')}>
      <Header state={state} photos={photos} onMenu={() => sheet.open('settings')} />
      <main className="kiosk-main">
        <NextSentence state={state} isOver={isOver} />
        {shown.question === null ? (
          <>
            <ResultBand shown={shown} state={standing} />
            {state.connection === 'online' && (
              <StuckLabel labels={state.station?.labels ?? []} decide={(job, decision) => void line.decideLabel(job, decision)} />
            )}
            <StateCard state={standing} />
          </>
        ) : (
          <QuestionCard
            key={shown.questionKey}
            question={shown.question}
            advice={shown.advice}
            answer={touch}
            isSending={state.connection === 'online' && state.pending > 0}
            answerWithFile={(prefix, kind, file) => line.answerWithFile(prefix, kind, file)}
          >
            {shown.card && <CardOf card={shown.card} />}
          </QuestionCard>
        )}
      </main>
      <Strip
        reports={state.context?.reports ?? NONE}
        undoMinutes={state.station?.station.policies.undoMinutes ?? usualUndoMinutes}
        skew={state.skew}
        undo={undo}
      />
      <Tools job={state.station?.station.job} touch={touch} open={sheet.open} />
      <Sheets sheet={sheet} line={line} photos={photos} state={state} journal={journal} device={device} touch={touch} />
      {shown.stop && <StopScreen stop={shown.stop} acknowledge={() => touch('OK')} />}
    </div>
  )
}

const usualUndoMinutes = 5
const NONE: StationReport[] = []

/** Everybody who was here belonged to a shift that has ended. */
const useShiftIsOver = (state: LineState): boolean => usePresent(state).length === 0 && (state.context?.people.length ?? 0) > 0

function NextSentence({ state, isOver }: { state: LineState; isOver: boolean }) {
  const { t, m } = useWords()
  if (isOver) return <h1 className="kiosk-next">{t('next.badge')}</h1>
  if (state.asking) return <h1 className="kiosk-next">{t('next.answer')}</h1>
  const next = state.here?.next ?? state.answer?.next ?? state.station?.next
  return (
    <h1 className="kiosk-next">
      <Unbroken text={next ? m(next) : t('ui.starting')} />
    </h1>
  )
}
