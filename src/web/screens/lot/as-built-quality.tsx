import { Link } from '@tanstack/react-router'
import type { AsBuilt, DesignLine } from '../../../client/index.ts'
import { Amount } from '../../parts/amount.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import type { SignName } from '../../parts/signs.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { rowKeyOf, Section } from './as-built-section.tsx'

// ---- as designed ----------------------------------------------------------------------------------------------------------------

const verdicts: Record<DesignLine['status'], { tone: 'done' | 'attention' | 'stop'; sign: SignName; word: string }> = {
  'as-designed': { tone: 'done', sign: 'tick', word: 'as designed' },
  missing: { tone: 'stop', sign: 'octagon', word: 'missing' },
  short: { tone: 'stop', sign: 'octagon', word: 'too little' },
  over: { tone: 'attention', sign: 'triangle', word: 'too much' },
  substituted: { tone: 'attention', sign: 'triangle', word: 'substituted' },
  deviation: { tone: 'attention', sign: 'triangle', word: 'by deviation' },
  extra: { tone: 'stop', sign: 'octagon', word: 'not designed' },
}

/** What the order's bill of materials asked for, beside what is in it: what differs comes first. */
export function DesignSection({ design }: { design: AsBuilt['design'] }) {
  const rows = design.flatMap(({ workOrder, lines }) => lines.map(line => ({ ...line, workOrder })))
  const sorted = [...rows.filter(row => row.status !== 'as-designed'), ...rows.filter(row => row.status === 'as-designed')]
  return (
    <Section title="As designed, as built" count={rows.length}>
      <DataTable label="As designed, as built" columns={designColumns} rows={sorted} rowKey={rowKeyOf(sorted)} height="420px" />
    </Section>
  )
}

const designColumns: Column<DesignLine & { workOrder: string }>[] = [
  {
    key: 'status',
    title: 'Verdict',
    width: '150px',
    cell: one => (
      <Chip tone={verdicts[one.status].tone} sign={verdicts[one.status].sign}>
        {verdicts[one.status].word}
      </Chip>
    ),
  },
  {
    key: 'material',
    title: 'Component',
    width: 'minmax(150px, 1fr)',
    cell: one => (
      <span className="mono small">
        {one.material}
        {one.revision && <span className="quiet"> rev {one.revision}</span>}
        {one.position && <span className="quiet"> at {one.position}</span>}
      </span>
    ),
  },
  {
    key: 'expected',
    title: 'Designed',
    width: '100px',
    align: 'right',
    cell: one => (one.expected === null ? '' : <Amount value={one.expected} unit={one.unit} />),
  },
  { key: 'built', title: 'Built', width: '100px', align: 'right', cell: one => <Amount value={one.built} unit={one.unit} /> },
  {
    key: 'parts',
    title: 'What is in it',
    width: 'minmax(200px, 2fr)',
    cell: one => (
      <span className="small">
        {one.parts.map(part => (
          <span key={part.material + part.number}>
            <LotLink lot={part} />
            {part.material !== one.material && <span className="mono quiet"> {part.material}</span>}
            {part.alternate && <span className="quiet"> alternate</span>}
            {part.deviation && <span className="quiet"> deviation {part.deviation}</span>}
            {part.isInference && <span className="quiet"> by rule</span>}{' '}
          </span>
        ))}
      </span>
    ),
  },
  {
    key: 'operation',
    title: 'Operation',
    width: 'minmax(110px, 1fr)',
    cell: one => <span className="small">{one.operation && `${one.operation.sequence} ${one.operation.name}`}</span>,
  },
  { key: 'workOrder', title: 'Order', width: '120px', cell: one => <span className="mono small">{one.workOrder}</span>, narrow: 'hide' },
]

// ---- what quality decided -------------------------------------------------------------------------------------------------------

export function QualitySections({ record }: { record: AsBuilt }) {
  return (
    <>
      <Section title="Deviations" count={record.deviations.length}>
        <ul>
          {record.deviations.map(one => (
            <li key={one.deviation + one.usedAt + one.component.number + one.of.number}>
              <span className="mono">{one.deviation}</span>: <LotLink lot={one.component} />
              {one.component.material !== one.designed && (
                <>
                  {' '}
                  <span className="quiet">for</span> <span className="mono">{one.designed}</span>
                </>
              )}{' '}
              <span className="quiet">in</span> <LotLink lot={one.of} />, {one.rule.replaceAll('-', ' ')}, <When at={one.usedAt} exact />:{' '}
              {one.reason}{' '}
              <span className="quiet">
                good until <When at={one.until} exact />, asked for by {one.requestedBy ?? 'unknown'}, approved by{' '}
                {one.approvedBy ?? 'unknown'}
                {one.status === 'withdrawn' && ', withdrawn since'}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Holds" count={record.holds.length}>
        <ul>
          {record.holds.map(one => (
            <li key={one.hold + one.lot?.material + one.lot?.number}>
              <span className="mono">{one.hold}</span>
              {!one.direct && one.lot && (
                <>
                  {' '}
                  <span className="quiet">on</span> <LotLink lot={one.lot} />
                </>
              )}
              : {one.reason} <span className="quiet">placed</span> <When at={one.at} exact /> {one.by}
              {one.releasedAt ? (
                <span>
                  , <span className="quiet">released</span> <When at={one.releasedAt} exact />: {one.releaseReason}
                </span>
              ) : (
                <strong>, not released</strong>
              )}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Dispositions" count={record.dispositions.length}>
        <ul>
          {record.dispositions.map(one => (
            <li key={one.sequence + one.lot.material + one.lot.number}>
              <strong>{one.disposition.replaceAll('-', ' ')}</strong> <LotLink lot={one.lot} />
              {one.quantity !== null && (
                <>
                  {' '}
                  <span className="num">{one.quantity}</span>
                </>
              )}
              : {one.reason} <When at={one.at} exact /> {one.by}
              {one.freed.length > 0 && (
                <>
                  , <span className="quiet">freed of</span> <span className="mono">{one.freed.join(', ')}</span>
                </>
              )}{' '}
              <Link className="mono quiet" to="/ledger" search={{ event: String(one.sequence) }}>
                #{one.sequence}
              </Link>
            </li>
          ))}
        </ul>
      </Section>
      <Concessions concessions={record.concessions} />
    </>
  )
}

function Concessions({ concessions }: Pick<AsBuilt, 'concessions'>) {
  return (
    <Section title="Concessions" count={concessions.length}>
      <ul>
        {concessions.map(one => (
          <li key={one.concession + one.material + one.number}>
            <span className="mono">{one.concession}</span>: {one.reason},{' '}
            <span className="num">
              {one.used}
              {one.quantity !== null && ` of ${one.quantity}`} {one.unit}
            </span>{' '}
            of <span className="mono">{one.number}</span> passed{one.customer !== null && <>, only to {one.customer}</>}
            {one.expiresAt !== null && (
              <>
                , until <When at={one.expiresAt} exact />
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function SignatureSection({ signatures }: Pick<AsBuilt, 'signatures'>) {
  return (
    <Section title="Signatures" count={signatures.length}>
      <ul>
        {signatures.map(one => (
          <li key={one.event + one.by + one.meaning + one.at}>
            {one.name ?? <span className="mono">{one.by}</span>}: <strong>{one.meaning}</strong>, <When at={one.at} exact />,{' '}
            <span className="quiet">
              on {one.type} #{one.sequence}
              {one.later && ', later'}
            </span>{' '}
            {one.valid ? (
              <Chip tone="done" sign="tick">
                fits what was signed
              </Chip>
            ) : (
              <Chip tone="stop" sign="octagon">
                does not fit what was signed
              </Chip>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
