import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { client } from './api.ts'
import { usePalette } from './palette.tsx'
import { type Burst, grow, quiet, scanned } from './scan-burst.ts'

type Field = HTMLInputElement | HTMLTextAreaElement

/** One listener for the whole page: a scan anywhere opens what was scanned, and a field that was only in the way gets its text back. */
export function ScanListener() {
  const route = useScanRoute()
  const latest = useRef(route)
  latest.current = route
  useEffect(() => {
    let burst: Burst = quiet
    let before: { field: Field; value: string } | undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key.length === 1) {
        const next = grow(burst, event.key, event.timeStamp)
        if (next.times.length === 1) before = snapshot(event.target)
        burst = next
        return
      }
      if (event.key !== 'Enter' && event.key !== 'Tab') return
      const text = scanned(burst, event.timeStamp)
      burst = quiet
      if (text === undefined || acceptsScan(event.target)) return
      // The Enter of a scan must not press whatever button happens to have the focus.
      event.preventDefault()
      event.stopPropagation()
      if (before !== undefined) restore(before)
      latest.current(text)
    }
    document.addEventListener('keydown', onKey, { capture: true })
    return () => document.removeEventListener('keydown', onKey, { capture: true })
  }, [])
  return null
}

function useScanRoute(): (text: string) => void {
  const palette = usePalette()
  const navigate = useNavigate()
  return text => {
    const identifier = ownAddress(text)
    client
      .lots({ search: identifier, limit: 10 })
      .then(found => {
        const exact = found.rows.filter(lot => lot.number.toLowerCase() === identifier.toLowerCase())
        const meant = exact.length > 0 ? exact : found.rows
        const only = meant.length === 1 ? meant[0] : undefined
        if (only === undefined) return palette.open(identifier)
        palette.close()
        return navigate({ to: '/lots/$id', params: { id: String(only.id) } })
      })
      .catch(() => palette.open(identifier))
  }
}

/** Our own labels carry https://host/s/NUMBER; a scanner hands over the whole address. */
function ownAddress(text: string): string {
  const match = /^https?:\/\/[^/]+\/s\/([^?#]+)/.exec(text)
  return match?.[1] === undefined ? text : decodeURIComponent(match[1])
}

function snapshot(target: EventTarget | null): { field: Field; value: string } | undefined {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? { field: target, value: target.value } : undefined
}

function acceptsScan(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[data-scan="accept"]') !== null
}

/** React watches the native setter, so the value goes back through it and an input event follows. */
function restore({ field, value }: { field: Field; value: string }): void {
  const owner = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype
  Object.getOwnPropertyDescriptor(owner, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
