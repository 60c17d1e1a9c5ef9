import type { LotDetail } from '../../../client/index.ts'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { kindWord } from './neighbours.tsx'

/** Everything that came into the lot, everything that left it, and whether the two meet. */
export function BalanceTab({ lot }: { lot: LotDetail }) {
  const { balance } = lot
  const closed = isZero(balance.difference)
  return (
    <div className="sheet">
      <table className="ledger-table">
        <caption className="hidden-text">Quantity balance of {lot.number}</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" className="right">
              In
            </th>
            <th scope="col" className="right">
              Out
            </th>
          </tr>
        </thead>
        <tbody>
          {balance.in.map(one => (
            <tr key={`in${one.kind}`}>
              <td>{kindWord(one.kind)}</td>
              <td className="right">
                <Amount value={one.quantity} unit={lot.unit} />
              </td>
              <td />
            </tr>
          ))}
          {balance.out.map(one => (
            <tr key={`out${one.kind}`}>
              <td>{kindWord(one.kind)}</td>
              <td />
              <td className="right">
                <Amount value={one.quantity.replace(/^-/, '')} unit={lot.unit} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>on hand</td>
            <td />
            <td className="right">
              <Amount value={balance.onHand} unit={lot.unit} strong />
            </td>
          </tr>
          <tr>
            <td>unaccounted</td>
            <td />
            <td className="right">
              <Amount value={balance.difference} unit={lot.unit} strong />
            </td>
          </tr>
        </tfoot>
      </table>
      <p>
        {closed ? (
          <Chip tone="done" sign="tick">
            Closes exactly
          </Chip>
        ) : (
          <Chip tone="attention" sign="triangle">
            Does not close
          </Chip>
        )}
      </p>
    </div>
  )
}
