import { useNavigate } from '@tanstack/react-router'
import type { FoundRecord } from '../../client/index.ts'
import { client } from './api.ts'
import { usePalette } from './palette.tsx'
import { useScans } from './scan-listener.tsx'
import { lotSearch } from './search-params.ts'
import { useSite } from './site.tsx'

/** In the office a scan opens what was scanned; what is not one lot for certain opens the search on it. */
export function ScanOpens() {
  const palette = usePalette()
  const navigate = useNavigate()
  const site = useSite()
  const open = async (text: string) => {
    const [reading] = await client.readScans({ texts: [text], ...(site === undefined ? {} : { context: { site } }) })
    const picked = reading !== undefined && 'kind' in reading.means ? reading.means.picked : null
    const lot = picked?.lot ?? null
    if (lot === null) return palette.open(searchFor(picked) ?? reading?.facts.serial ?? reading?.facts.lot ?? reading?.text ?? text)
    palette.close()
    await navigate({
      to: '/lots/$id',
      params: { id: String(lot.id) },
      search: lotSearch(picked?.by === 'series' ? picked.code : undefined),
    })
  }
  useScans(heard => void open(heard.text).catch(() => palette.open(heard.text)), 'fallback')
  return null
}

/** A badge is nothing to search for; any other record is found by its code. */
const searchFor = (picked: FoundRecord | null): string | undefined =>
  picked === null || picked.kind === 'person' ? undefined : picked.code
