import type { ShipmentPage } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Panel } from '../../parts/panel.tsx'

type Line = ShipmentPage['lines'][number]

/** Ordered, gone before, loaded now, missing: per line, in numbers and as a bar. */
export function ShipmentLines({ shipment }: { shipment: ShipmentPage }) {
  const { t, rich } = useWords()
  return (
    <Panel title={t('ship-lines.title')} label={t('ship-lines.label')}>
      {shipment.lines.length === 0 && <p className="quiet small">{t('ship-lines.only-number', { order: shipment.order ?? '' })}</p>}
      <ul className="ship-lines">
        {shipment.lines.map(line => (
          <ShipmentLine key={line.line} line={line} />
        ))}
      </ul>
      {shipment.beyond.map(({ material, quantity }) => (
        <p key={material} className="small attention-text">
          {rich('ship-lines.beyond', { quantity: <Amount value={quantity} />, material: <span className="mono">{material}</span> })}
        </p>
      ))}
    </Panel>
  )
}

function ShipmentLine({ line }: { line: Line }) {
  const { t, rich } = useWords()
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
          {rich('ship-lines.ordered', { quantity: <Amount value={line.ordered} unit={line.unit} /> })}
          {!isZero(line.shipped) && (
            <span className="quiet">, {rich('ship-lines.shipped', { quantity: <Amount value={line.shipped} /> })}</span>
          )}
          {!isZero(line.loaded) && <>, {rich('ship-lines.loaded', { quantity: <Amount value={line.loaded} /> })}</>}
        </span>
        {isZero(line.open) ? (
          <span className="quiet">{t('ship-lines.nothing-open')}</span>
        ) : (
          <strong>{rich('goods.open', { quantity: <Amount value={line.open} /> })}</strong>
        )}
      </span>
    </li>
  )
}
