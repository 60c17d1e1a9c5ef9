import type { LotDetail } from '../../../client/index.ts'
import { Blank } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { When } from '../../parts/when.tsx'

const words: Record<string, string> = {
  number: 'number',
  vendorLot: 'vendor lot',
  heat: 'heat',
  formerNumber: 'former number',
  customerLot: 'customer lot',
  serialRange: 'serial range',
  epc: 'EPC',
  shipment: 'shipment',
}

/** Every name under which search finds this lot. */
export function IdentifiersTab({ lot }: { lot: LotDetail }) {
  if (lot.identifiers.length === 0)
    return (
      <Blank
        title={`${lot.number} is its only name`}
        text="A vendor lot, a heat, a customer's number or a former number of it would stand here, and search would find it by each."
      />
    )
  return (
    <div className="sheet">
      <table className="ledger-table">
        <caption className="hidden-text">Identifiers of {lot.number}</caption>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Value</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {lot.identifiers.map(one => (
            <tr key={one.kind + one.value}>
              <td>{words[one.kind] ?? one.kind}</td>
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
