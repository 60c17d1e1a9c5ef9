import { useQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { asNamed, serialNamed } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { containerOf, partOf, seedOf, traceSearch } from '../../app/search-params.ts'
import { useWords } from '../../app/words.tsx'
import { Blank, Skeleton } from '../../parts/blank.tsx'
import { theOnly } from '../../parts/the-only.ts'
import { LotTrouble } from '../lot/lot-screen.tsx'

/** An address written by hand or by another system knows numbers, as that of the recall does; this screen knows the lot by its id. */
export function FromSeed({ seeds }: { seeds: string[] }) {
  const [seed = ''] = seeds
  // One lot is in the middle here; several, and what lay in a container, are traced where a recall is planned.
  if (seeds.length > 1 || containerOf(seed) !== undefined) return <Navigate to="/recall" search={{ seed: seeds }} replace />
  return <OneSeed seed={seed} />
}

function OneSeed({ seed }: { seed: string }) {
  const { t } = useWords()
  const { number, material } = seedOf(seed)
  const found = useQuery({
    queryKey: ['lots', 'seed', number, material],
    queryFn: ({ signal }) => client.lots({ search: number, ...(material === undefined ? {} : { material }), limit: 10 }, signal),
  })
  if (found.isError) return <LotTrouble error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Skeleton rows={10} height={44} />
  const lot = theOnly(found.data.rows.map(asNamed), number)
  if (lot) {
    const named = { ...traceSearch({ id: lot.id, serial: serialNamed(lot) }), ...partOf(seed) }
    return <Navigate to="/trace" search={before => ({ ...before, seed: undefined, ...named })} replace />
  }
  const said =
    found.data.rows.length === 0
      ? { title: t('trace.no-such-seed', { number }) }
      : { title: t('trace.several-seeds', { number }), text: t('trace.seed-advice') }
  return (
    <Blank page {...said}>
      <Link to="/lots" search={{ search: number }}>
        {t('trace.search-for', { serial: number })}
      </Link>
      <Link to="/trace">{t('trace.other-lot')}</Link>
    </Blank>
  )
}
