import type { KindQuantity, LotDetail, LotStanding } from '../../../client/index.ts'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Flow, type Stream } from '../../parts/flow.tsx'
import { useStandings } from '../../parts/quality-standing.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { kindWord } from './neighbours.tsx'

/** Everything that came into the lot, everything that left it, and whether the two meet. */
export function BalanceTab({ lot }: { lot: LotDetail }) {
  const { balance } = lot
  const closed = isZero(balance.difference)
  const standing = useStandings([lot.id]).get(lot.id)?.standing
  return (
    <div className="sheet">
      <Flow title={`Quantity of ${lot.number}`} unit={lot.unit} {...streamsOf(lot, standing)} />
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

/** What left the lot into other lots is drawn by their material; what came back from a run or an assembly was never in them. */
const INTO_LOTS = new Set(['loaded', 'consumed', 'installed', 'split', 'merged', 'serialized'])
const BACK = new Set(['unloaded', 'removed'])

function streamsOf({ balance, drawnInto }: LotDetail, standing: LotStanding | undefined): { from: Stream[]; into: Stream[] } {
  const sum = (rows: KindQuantity[], kinds: ReadonlySet<string>): number =>
    rows.reduce((total, { kind, quantity }) => total + (kinds.has(kind) ? Number(quantity) : 0), 0)
  const drawn = drawnInto.reduce((total, { quantity }) => total + Number(quantity), 0)
  const running = sum(balance.out, INTO_LOTS) - sum(balance.in, BACK) - drawn
  // More out than in is drawn as what is missing on the way in.
  const isShort = balance.difference.startsWith('-')
  const open: Stream = { name: 'unaccounted', quantity: balance.difference.replace(/^-/, ''), tone: 'attention' }
  const named = ({ kind, quantity }: KindQuantity): Stream => ({
    name: kindWord(kind),
    quantity,
    ...(kind === 'scrapped' ? { tone: 'stop' } : kind === 'shipped' ? { sign: 'arrow' } : {}),
  })
  return {
    from: [...balance.in.filter(({ kind }) => !BACK.has(kind)).map(named), ...(isShort ? [open] : [])],
    into: [
      ...drawnInto.map(({ material, quantity }): Stream => ({ name: `into ${material}`, quantity })),
      { name: 'in work, or not told apart', quantity: running > 1e-6 ? running.toFixed(6) : '0' },
      ...balance.out.filter(({ kind }) => !INTO_LOTS.has(kind)).map(named),
      onHandAs(balance.onHand, standing),
      ...(isShort ? [] : [open]),
    ],
  }
}

/** What is left of it stands as the lot stands, in the colours and signs of a trace. */
function onHandAs(quantity: string, standing: LotStanding | undefined): Stream {
  if (standing === 'suspect') return { name: 'on hand, suspect', quantity, tone: 'suspect', sign: 'padlock' }
  if (standing === 'accepted') return { name: 'on hand, accepted', quantity, tone: 'accepted', sign: 'tick' }
  return { name: 'on hand', quantity, tone: 'left' }
}
