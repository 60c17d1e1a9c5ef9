import { Link } from '@tanstack/react-router'
import { lotSearch } from '../app/search-params.ts'
import { CopyButton } from './copy-button.tsx'
import './lot-name.css'
import { Shape, shapeOfLot } from './shape.tsx'

export interface NamedLot {
  id?: number | undefined
  material: string
  number: string
  kind?: string
  onHand?: string
  vendorLot?: string | null
  /** One serial of a series, which has no lot of its own: the link opens its record. */
  serial?: string | undefined
}

/** The hero of every screen: shape, number in the identifier face, never cut, a link, one click to copy. */
export function LotName({ lot, dashed = false, material = true }: { lot: NamedLot; dashed?: boolean; material?: boolean }) {
  return (
    <span className="lot-name">
      <Shape
        kind={shapeOfLot({ kind: lot.kind ?? 'lot', vendorLot: lot.vendorLot ?? null })}
        filled={Number(lot.onHand ?? 0) > 0}
        dashed={dashed}
        size={15}
      />
      <LotLink lot={lot} />
      {material && <span className="lot-name-material mono">{lot.material}</span>}
      <CopyButton text={lot.number} />
    </span>
  )
}

export function LotLink({ lot }: { lot: NamedLot }) {
  if (lot.id === undefined) {
    return (
      <Link className="lot-link mono" to="/lots" search={{ search: lot.number, material: lot.material, open: '1' }}>
        {lot.number}
      </Link>
    )
  }
  return (
    <Link className="lot-link mono" to="/lots/$id" params={{ id: String(lot.id) }} search={lotSearch(lot.serial)}>
      {lot.number}
    </Link>
  )
}
