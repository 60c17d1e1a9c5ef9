import type { LotDetail } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { useWords } from '../../app/words.tsx'
import { Blank } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { When } from '../../parts/when.tsx'

const kinds: Record<string, OfficeKey | undefined> = {
  number: 'lot.number',
  vendorLot: 'match.vendorLot',
  heat: 'match.heat',
  formerNumber: 'match.formerNumber',
  customerLot: 'match.customerLot',
  serialRange: 'match.serialRange',
  epc: 'match.epc',
  shipment: 'legend.shipment',
}

/** Every name under which search finds this lot. */
export function IdentifiersTab({ lot }: { lot: LotDetail }) {
  const { t } = useWords()
  const kindOf = (kind: string): string => {
    const key = kinds[kind]
    return key === undefined ? kind : t(key)
  }
  if (lot.identifiers.length === 0) return <Blank title={t('lot.only-name', { number: lot.number })} text={t('lot.only-name-text')} />
  return (
    <div className="sheet">
      <table className="ledger-table">
        <caption className="hidden-text">{t('lot.identifiers-of', { number: lot.number })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('lot.kind')}</th>
            <th scope="col">{t('lot.value')}</th>
            <th scope="col">{t('col.since')}</th>
          </tr>
        </thead>
        <tbody>
          {lot.identifiers.map(one => (
            <tr key={one.kind + one.value}>
              <td>{kindOf(one.kind)}</td>
              <td>
                <span className="mono">{one.value}</span> <CopyButton text={one.value} shown />
              </td>
              <td className="quiet">
                <When at={one.since} exact />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
