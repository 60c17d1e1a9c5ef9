import type { ShipmentPage } from '../../../client/index.ts'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Panel } from '../../parts/panel.tsx'

type Line = ShipmentPage['lines'][number]

/** Ordered, gone before, loaded now, missing: per line, in numbers and as a bar. */
export function ShipmentLines({ shipment }: { shipment: ShipmentPage }) {
  return (
    <Panel title="On the order" label="Lines of the order">
      {shipment.lines.length === 0 && (
        <p className="quiet small">The order {shipment.order} is only a number here: nobody stated its lines.</p>
      )}
      <ul className="ship-lines">
        {shipment.lines.map(line => (
          <ShipmentLine key={line.line} line={line} />
        ))}
      </ul>
      {shipment.beyond.map(({ material, quantity }) => (
        <p key={material} className="small attention-text">
          <Amount value={quantity} /> of <span className="mono">{material}</span> more than ordered
        </p>
      ))}
    </Panel>
  )
}

function ShipmentLine({ line }: { line: Line }) {
  const part = (quantity: string): string =>
    `${Number(line.ordered) > 0 ? Math.min(100, (Number(quantity) / Number(line.ordered)) * 100) : 0}%`
  return (
    <li className="ship-line">
      <span>
        <span className="num quiet">{line.line}</span> <span className="mono strong">{line.material}</span>{' '}
        <span className="small quiet">{line.description}</span>
      </span>
      <span className="ship-bar" aria-hidden="true">
        <span className="ship-bar-gone" style={{ width: part(line.shipped) }} />
        <span className="ship-bar-loaded" style={{ width: part(line.loaded) }} />
      </span>
      <span className="small spread">
        <span>
          <Amount value={line.ordered} unit={line.unit} /> ordered
          {!isZero(line.shipped) && (
            <span className="quiet">
              , <Amount value={line.shipped} /> shipped
            </span>
          )}
          {!isZero(line.loaded) && (
            <>
              , <Amount value={line.loaded} /> loaded
            </>
          )}
        </span>
        {isZero(line.open) ? (
          <span className="quiet">nothing open</span>
        ) : (
          <strong>
            <Amount value={line.open} /> open
          </strong>
        )}
      </span>
    </li>
  )
}
