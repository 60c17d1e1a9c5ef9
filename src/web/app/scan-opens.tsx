import { useNavigate } from '@tanstack/react-router'
import { client } from './api.ts'
import { usePalette } from './palette.tsx'
import { useScans } from './scan-listener.tsx'

/** In the office a scan opens what was scanned; what is not one lot for certain opens the search on it. */
export function ScanOpens() {
  const palette = usePalette()
  const navigate = useNavigate()
  const open = (text: string) => {
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
  useScans(heard => open(heard.text))
  return null
}

/** Our own labels carry https://host/s/NUMBER; a scanner hands over the whole address. */
function ownAddress(text: string): string {
  const match = /^https?:\/\/[^/]+\/s\/([^?#]+)/.exec(text)
  return match?.[1] === undefined ? text : decodeURIComponent(match[1])
}
