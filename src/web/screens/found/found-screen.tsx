import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useParams } from '@tanstack/react-router'
import type { FoundLot } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { PageHead } from '../../parts/panel.tsx'

/** Where the address in a label's QR code leads: to the lot, and looking changes nothing. */
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
  const found = useQuery({ queryKey: ['found', text], queryFn: ({ signal }) => client.lots({ search: text, limit: 50 }, signal) })
  if (found.isError) return <Trouble error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Skeleton rows={4} height={64} />
  const lots = found.data.rows.filter(lot => named(lot, text))
  const [lot] = lots
  if (lots.length === 1 && lot) return <Navigate to="/lots/$id" params={{ id: String(lot.id) }} replace />
  if (lots.length === 0)
    return (
      <Blank
        page
        title="Nothing here bears this number"
        text={`"${text}" is no lot or serial of this server, and nothing that is in one. Check the label, or search for a part of it.`}
      >
        <Link to="/lots" search={{ search: text }}>
          Search for it
        </Link>
      </Blank>
    )
  return (
    <>
      <PageHead title={<span className="mono">{text}</span>} text="stands for several lots. Which one is it?" />
      <ul className="stack">
        {lots.map(one => (
          <li key={one.id}>
            <LotLink lot={one} /> <span className="mono small">{one.material}</span> <span className="quiet small">{one.description}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** The search also finds what only begins like it. */
const named = (lot: FoundLot, text: string): boolean =>
  [lot.number, lot.matched?.value].some(value => value?.toLowerCase() === text.toLowerCase())
