import type { RecallEntry } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { When } from '../../parts/when.tsx'

export function Lots({ entries }: { entries: RecallEntry[] }) {
  return entries.map(({ id, material, number }, index) => (
    <span key={index}>
      <LotLink lot={{ id: id ?? undefined, material: material ?? '', number: number ?? '' }} />{' '}
      <span className="mono small quiet">{material}</span>{' '}
    </span>
  ))
}

/** When, and by whom. */
export function Told({ entry }: { entry: RecallEntry }) {
  return (
    <span className="small quiet">
      <TimeBy at={entry.at} by={entry.by} />
    </span>
  )
}

export function TimeBy({ at, by, exact = false }: { at: string | null; by: string | null; exact?: boolean }) {
  const { rich } = useWords()
  const time = <When at={at} exact={exact} />
  return by ? rich('case.time-by', { time, person: <span translate="no">{by}</span> }) : time
}
