import { useEffect, useLayoutEffect, useRef } from 'react'
import { lengthMin } from './scan-burst.ts'
import { type Heard, ScanEngine } from './scan-engine.ts'
import { savedProfile } from './scan-profile.ts'

type Reader = (heard: Heard) => void

/** Whoever asked last is read to: a dialog or a set-up page goes before the page below it. */
const readers: Reader[] = []

/** How many on the page wait for a number. */
let numbersWaitedFor = 0

interface Props {
  /** In an office two quick keys and Enter may be a person's; at a station everything is scanned. */
  shortest?: number
}

/** The one engine of the page. */
export function ScanListener({ shortest = lengthMin }: Props) {
  // Before the page is seen: whoever reads "Scan your badge" scans at once, and the first key would be lost.
  useLayoutEffect(() => {
    const engine = new ScanEngine({
      profile: savedProfile,
      shortest,
      isAnswer: text => numbersWaitedFor > 0 && /^\d$/.test(text),
      onScan: heard => readers.at(-1)?.(heard),
    })
    return engine.attach(document)
  }, [shortest])
  return null
}

/** `fallback`: only what nobody else on the page wants to read. */
export function useScans(reader: Reader, place: 'first' | 'fallback' = 'first'): void {
  const latest = useRef(reader)
  latest.current = reader
  useEffect(() => {
    const own: Reader = heard => latest.current(heard)
    if (place === 'fallback') readers.unshift(own)
    else readers.push(own)
    return () => void readers.splice(readers.indexOf(own), 1)
  }, [place])
}

/** While a number is waited for, a single digit is an answer even from a gauge that sends nothing behind it. */
export function useSingleDigits(isWaiting: boolean): void {
  useEffect(() => {
    if (!isWaiting) return
    numbersWaitedFor += 1
    return () => {
      numbersWaitedFor -= 1
    }
  }, [isWaiting])
}
