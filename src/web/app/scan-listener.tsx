import { useEffect, useRef } from 'react'
import { type Heard, ScanEngine } from './scan-engine.ts'
import { savedProfile } from './scan-profile.ts'

type Reader = (heard: Heard) => void

/** Whoever asked last is read to: a dialog or a set-up page goes before the page below it. */
const readers: Reader[] = []

const none: readonly string[] = []

/** How many on the page wait for a number. */
let numbersWaitedFor = 0
/** What a gauge or a scale may send in less than three characters. */
const shortNumber = /^(?=.*\d)[-.,\d]{1,2}$/

const isShortScan = (text: string, words: readonly string[]): boolean =>
  words.includes(text.toUpperCase()) || (numbersWaitedFor > 0 && shortNumber.test(text))

/** The one engine of the page. */
export function ScanListener({ shortWords = none }: { shortWords?: readonly string[] }) {
  useEffect(() => {
    const engine = new ScanEngine({
      profile: savedProfile,
      isShortWord: text => isShortScan(text, shortWords),
      onScan: heard => readers.at(-1)?.(heard),
    })
    return engine.attach(document)
  }, [shortWords])
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

/** While a number is waited for, one of a single digit is a scan as well. */
export function useShortNumbers(isWaiting: boolean): void {
  useEffect(() => {
    if (!isWaiting) return
    numbersWaitedFor += 1
    return () => {
      numbersWaitedFor -= 1
    }
  }, [isWaiting])
}
