import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useParams } from '@tanstack/react-router'
import { type FoundLot, type FoundPlace, serialNamed } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client } from '../../app/api.ts'
import { lotSearch } from '../../app/search-params.ts'
import { useWords } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { PageHead } from '../../parts/panel.tsx'

/** Where the address in a label's QR code leads: to the lot, the container or the place, and looking changes nothing. */
export function FoundScreen() {
  const { number } = useParams({ from: '/s/$number' })
  return <Found text={number} />
}

/** A GS1 Digital Link of ours: /01/GTIN/10/LOT or /01/GTIN/21/SERIAL. */
export function FoundLinkScreen() {
  const { _splat = '' } = useParams({ from: '/01/$' })
  return <Found text={/\/(?:10|21)\/([^/?]+)/.exec(`/${_splat}`)?.[1] ?? _splat} />
}

function Found({ text }: { text: string }) {
  const lots = useQuery({ queryKey: ['found', text], queryFn: ({ signal }) => client.lots({ search: text, limit: 50 }, signal) })
  const places = useQuery({ queryKey: ['found-places', text], queryFn: ({ signal }) => client.placesCalled({ code: text }, signal) })
  const failed = [lots, places].find(asked => asked.isError)
  if (failed) return <Trouble page error={failed.error} retry={() => void failed.refetch()} />
  if (!lots.data || !places.data) return <Skeleton rows={4} height={64} />
  return <Choice text={text} lots={lots.data.rows} places={places.data} />
}

/** A lot's own number, a place's code; else what lots are called by others. Where it is one thing only, that is opened. */
function Choice({ text, lots: rows, places }: { text: string; lots: FoundLot[]; places: FoundPlace[] }) {
  const { t } = useWords()
  const numbered = rows.filter(lot => same(lot.number, text))
  const lots = numbered.length + places.length > 0 ? numbered : rows.filter(lot => same(lot.matched?.value, text))
  const [lot] = lots
  const [place] = places
  if (lots.length + places.length > 1) return <Several text={text} lots={lots} places={places} />
  if (lot) return <Navigate to="/lots/$id" params={{ id: String(lot.id) }} search={lotSearch(serialNamed(lot))} replace />
  if (place) return <Navigate to="/places/$kind/$code" params={place} search={{ site: place.site }} replace />
  return (
    <Blank page title={t('found.nothing')} text={t('found.nothing-text', { text })}>
      <Link to="/lots" search={{ search: text }}>
        {t('found.search')}
      </Link>
    </Blank>
  )
}

function Several({ text, lots, places }: { text: string; lots: FoundLot[]; places: FoundPlace[] }) {
  const { t } = useWords()
  return (
    <>
      <PageHead title={<span className="mono">{text}</span>} text={t('found.several')} />
      <ul className="stack">
        {lots.map(one => (
          <li key={one.id}>
            <LotLink lot={one} /> <span className="mono small">{one.material}</span> <span className="quiet small">{one.description}</span>
          </li>
        ))}
        {places.map(one => (
          <li key={one.kind + one.site + one.code}>
            <Link className="mono" to="/places/$kind/$code" params={one} search={{ site: one.site }}>
              {one.code}
            </Link>{' '}
            <span className="quiet small">{t(placeWords[one.kind], { site: one.site })}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

const placeWords: Record<FoundPlace['kind'], OfficeKey> = {
  container: 'found.container-at',
  location: 'found.location-at',
  workCenter: 'found.workCenter-at',
}

const same = (value: string | undefined, text: string): boolean => value?.toLowerCase() === text.toLowerCase()
