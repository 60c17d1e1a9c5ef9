import { useEffect, useState } from 'react'

const usualMinutes = 5

/** True after a while without key or touch: the screen dims until somebody comes back. */
export function useIdle(minutes: number | null | undefined): boolean {
  const [idle, setIdle] = useState(false)
  useEffect(() => {
    const wait = (minutes ?? usualMinutes) * 60_000
    let timer = setTimeout(() => setIdle(true), wait)
    const awake = () => {
      setIdle(false)
      clearTimeout(timer)
      timer = setTimeout(() => setIdle(true), wait)
    }
    const events = ['pointerdown', 'keydown'] as const
    for (const name of events) window.addEventListener(name, awake, { capture: true })
    return () => {
      clearTimeout(timer)
      for (const name of events) window.removeEventListener(name, awake, { capture: true })
    }
  }, [minutes])
  return idle
}
