import { IconArrowRight } from '@tabler/icons-react'
import type { FoundLot } from '../../client/index.ts'
import { Amount } from '../parts/amount.tsx'
import { Shape, shapeOfLot } from '../parts/shape.tsx'
import { StateChip } from '../parts/state-chip.tsx'

export function PaletteHit({ lot }: { lot: FoundLot }) {
  return (
    <>
      <Shape kind={shapeOfLot(lot)} filled={Number(lot.onHand) > 0} size={18} />
      <span className="palette-hit">
        <span>
          <span className="mono palette-number">{lot.number}</span> <Matched lot={lot} />
        </span>
        <span className="small quiet">
          <span className="mono">{lot.material}</span> {lot.description} {placeWords(lot)}
        </span>
      </span>
      <span className="palette-state">
        <StateChip status={lot.status} held={lot.held} />
        <span className="small">
          <Amount value={lot.onHand} unit={lot.unit} />
        </span>
      </span>
    </>
  )
}

const matchWords: Record<string, string> = {
  vendorLot: 'vendor lot',
  heat: 'heat',
  formerNumber: 'former number',
  customerLot: 'customer lot',
  serialRange: 'serial range',
  shipment: 'in shipment',
  workOrder: 'work order',
  container: 'in container',
  epc: 'EPC',
  purchaseOrder: 'purchase order',
}

function Matched({ lot }: { lot: FoundLot }) {
  const matched = lot.matched
  if (matched === undefined || matched.kind === 'number') return null
  return (
    <span className="small quiet">
      {matchWords[matched.kind] ?? matched.kind} <span className="mono">{matched.value}</span>
    </span>
  )
}

function placeWords(lot: FoundLot): string {
  const place = lot.places?.[0]
  if (place === undefined || place.code === '') return ''
  return lot.places.length > 1 ? `· ${place.code} and ${lot.places.length - 1} more` : `· ${place.code}`
}

export function PalettePlace({ word }: { word: string }) {
  return (
    <>
      <IconArrowRight size={18} />
      <span className="palette-hit">Go to {word}</span>
    </>
  )
}
