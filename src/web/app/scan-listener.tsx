import { useEffect, useRef } from 'react'
import { type Heard, ScanEngine } from './scan-engine.ts'
import { savedProfile } from './scan-profile.ts'

interface Reader {
  onScan(heard: Heard): void
  onTyped?(key: string): void
}

/** Whoever asked last is read to: a dialog or a set-up page goes before the page below it. */
const readers: Reader[] = []

/** The one engine of the page. */
export function ScanListener() {
  useEffect(() => {
    const engine = new ScanEngine({
      profile: savedProfile,
      onScan: heard => readers.at(-1)?.onScan(heard),
      onTyped: key => readers.at(-1)?.onTyped?.(key),
    })
    return engine.attach(document)
  }, [])
  return null
}

export function useScans(reader: Reader): void {
  const latest = useRef(reader)
  latest.current = reader
  useEffect(() => {
    const own: Reader = { onScan: heard => latest.current.onScan(heard), onTyped: key => latest.current.onTyped?.(key) }
    readers.push(own)
    return () => void readers.splice(readers.indexOf(own), 1)
  }, [])
}
