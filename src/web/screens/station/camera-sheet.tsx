import { useEffect, useRef, useState } from 'react'
import { useWords } from './words.tsx'

const lookEvery = 150
/** The same label stays before the lens for a while; it is one scan until another label, or none, was seen. */
const forgetAfter = 2500

/** A phone without a scanner reads labels with its camera. */
export function CameraSheet({ onRead }: { onRead: (text: string) => void }) {
  const { t } = useWords()
  const video = useRef<HTMLVideoElement>(null)
  const [trouble, setTrouble] = useState<string>()
  const latest = useRef(onRead)
  latest.current = onRead
  useEffect(() => {
    const closing = new AbortController()
    watch(video.current, text => latest.current(text), closing.signal).catch((failure: unknown) => {
      if (!closing.signal.aborted) setTrouble(failure instanceof Error ? failure.message : String(failure))
    })
    return () => closing.abort()
  }, [])
  if (navigator.mediaDevices === undefined) return <p role="alert">{t('ui.camera-none')}</p>
  if (trouble !== undefined) return <p role="alert">{t('ui.camera-failed', { reason: trouble })}</p>
  return <video ref={video} className="camera" muted playsInline aria-label={t('ui.camera')} />
}

async function watch(video: HTMLVideoElement | null, read: (text: string) => void, closing: AbortSignal): Promise<void> {
  if (video === null) return
  const { readPicture } = await import('./camera-reader.ts')
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } })
  closing.addEventListener('abort', () => stopAll(stream))
  if (closing.aborted) return stopAll(stream)
  video.srcObject = stream
  await video.play()
  let last = { text: '', at: 0 }
  while (!closing.aborted) {
    const text = await readPicture(video)
    const now = Date.now()
    if (text !== undefined && (text !== last.text || now - last.at > forgetAfter)) read(text)
    if (text !== undefined) last = { text, at: now }
    await new Promise(resolve => setTimeout(resolve, lookEvery))
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
