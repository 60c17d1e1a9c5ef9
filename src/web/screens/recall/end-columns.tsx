import { Link, useSearch } from '@tanstack/react-router'
import type { RecallSimulation } from '../../../client/index.ts'
import { Amount } from '../../parts/amount.tsx'
import { CertaintyBar, CertaintyCount } from '../../parts/certainty.tsx'
import { Sign, type SignName } from '../../parts/signs.tsx'
import { splitOf, sumsOf } from './quantities.ts'

export const endKinds = ['stop', 'quarantine', 'call', 'gone'] as const
export type EndKind = (typeof endKinds)[number]

export const endWords: Record<EndKind, { title: string; text: string; sign: SignName }> = {
  stop: { title: 'Stop', text: 'in work: open runs and orders', sign: 'octagon' },
  quarantine: { title: 'Quarantine', text: 'in stock: fetch and lock', sign: 'padlock' },
  call: { title: 'Call', text: 'shipped: tell these customers', sign: 'arrow' },
  gone: { title: 'Gone', text: 'scrapped, used up or sent back', sign: 'cross' },
}

export function chosenEnd(list: string | undefined, answer: RecallSimulation): EndKind {
  return endKinds.find(kind => kind === list) ?? endKinds.find(kind => answer.ends[kind].length > 0) ?? 'quarantine'
}

export function EndColumns({ answer }: { answer: RecallSimulation }) {
  const { list } = useSearch({ from: '/recall' })
  const chosen = chosenEnd(list, answer)
  return (
    <ul className="ends" aria-label="What to do">
      {endKinds.map(kind => (
        <EndColumn key={kind} kind={kind} answer={answer} chosen={kind === chosen} />
      ))}
    </ul>
  )
}

function EndColumn({ kind, answer, chosen }: { kind: EndKind; answer: RecallSimulation; chosen: boolean }) {
  const words = endWords[kind]
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
          <Sign name={words.sign} size={20} />
          {words.title}
        </span>
        <span className="end-count num">
          {split.lots.toLocaleString('en')}
          <span className="end-unit">
            {' '}
            {split.lots === 1 ? 'lot' : 'lots'}
            {customers > 0 && `, ${customers} ${customers === 1 ? 'customer' : 'customers'}`}
          </span>
        </span>
        <CertaintyBar certain={split.certain} possible={split.possible} />
        <CertaintyCount certain={split.certain} possible={split.possible} />
        <EndSums answer={answer} kind={kind} />
        <span className="small quiet">{words.text}</span>
      </Link>
    </li>
  )
}

function EndSums({ answer, kind }: { answer: RecallSimulation; kind: EndKind }) {
  const units = unitsOf(answer)
  const sums = sumsOf(answer.ends[kind], row => row.unit ?? units.get(row.material) ?? '')
  if (sums.length === 0) return <span className="end-sums quiet">nothing</span>
  return (
    <span className="end-sums">
      {sums.slice(0, 3).map((sum, index) => (
        <span key={sum.unit}>
          {index > 0 && ' · '}
          <Amount value={sum.quantity} unit={sum.unit} />
        </span>
      ))}
      {sums.length > 3 && <span className="quiet"> · +{sums.length - 3} units</span>}
    </span>
  )
}

export function unitsOf(answer: RecallSimulation): Map<string, string> {
  return new Map([
    ...answer.lots.map(lot => [lot.material, lot.unit] as const),
    ...answer.balance.map(row => [row.material, row.unit] as const),
  ])
}
