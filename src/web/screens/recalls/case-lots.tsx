import type { RecallEntry } from '../../../client/index.ts'
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
      <When at={entry.at} />
      {entry.by && ` by ${entry.by}`}
    </span>
  )
}
