import { containerLabelAddress, type ShipmentPage } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Chip, StateChip } from '../../parts/state-chip.tsx'
import { useCapture } from '../../parts/use-capture.ts'

interface Node {
  code: string
  isSscc: boolean
  printed: number
  parent: string
}

/** Everything in the shipment as it stands on the truck: pallets, boxes on them, lots in those. */
export function ShipmentContents({ shipment }: { shipment: ShipmentPage }) {
  const { t } = useWords()
  const capture = useCapture(shipment.site)
  const takeOut = (container: string, content: object) => void capture.record({ type: 'unpack', container, contents: [content] })
  const nodes = shipment.containers.map(({ container: code, ...one }) => ({ code, ...one }))
  const shared = { shipment, nodes, takeOut: shipment.status === 'open' ? takeOut : undefined }
  if (shipment.contents.length === 0) return <p className="quiet">{t('contents.none')}</p>
  return (
    <>
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <Inside container={shipment.number} {...shared} />
    </>
  )
}

interface Shared {
  shipment: ShipmentPage
  nodes: readonly Node[]
  takeOut: ((container: string, content: object) => void) | undefined
}

function Inside({ container, ...shared }: Shared & { container: string }) {
  const { t } = useWords()
  const { shipment, nodes, takeOut } = shared
  const lots = shipment.contents.filter(row => row.container === container)
  const inner = nodes.filter(node => node.parent === container)
  return (
    <ul className="load">
      {inner.map(node => (
        <Container key={node.code} node={node} around={container} {...shared} />
      ))}
      {lots.map(row => (
        <li key={row.lot} className="load-lot">
          <span>
            <LotLink lot={{ id: row.lot, material: row.material, number: row.number }} />{' '}
            <span className="mono small quiet">{row.material}</span> {row.held && <StateChip status="held" held />}
          </span>
          <Amount value={row.quantity} unit={row.unit} />
          {takeOut && (
            <Act
              size="compact-sm"
              variant="subtle"
              className="no-print"
              aria-label={t('contents.take-name', { name: row.number })}
              onClick={() => takeOut(container, { lot: { material: row.material, number: row.number } })}
            >
              {t('contents.take-out')}
            </Act>
          )}
        </li>
      ))}
    </ul>
  )
}

function Container({ node, around, ...shared }: Shared & { node: Node; around: string }) {
  const { t } = useWords()
  const { shipment, takeOut } = shared
  return (
    <li className="load-container">
      <div className="load-head">
        <span className="row">
          <Shape kind="container" size={18} />
          <strong className="mono">{node.code}</strong>
          {node.isSscc && <span className="small quiet">{t('contents.sscc')}</span>}
          {node.printed > 0 && (
            <Chip tone="neutral" sign="tick">
              {t('contents.printed')}
            </Chip>
          )}
        </span>
        <span className="row no-print">
          <a className="small" href={containerLabelAddress(node.code, shipment.site)} target="_blank" rel="noreferrer">
            {t('contents.label')}
            <span className="hidden-text"> {t('contents.label-of', { name: node.code })}</span>
          </a>
          {takeOut && (
            <Act
              size="compact-sm"
              variant="subtle"
              aria-label={t('contents.take-name', { name: node.code })}
              onClick={() => takeOut(around, { container: node.code })}
            >
              {t('contents.take-out')}
            </Act>
          )}
        </span>
      </div>
      <Inside container={node.code} {...shared} />
    </li>
  )
}
