import type { ListCounted, ListSeen, RecallFirstLook, RecallSimulation } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { CertaintyBar, CertaintyCount } from '../../parts/certainty.tsx'
import { Sign } from '../../parts/signs.tsx'
import { type EndKind, EndUnit, endKinds, endSigns } from './end-columns.tsx'

/** The first answer: how many lots there are in each list. What is still being worked out is said. */
export function FirstLook({ seen }: { seen: RecallFirstLook }) {
  const { t, n, rich, locale } = useWords()
  const { totals, lists } = seen
  const pending = new Intl.ListFormat(locale, { type: 'conjunction' }).format(seen.pending.map(what => t(`ends.pending-${what}`)))
  return (
    <section className="first-look" aria-label={t('ends.first')} aria-busy="true">
      <p className="recall-clock" role="status">
        {rich(totals.undecided > 0 ? 'ends.reached-at-most' : 'ends.reached', {
          lots: <strong className="num">{t('case.lots', { count: totals.lots })}</strong>,
          certain: <span className="num">{n(totals.certain)}</span>,
          pending: <span className="quiet">{t('ends.pending', { what: pending })}</span>,
        })}
      </p>
      {lists && (
        <ul className="ends" aria-label={t('ends.what-to-do')}>
          {endKinds.map(kind => (
            <SeenColumn key={kind} kind={kind} list={lists[kind]} />
          ))}
        </ul>
      )}
    </section>
  )
}

function SeenColumn({ kind, list }: { kind: EndKind; list: ListSeen | null }) {
  const { t, n } = useWords()
  if (list === null) return <Counted kind={kind} lots="…" />
  return (
    <Counted kind={kind} lots={`${list.undecided > 0 ? '≤ ' : ''}${n(list.lots)}`} count={list.lots}>
      <CertaintyBar certain={list.certain} possible={list.undecided} />
      <CertaintyCount certain={list.certain} possible={0} />
      <span className="end-sums quiet">
        {list.lots === 0
          ? t('ends.nothing')
          : list.undecided > 0
            ? t('ends.undecided', { count: list.undecided })
            : t('ends.quantity-follows')}
      </span>
    </Counted>
  )
}

/** The four lists of a recall that is too large to list. */
export function EndCounts({ answer, lists }: { answer: RecallSimulation; lists: NonNullable<RecallSimulation['lists']> }) {
  const { t } = useWords()
  return (
    <ul className="ends" aria-label={t('ends.what-to-do')}>
      {endKinds.map(kind => (
        <CountedColumn key={kind} kind={kind} list={lists[kind]} customers={kind === 'call' ? answer.customers.length : 0} />
      ))}
    </ul>
  )
}

function CountedColumn({ kind, list, customers }: { kind: EndKind; list: ListCounted; customers: number }) {
  const { t, n } = useWords()
  return (
    <Counted kind={kind} lots={n(list.lots)} count={list.lots} customers={customers}>
      <CertaintyBar certain={list.certain} possible={list.possible} />
      <CertaintyCount certain={list.certain} possible={list.possible} />
      <span className={list.quantity.length > 0 ? 'end-sums' : 'end-sums quiet'}>
        {list.quantity.length === 0 && t('ends.nothing')}
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
  count,
  customers = 0,
  children,
}: {
  kind: EndKind
  lots: string
  count?: number
  customers?: number
  children?: React.ReactNode
}) {
  const { t } = useWords()
  return (
    <li className={`end end-${kind}`}>
      <div className="end-link">
        <span className="end-title">
          <Sign name={endSigns[kind]} size={20} />
          {t(`ends.${kind}`)}
        </span>
        <span className="end-count num">
          {lots} <EndUnit lots={count} customers={customers} />
        </span>
        {children}
        <span className="small quiet">{t(`ends.${kind}-text`)}</span>
      </div>
    </li>
  )
}
