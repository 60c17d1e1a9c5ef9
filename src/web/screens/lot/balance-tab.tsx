import type { KindQuantity, LotDetail, LotStanding } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount, isZero } from '../../parts/amount.tsx'
import { Flow, type Stream } from '../../parts/flow.tsx'
import { useStandings } from '../../parts/quality-standing.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { kindWord } from './kind-word.ts'

/** Everything that came into the lot, everything that left it, and whether the two meet. */
export function BalanceTab({ lot }: { lot: LotDetail }) {
  const words = useWords()
  const { t } = words
  const { balance } = lot
  const closed = isZero(balance.difference)
  const standing = useStandings([lot.id]).get(lot.id)?.standing
  return (
    <div className="sheet">
      <Flow title={t('lot.quantity-of', { number: lot.number })} unit={lot.unit} {...streamsOf(lot, standing, words)} />
      <table className="ledger-table">
        <caption className="hidden-text">{t('lot.balance-of', { number: lot.number })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('col.what')}</th>
            <th scope="col" className="right">
              {t('lot.in')}
            </th>
            <th scope="col" className="right">
              {t('lot.out')}
            </th>
          </tr>
        </thead>
        <tbody>
          {balance.in.map(one => (
            <tr key={`in${one.kind}`}>
              <td>{kindWord(one.kind, words)}</td>
              <td className="right">
                <Amount value={one.quantity} unit={lot.unit} />
              </td>
              <td />
            </tr>
          ))}
          {balance.out.map(one => (
            <tr key={`out${one.kind}`}>
              <td>{kindWord(one.kind, words)}</td>
              <td />
              <td className="right">
                <Amount value={one.quantity.replace(/^-/, '')} unit={lot.unit} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t('lot.on-hand')}</td>
            <td />
            <td className="right">
              <Amount value={balance.onHand} unit={lot.unit} strong />
            </td>
          </tr>
          <tr>
            <td>{t('lot.unaccounted')}</td>
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
            {t('lot.closes')}
          </Chip>
        ) : (
          <Chip tone="attention" sign="triangle">
            {t('lot.not-closing')}
          </Chip>
        )}
      </p>
    </div>
  )
}

/** What left the lot into other lots is drawn by their material; what came back from a run or an assembly was never in them. */
const INTO_LOTS = new Set(['loaded', 'consumed', 'installed', 'split', 'merged', 'serialized'])
const BACK = new Set(['unloaded', 'removed'])

function streamsOf({ balance, drawnInto }: LotDetail, standing: LotStanding | undefined, words: Words): { from: Stream[]; into: Stream[] } {
  const { t } = words
  const sum = (rows: KindQuantity[], kinds: ReadonlySet<string>): number =>
    rows.reduce((total, { kind, quantity }) => total + (kinds.has(kind) ? Number(quantity) : 0), 0)
  const drawn = drawnInto.reduce((total, { quantity }) => total + Number(quantity), 0)
  const running = sum(balance.out, INTO_LOTS) - sum(balance.in, BACK) - drawn
  // More out than in is drawn as what is missing on the way in.
  const isShort = balance.difference.startsWith('-')
  const open: Stream = { name: t('lot.unaccounted'), quantity: balance.difference.replace(/^-/, ''), tone: 'attention' }
  const named = ({ kind, quantity }: KindQuantity): Stream => ({
    name: kindWord(kind, words),
    quantity,
    ...(kind === 'scrapped' ? { tone: 'stop' } : kind === 'shipped' ? { sign: 'arrow' } : {}),
  })
  return {
    from: [...balance.in.filter(({ kind }) => !BACK.has(kind)).map(named), ...(isShort ? [open] : [])],
    into: [
      ...drawnInto.map(({ material, quantity }): Stream => ({ name: t('lot.into', { material }), quantity })),
      { name: t('lot.in-work'), quantity: running > 1e-6 ? running.toFixed(6) : '0' },
      ...balance.out.filter(({ kind }) => !INTO_LOTS.has(kind)).map(named),
      onHandAs(balance.onHand, standing, words),
      ...(isShort ? [] : [open]),
    ],
  }
}

/** What is left of it stands as the lot stands, in the colours and signs of a trace. */
function onHandAs(quantity: string, standing: LotStanding | undefined, { t }: Words): Stream {
  if (standing === 'suspect') return { name: t('lot.on-hand-suspect'), quantity, tone: 'suspect', sign: 'padlock' }
  if (standing === 'accepted') return { name: t('lot.on-hand-accepted'), quantity, tone: 'accepted', sign: 'tick' }
  return { name: t('lot.on-hand'), quantity, tone: 'left' }
}
