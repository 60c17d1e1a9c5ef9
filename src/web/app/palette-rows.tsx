import { IconArrowRight } from '@tabler/icons-react'
import type { FoundLot } from '../../client/index.ts'
import type { OfficeKey } from '../../words/office.ts'
import { Amount } from '../parts/amount.tsx'
import { Shape, shapeOfLot } from '../parts/shape.tsx'
import { StateChip } from '../parts/state-chip.tsx'
import { useWords, type Words } from './words.tsx'

export function PaletteHit({ lot }: { lot: FoundLot }) {
  const words = useWords()
  return (
    <>
      <Shape kind={shapeOfLot(lot)} filled={Number(lot.onHand) > 0} size={18} />
      <span className="palette-hit">
        <span>
          <span className="mono palette-number">{lot.number}</span> <Matched lot={lot} />
        </span>
        <span className="small quiet">
          <span className="mono">{lot.material}</span> {lot.description} {placeWords(lot, words)}
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

const MATCHES: Readonly<Record<string, OfficeKey>> = {
  vendorLot: 'match.vendorLot',
  heat: 'match.heat',
  formerNumber: 'match.formerNumber',
  customerLot: 'match.customerLot',
  serialRange: 'match.serialRange',
  shipment: 'match.shipment',
  workOrder: 'match.workOrder',
  container: 'match.container',
  epc: 'match.epc',
  purchaseOrder: 'match.purchaseOrder',
}

function Matched({ lot }: { lot: FoundLot }) {
  const { t } = useWords()
  const matched = lot.matched
  if (matched === undefined || matched.kind === 'number') return null
  const how = MATCHES[matched.kind]
  return (
    <span className="small quiet">
      {how ? t(how) : matched.kind} <span className="mono">{matched.value}</span>
    </span>
  )
}

function placeWords(lot: FoundLot, { t }: Words): string {
  const place = lot.places?.[0]
  if (place === undefined || place.code === '') return ''
  return lot.places.length > 1 ? `· ${t('common.first-and-more', { first: place.code, count: lot.places.length - 1 })}` : `· ${place.code}`
}

export function PalettePlace({ word }: { word: string }) {
  const { t } = useWords()
  return (
    <>
      <IconArrowRight size={18} />
      <span className="palette-hit">{t('palette.go-to', { place: word })}</span>
    </>
  )
}
