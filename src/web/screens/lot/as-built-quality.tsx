import { Link } from '@tanstack/react-router'
import type { AsBuilt, DesignLine } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount, grouped } from '../../parts/amount.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { verbOf } from '../../parts/event-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import type { SignName } from '../../parts/signs.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { Section, TableSection } from './as-built-section.tsx'
import { dispositionWord } from './kind-word.ts'

// ---- as designed ----------------------------------------------------------------------------------------------------------------

const verdicts: Record<DesignLine['status'], { tone: 'done' | 'attention' | 'stop'; sign: SignName; word: OfficeKey }> = {
  'as-designed': { tone: 'done', sign: 'tick', word: 'built.as-designed' },
  missing: { tone: 'stop', sign: 'octagon', word: 'built.missing' },
  short: { tone: 'stop', sign: 'octagon', word: 'built.short' },
  over: { tone: 'attention', sign: 'triangle', word: 'built.over' },
  substituted: { tone: 'attention', sign: 'triangle', word: 'built.substituted' },
  deviation: { tone: 'attention', sign: 'triangle', word: 'built.deviation-used' },
  extra: { tone: 'stop', sign: 'octagon', word: 'built.extra' },
}

/** What the order's bill of materials asked for, beside what is in it: what differs comes first. */
export function DesignSection({ design }: { design: AsBuilt['design'] }) {
  const words = useWords()
  const { t } = words
  const rows = design.flatMap(({ workOrder, lines }) => lines.map(line => ({ ...line, workOrder })))
  const sorted = [...rows.filter(row => row.status !== 'as-designed'), ...rows.filter(row => row.status === 'as-designed')]
  return <TableSection title={t('built.design')} columns={designColumnsIn(words)} rows={sorted} />
}

const designColumnsIn = ({ t }: Words): Column<DesignLine & { workOrder: string }>[] => [
  {
    key: 'status',
    title: t('built.verdict'),
    width: '150px',
    cell: one => (
      <Chip tone={verdicts[one.status].tone} sign={verdicts[one.status].sign}>
        {t(verdicts[one.status].word)}
      </Chip>
    ),
  },
  {
    key: 'material',
    title: t('built.component'),
    width: 'minmax(150px, 1fr)',
    cell: one => (
      <span className="mono small">
        {one.material}
        {one.revision && <span className="quiet"> {t('built.revision', { revision: one.revision })}</span>}
        {one.position && <span className="quiet"> {t('built.position', { position: one.position })}</span>}
      </span>
    ),
  },
  {
    key: 'expected',
    title: t('built.designed'),
    width: '140px',
    align: 'right',
    cell: one => (one.expected === null ? '' : <Amount value={one.expected} unit={one.unit} />),
  },
  { key: 'built', title: t('built.built'), width: '140px', align: 'right', cell: one => <Amount value={one.built} unit={one.unit} /> },
  {
    key: 'parts',
    title: t('built.what-is-in-it'),
    width: 'minmax(200px, 2fr)',
    cell: one => (
      <span className="small">
        {one.parts.map(part => (
          <span key={part.material + part.number}>
            <LotLink lot={part} />
            {part.material !== one.material && <span className="mono quiet"> {part.material}</span>}
            {part.alternate && <span className="quiet"> {t('built.alternate')}</span>}
            {part.deviation && <span className="quiet"> {t('built.by-deviation', { deviation: part.deviation })}</span>}
            {part.isInference && <span className="quiet"> {t('built.by-rule')}</span>}{' '}
          </span>
        ))}
      </span>
    ),
  },
  {
    key: 'operation',
    title: t('col.operation'),
    width: 'minmax(110px, 1fr)',
    cell: one => <span className="small">{one.operation && `${one.operation.sequence} ${one.operation.name}`}</span>,
  },
  {
    key: 'workOrder',
    title: t('col.order'),
    width: '120px',
    cell: one => <span className="mono small">{one.workOrder}</span>,
    narrow: 'hide',
  },
]

// ---- what quality decided -------------------------------------------------------------------------------------------------------

export function QualitySections({ record }: { record: AsBuilt }) {
  const { t } = useWords()
  return (
    <>
      <Section title={t('built.deviations')} count={record.deviations.length}>
        <ul>
          {record.deviations.map(one => (
            <Deviated key={one.deviation + one.usedAt + one.component.number + one.of.number} one={one} />
          ))}
        </ul>
      </Section>
      <Section title={t('built.holds')} count={record.holds.length}>
        <ul>
          {record.holds.map(one => (
            <Held key={one.hold + one.lot?.material + one.lot?.number} one={one} />
          ))}
        </ul>
      </Section>
      <Section title={t('built.dispositions')} count={record.dispositions.length}>
        <ul>
          {record.dispositions.map(one => (
            <Disposed key={one.sequence + one.lot.material + one.lot.number} one={one} />
          ))}
        </ul>
      </Section>
      <Section title={t('built.concessions')} count={record.concessions.length}>
        <ul>
          {record.concessions.map(one => (
            <Conceded key={one.concession + one.material + one.number} one={one} />
          ))}
        </ul>
      </Section>
    </>
  )
}

const rules: Readonly<Record<string, OfficeKey | undefined>> = {
  'wrong-component': 'built.rule-wrong-component',
  'wrong-revision': 'built.rule-wrong-revision',
  'vendor-not-approved': 'built.rule-vendor-not-approved',
  'lot-expired': 'built.rule-lot-expired',
}

/** As the plant wrote it. */
const asWritten = (text: string | null) => <span translate="no">{text}</span>

function Deviated({ one }: { one: AsBuilt['deviations'][number] }) {
  const { t, rich } = useWords()
  const rule = rules[one.rule]
  return (
    <li>
      {rich(one.component.material === one.designed ? 'built.deviated' : 'built.deviated-for', {
        deviation: <span className="mono">{one.deviation}</span>,
        component: <LotLink lot={one.component} />,
        designed: <span className="mono">{one.designed}</span>,
        lot: <LotLink lot={one.of} />,
        rule: rule === undefined ? one.rule : t(rule),
        time: <When at={one.usedAt} exact />,
        reason: asWritten(one.reason),
      })}{' '}
      <span className="quiet">
        {rich(one.status === 'withdrawn' ? 'built.good-until-withdrawn' : 'built.good-until', {
          time: <When at={one.until} exact />,
          asker: asWritten(one.requestedBy ?? t('built.unknown')),
          approver: asWritten(one.approvedBy ?? t('built.unknown')),
        })}
      </span>
    </li>
  )
}

function Held({ one }: { one: AsBuilt['holds'][number] }) {
  const { t, rich } = useWords()
  return (
    <li>
      {rich(!one.direct && one.lot ? 'built.held-on' : 'built.held', {
        hold: <span className="mono">{one.hold}</span>,
        lot: one.lot && <LotLink lot={one.lot} />,
        reason: asWritten(one.reason),
        placed: rich(one.by ? 'hold.placed-by' : 'hold.placed', { time: <When at={one.at} exact />, person: asWritten(one.by) }),
        released: one.releasedAt ? (
          rich('built.released', { time: <When at={one.releasedAt} exact />, reason: asWritten(one.releaseReason) })
        ) : (
          <strong>{t('built.not-released')}</strong>
        ),
      })}
    </li>
  )
}

function Disposed({ one }: { one: AsBuilt['dispositions'][number] }) {
  const words = useWords()
  return (
    <li>
      {words.rich(one.freed.length > 0 ? 'built.disposed-freed' : 'built.disposed', {
        disposition: <strong>{dispositionWord(one.disposition, words)}</strong>,
        what: (
          <>
            <LotLink lot={one.lot} /> {one.quantity !== null && <Amount value={one.quantity} />}
          </>
        ),
        reason: asWritten(one.reason),
        time: <When at={one.at} exact />,
        person: asWritten(one.by),
        holds: <span className="mono">{one.freed.join(', ')}</span>,
      })}{' '}
      <Link className="mono quiet" to="/ledger" search={{ event: String(one.sequence) }}>
        #{one.sequence}
      </Link>
    </li>
  )
}

function Conceded({ one }: { one: AsBuilt['concessions'][number] }) {
  const { t, rich, mark } = useWords()
  const { used, quantity, unit, customer, expiresAt } = one
  const part = grouped(used, mark)
  const of = quantity === null ? part : t('common.of', { part, whole: grouped(quantity, mark) })
  const limits = `${customer === null ? '' : '-for'}${expiresAt === null ? '' : '-until'}` as const
  return (
    <li>
      {rich(`built.conceded${limits}`, {
        concession: <span className="mono">{one.concession}</span>,
        reason: asWritten(one.reason),
        amount: (
          <span className="num">
            {of} {unit}
          </span>
        ),
        lot: <span className="mono">{one.number}</span>,
        customer: asWritten(customer),
        time: <When at={expiresAt} exact />,
      })}
    </li>
  )
}

export function SignatureSection({ signatures }: Pick<AsBuilt, 'signatures'>) {
  const words = useWords()
  const { t, rich } = words
  return (
    <Section title={t('built.signatures')} count={signatures.length}>
      <ul>
        {signatures.map(one => (
          <li key={one.event + one.by + one.meaning + one.at}>
            {rich(one.later ? 'built.signed-later' : 'built.signed', {
              person: one.name === null ? <span className="mono">{one.by}</span> : asWritten(one.name),
              meaning: <strong translate="no">{one.meaning}</strong>,
              time: <When at={one.at} exact />,
              event: verbOf(one.type, words),
              sequence: String(one.sequence),
            })}{' '}
            {one.valid ? (
              <Chip tone="done" sign="tick">
                {t('built.fits')}
              </Chip>
            ) : (
              <Chip tone="stop" sign="octagon">
                {t('built.not-fits')}
              </Chip>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
