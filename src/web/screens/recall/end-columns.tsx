import { Link, useSearch } from '@tanstack/react-router'
import type { RecallSimulation } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { CertaintyBar, CertaintyCount } from '../../parts/certainty.tsx'
import { Sign, type SignName } from '../../parts/signs.tsx'
import { splitOf, sumsOf } from './quantities.ts'

export const endKinds = ['stop', 'quarantine', 'call', 'gone'] as const
export type EndKind = (typeof endKinds)[number]

export const endSigns: Record<EndKind, SignName> = { stop: 'octagon', quarantine: 'padlock', call: 'arrow', gone: 'cross' }

export function chosenEnd(list: string | undefined, answer: RecallSimulation): EndKind {
  return endKinds.find(kind => kind === list) ?? endKinds.find(kind => answer.ends[kind].length > 0) ?? 'quarantine'
}

export function EndColumns({ answer }: { answer: RecallSimulation }) {
  const { t } = useWords()
  const { list } = useSearch({ from: '/recall' })
  const chosen = chosenEnd(list, answer)
  return (
    <ul className="ends" aria-label={t('ends.what-to-do')}>
      {endKinds.map(kind => (
        <EndColumn key={kind} kind={kind} answer={answer} chosen={kind === chosen} />
      ))}
    </ul>
  )
}

function EndColumn({ kind, answer, chosen }: { kind: EndKind; answer: RecallSimulation; chosen: boolean }) {
  const { t, n } = useWords()
  const rows = answer.ends[kind]
  const split = splitOf(rows)
  const customers = kind === 'call' ? answer.customers.length : 0
  return (
    <li className={`end end-${kind}`}>
      <Link
        to="/recall"
        search={before => ({ ...before, list: kind })}
        replace
        resetScroll={false}
        aria-current={chosen ? 'true' : undefined}
        className="end-link"
      >
        <span className="end-title">
          <Sign name={endSigns[kind]} size={20} />
          {t(`ends.${kind}`)}
        </span>
        <span className="end-count num">
          {n(split.lots)} <EndUnit lots={split.lots} customers={customers} />
        </span>
        <CertaintyBar certain={split.certain} possible={split.possible} />
        <CertaintyCount certain={split.certain} possible={split.possible} />
        <EndSums answer={answer} kind={kind} />
        <span className="small quiet">{t(`ends.${kind}-text`)}</span>
      </Link>
    </li>
  )
}

/** What was counted, beside the number. */
export function EndUnit({ lots, customers }: { lots: number | undefined; customers: number }) {
  const { t } = useWords()
  const said = t('ends.lots', lots === undefined ? {} : { count: lots })
  return (
    <span className="end-unit">
      {customers === 0 ? said : t('ends.lots-customers', { lots: said, customers: t('case.customer-count', { count: customers }) })}
    </span>
  )
}

function EndSums({ answer, kind }: { answer: RecallSimulation; kind: EndKind }) {
  const { t } = useWords()
  const units = unitsOf(answer)
  const sums = sumsOf(answer.ends[kind], row => row.unit ?? units.get(row.material) ?? '')
  if (sums.length === 0) return <span className="end-sums quiet">{t('ends.nothing')}</span>
  return (
    <span className="end-sums">
      {sums.slice(0, 3).map((sum, index) => (
        <span key={sum.unit}>
          {index > 0 && ' · '}
          <Amount value={sum.quantity} unit={sum.unit} />
        </span>
      ))}
      {sums.length > 3 && <span className="quiet"> {t('ends.more-units', { count: sums.length - 3 })}</span>}
    </span>
  )
}

export function unitsOf(answer: RecallSimulation): Map<string, string> {
  return new Map([
    ...answer.lots.map(lot => [lot.material, lot.unit] as const),
    ...answer.balance.map(row => [row.material, row.unit] as const),
  ])
}
