import { useQuery } from '@tanstack/react-query'
import type { LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Trouble } from '../../parts/blank.tsx'
import { originWords } from '../../parts/origin-words.ts'
import { endsOf, isLeast } from './ends-shown.ts'

/**
 * The whole trace in one sentence, counted over the full depth: what a reader wants before opening any branch. How many lots those are is said
 * at once; who got them is asked when nothing else is waited for.
 */
export function TraceSentence({ lot, calm = true }: { lot: LotDetail; calm?: boolean }) {
  const words = useWords()
  const { data: back, error } = useWhole(lot, 'back', calm)
  const { data: forward } = useWhole(lot, 'forward', calm)
  if (error) return <Trouble error={error} />
  return (
    <p className="trace-sentence" aria-live="polite">
      {back && forward ? (
        <>
          {beginning(lot, back, words)} {ending(forward, words)}
        </>
      ) : (
        <span className="quiet">{words.t('trace.counting')}</span>
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

function beginning(lot: LotDetail, back: Whole, words: Words): string {
  if (back.totals.lots === 0) return originWords(lot, words)
  const { t } = words
  const count = back.totals.lots
  const vendors = back.vendors ?? []
  if (vendors.length === 0) return t('trace.made-of', { count })
  const from = t('trace.of-vendors', { count: distinct(vendors, 'vendor') })
  return t('trace.made-of-vendors', { count, origin: t('trace.vendor-lots', { count: lotsOf(vendors), vendors: from }) })
}

function ending(forward: Whole, { t }: Words): string {
  const count = forward.totals.lots
  if (forward.ends === undefined) return t('trace.went-so-far', { count })
  const { call } = forward.ends
  if (count === 0 && call.length === 0) return t('trace.went-nowhere')
  const customers = distinct(call, 'customer')
  if (count === 0) return t('trace.was-shipped', { count: customers })
  if (call.length === 0) return t('trace.went-unshipped', { count })
  const to = t(isLeast(forward) ? 'trace.sent-to-least' : 'trace.sent-to', { count: customers })
  const lots = forward.endPages?.call.next ? forward.endPages.call.lots : lotsOf(call)
  return t('trace.went-shipped', { count, shipped: t('trace.lots-shipped', { count: lots, customers: to }) })
}

function distinct<Row>(rows: Row[], key: keyof Row): number {
  return new Set(rows.map(row => row[key])).size
}

function lotsOf(rows: { material: string; number: string }[]): number {
  return new Set(rows.map(row => `${row.material}\u0000${row.number}`)).size
}
