import { useQuery } from '@tanstack/react-query'
import type { LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { inEnglish } from '../../app/words.tsx'
import { Trouble } from '../../parts/blank.tsx'
import { originWords } from '../../parts/origin-words.ts'
import { atLeast, endsOf } from './ends-shown.ts'

/**
 * The whole trace in one sentence, counted over the full depth: what a reader wants before opening any branch. How many lots those are is said
 * at once; who got them is asked when nothing else is waited for.
 */
export function TraceSentence({ lot, calm = true }: { lot: LotDetail; calm?: boolean }) {
  const { data: back, error } = useWhole(lot, 'back', calm)
  const { data: forward } = useWhole(lot, 'forward', calm)
  if (error) return <Trouble error={error} />
  return (
    <p className="trace-sentence" aria-live="polite">
      {back && forward ? (
        <>
          {beginning(lot, back)} {ending(forward)}
        </>
      ) : (
        <span className="quiet">Counting both directions…</span>
      )}
    </p>
  )
}

type Whole = NonNullable<ReturnType<typeof useWhole>['data']>

function useWhole(lot: LotDetail, direction: 'back' | 'forward', calm: boolean) {
  const asked = { direction, seeds: [{ site: lot.site, material: lot.material, number: lot.number }], limit: 1 }
  const counted = useQuery({
    queryKey: ['trace', 'counted', lot.id, lot.number, direction],
    queryFn: ({ signal }) => client.trace({ ...asked, quantities: false }, signal),
  })
  const whole = useQuery({
    queryKey: ['trace', 'whole', lot.id, lot.number, direction],
    queryFn: ({ signal }) => client.trace({ ...asked, ...endsOf(direction) }, signal),
    enabled: counted.data !== undefined && calm,
  })
  return { data: whole.data ?? counted.data, error: counted.error }
}

function beginning(lot: LotDetail, back: Whole): string {
  if (back.totals.lots === 0) return originWords(lot, inEnglish)
  const vendors = back.vendors ?? []
  const from =
    vendors.length === 0 ? '' : `, down to ${counted(lotsOf(vendors), 'vendor lot')} of ${counted(distinct(vendors, 'vendor'), 'vendor')}`
  return `Made from ${counted(back.totals.lots, 'lot')}${from}.`
}

function ending(forward: Whole): string {
  if (forward.ends === undefined) return `Went into ${counted(forward.totals.lots, 'lot or serial', 'lots and serials')}…`
  if (forward.totals.lots === 0 && forward.ends.call.length === 0) return 'It went into nothing and to nobody so far.'
  const { call } = forward.ends
  const lots = forward.endPages?.call.next ? forward.endPages.call.lots : lotsOf(call)
  const shipped =
    call.length === 0
      ? ', none of it shipped'
      : `; ${counted(lots, 'lot')} shipped to ${atLeast(forward)}${counted(distinct(call, 'customer'), 'customer')}`
  if (forward.totals.lots === 0) return `It was shipped to ${counted(distinct(call, 'customer'), 'customer')}.`
  return `Went into ${counted(forward.totals.lots, 'lot or serial', 'lots and serials')}${shipped}.`
}

function distinct<Row>(rows: Row[], key: keyof Row): number {
  return new Set(rows.map(row => row[key])).size
}

function lotsOf(rows: { material: string; number: string }[]): number {
  return new Set(rows.map(row => `${row.material}\u0000${row.number}`)).size
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
