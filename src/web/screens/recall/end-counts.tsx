import type { ListCounted, ListSeen, RecallFirstLook, RecallSimulation } from '../../../client/index.ts'
import { Amount } from '../../parts/amount.tsx'
import { CertaintyBar, CertaintyCount } from '../../parts/certainty.tsx'
import { Sign } from '../../parts/signs.tsx'
import { type EndKind, endKinds, endWords } from './end-columns.tsx'

const pendingWords: Record<RecallFirstLook['pending'][number], string> = {
  certainty: 'which of the others are certain',
  quantities: 'quantities',
  customers: 'customers',
  balance: 'the balance',
}

/** The first answer: how many lots there are in each list. What is still being worked out is said. */
export function FirstLook({ seen }: { seen: RecallFirstLook }) {
  const { totals, lists } = seen
  return (
    <section className="first-look" aria-label="First answer" aria-busy="true">
      <p className="recall-clock" role="status">
        {totals.undecided > 0 && 'At most '}
        <strong className="num">{totals.lots.toLocaleString('en')} lots and serials</strong> reached,{' '}
        <span className="num">{totals.certain.toLocaleString('en')}</span> of them for certain.{' '}
        <span className="quiet">Still being worked out: {listed(seen.pending.map(what => pendingWords[what]))}.</span>
      </p>
      {lists && (
        <ul className="ends" aria-label="What to do">
          {endKinds.map(kind => (
            <SeenColumn key={kind} kind={kind} list={lists[kind]} />
          ))}
        </ul>
      )}
    </section>
  )
}

function listed(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function SeenColumn({ kind, list }: { kind: EndKind; list: ListSeen | null }) {
  if (list === null) return <Counted kind={kind} lots="…" />
  return (
    <Counted kind={kind} lots={`${list.undecided > 0 ? '≤ ' : ''}${list.lots.toLocaleString('en')}`} isOne={list.lots === 1}>
      <CertaintyBar certain={list.certain} possible={list.undecided} />
      <CertaintyCount certain={list.certain} possible={0} />
      <span className="end-sums quiet">
        {list.lots === 0
          ? 'nothing'
          : list.undecided > 0
            ? `${list.undecided.toLocaleString('en')} still being looked at`
            : 'quantity follows'}
      </span>
    </Counted>
  )
}

/** The four lists of a recall that is too large to list. */
export function EndCounts({ answer, lists }: { answer: RecallSimulation; lists: NonNullable<RecallSimulation['lists']> }) {
  return (
    <ul className="ends" aria-label="What to do">
      {endKinds.map(kind => (
        <CountedColumn key={kind} kind={kind} list={lists[kind]} customers={kind === 'call' ? answer.customers.length : 0} />
      ))}
    </ul>
  )
}

function CountedColumn({ kind, list, customers }: { kind: EndKind; list: ListCounted; customers: number }) {
  return (
    <Counted kind={kind} lots={list.lots.toLocaleString('en')} isOne={list.lots === 1} customers={customers}>
      <CertaintyBar certain={list.certain} possible={list.possible} />
      <CertaintyCount certain={list.certain} possible={list.possible} />
      <span className={list.quantity.length > 0 ? 'end-sums' : 'end-sums quiet'}>
        {list.quantity.length === 0 && 'nothing'}
        {list.quantity.map((sum, index) => (
          <span key={sum.unit}>
            {index > 0 && ' · '}
            <Amount value={sum.quantity} unit={sum.unit} />
          </span>
        ))}
      </span>
    </Counted>
  )
}

function Counted({
  kind,
  lots,
  isOne = false,
  customers = 0,
  children,
}: {
  kind: EndKind
  lots: string
  isOne?: boolean
  customers?: number
  children?: React.ReactNode
}) {
  const words = endWords[kind]
  return (
    <li className={`end end-${kind}`}>
      <div className="end-link">
        <span className="end-title">
          <Sign name={words.sign} size={20} />
          {words.title}
        </span>
        <span className="end-count num">
          {lots}
          <span className="end-unit">
            {' '}
            {isOne ? 'lot' : 'lots'}
            {customers > 0 && `, ${customers} ${customers === 1 ? 'customer' : 'customers'}`}
          </span>
        </span>
        {children}
        <span className="small quiet">{words.text}</span>
      </div>
    </li>
  )
}
