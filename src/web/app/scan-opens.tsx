import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import type { FoundRecord } from '../../client/index.ts'
import { baseOf, LANGUAGES } from '../../words/index.ts'
import { client } from './api.ts'
import { chooseLanguage } from './language.ts'
import { usePalette } from './palette.tsx'
import { useScans } from './scan-listener.tsx'
import { lotSearch } from './search-params.ts'
import { useSite } from './site.tsx'
import { useWords } from './words.tsx'

/** In the office a scan opens what was scanned; what is not one lot for certain opens the search on it. A badge says the language. */
export function ScanOpens() {
  const palette = usePalette()
  const navigate = useNavigate()
  const site = useSite()
  const { t } = useWords()
  const open = async (text: string) => {
    const [reading] = await client.readScans({ texts: [text], ...(site === undefined ? {} : { context: { site } }) })
    const picked = reading !== undefined && 'kind' in reading.means ? reading.means.picked : null
    if (picked?.kind === 'person') return greet(picked)
    const lot = picked?.lot ?? null
    if (lot === null) return palette.open(searchFor(picked) ?? reading?.facts.serial ?? reading?.facts.lot ?? reading?.text ?? text)
    palette.close()
    await navigate({
      to: '/lots/$id',
      params: { id: String(lot.id) },
      search: lotSearch(picked?.by === 'series' ? picked.code : undefined),
    })
  }
  /** Whoever scans a badge is spoken to in the language that it says. */
  const greet = ({ name, code, language }: FoundRecord) => {
    const spoken = LANGUAGES.find(one => language !== undefined && baseOf(language) === one.code)
    if (spoken === undefined) return
    chooseLanguage(spoken.code)
    notifications.show({ message: t('top.speaks', { language: spoken.name, person: name ?? code }) })
  }
  useScans(heard => void open(heard.text).catch(() => palette.open(heard.text)), 'fallback')
  return null
}

const searchFor = (picked: FoundRecord | null): string | undefined => picked?.code
