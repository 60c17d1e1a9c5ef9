import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { RecallCase, RecallEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { Fact, Facts, PageHead, Panel } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { DifferenceList } from '../recall/difference-list.tsx'
import { CustomerCount, LotCount } from './case-counts.tsx'
import { Lots, TimeBy } from './case-lots.tsx'
import { CaseState } from './case-state.tsx'
import { CloseCase } from './close-case.tsx'
import { Contacts } from './contacts.tsx'
import { Evidence } from './evidence-button.tsx'
import { Findings } from './findings.tsx'
import { PickPanel } from './pick-panel.tsx'
import { Revise } from './revise.tsx'
import { Told } from './told.tsx'
import './recalls.css'

export function CaseScreen() {
  const { t } = useWords()
  const { recall } = useParams({ from: '/recalls/$recall' })
  const site = useSite()
  const shown = useQuery({
    queryKey: ['recallCase', site, recall],
    queryFn: ({ signal }) => client.recall(recall, { entries: 0, ...(site ? { site } : {}) }, signal),
    enabled: site !== undefined,
  })
  return (
    <>
      <PageHead title={t('case.title', { recall })} {...(shown.data ? { text: <span translate="no">{shown.data.reason}</span> } : {})}>
        <Link className="button" to="/recalls">
          {t('case.all')}
        </Link>
      </PageHead>
      {shown.isError && <Trouble error={shown.error} retry={() => void shown.refetch()} />}
      {shown.isPending && <Skeleton rows={6} height={80} />}
      {shown.data && <Case one={shown.data} />}
    </>
  )
}

function Case({ one }: { one: RecallCase }) {
  const { t } = useWords()
  const open = one.closedAt === null
  return (
    <div className="stack case">
      {one.kind === 'drill' && (
        <p className="case-drill">
          <strong>{t('case.drill-is')}</strong> {t('case.drill-text')} <ScoreLink name={one.recall} />
        </p>
      )}
      <State one={one} />
      <Growth one={one} open={open} />
      <PickPanel one={one} open={open} />
      <Findings one={one} open={open} />
      <Told one={one} open={open} />
      <Contacts one={one} open={open} />
      <Evidence recall={one.recall} closed={one.closedAt !== null} />
      <Versions one={one} />
      {open && <CloseCase recall={one.recall} holds={one.hold !== null} />}
    </div>
  )
}

/** A case may have been committed without a clock: then there is no scorecard. */
function ScoreLink({ name }: { name: string }) {
  const { t } = useWords()
  const site = useSite()
  const drill = useQuery({
    queryKey: ['drill', site, name],
    queryFn: () => client.drill(name, site ? { site } : {}),
    enabled: site !== undefined,
    retry: false,
  })
  if (!drill.data) return null
  return (
    <Link to="/drills/$drill" params={{ drill: name }}>
      {t('case.scorecard')}
    </Link>
  )
}

function State({ one }: { one: RecallCase }) {
  const { t, n, rich } = useWords()
  return (
    <Panel title={t('col.state')} side={<CaseState one={one} />}>
      <Facts>
        <Fact name={t('case.starts-from')}>
          <Lots entries={one.seeds} />
        </Fact>
        <Fact name={t('case.reaches')}>
          {rich('case.reach', { lots: <LotCount count={one.lots} />, possible: <span className="num">{n(one.possible)}</span> })}
        </Fact>
        <Fact name={t('case.customers')}>
          <span className="num">{n(one.customers)}</span>
        </Fact>
        {one.class && <Fact name={t('case.class')}>{one.class}</Fact>}
        <Fact name={t('case.hold')}>{one.hold === null ? t('case.no-hold') : <Link to="/holds">{one.hold}</Link>}</Fact>
        <Fact name={t('case.committed')}>
          <TimeBy at={one.at} by={one.by} exact />
        </Fact>
        {one.closedAt && (
          <Fact name={t('case.closed')}>
            {rich('case.closed-why', { time: <When at={one.closedAt} exact />, reason: <span translate="no">{one.closeReason}</span> })}
          </Fact>
        )}
      </Facts>
      {one.exclusions.length > 0 && <Excluded entries={one.exclusions} />}
      {one.inclusions.length > 0 && <TakenIn entries={one.inclusions} />}
    </Panel>
  )
}

function Excluded({ entries }: { entries: RecallEntry[] }) {
  const { t, rich } = useWords()
  return (
    <ul className="case-list case-narrowed" aria-label={t('case.excluded')}>
      {entries.map((entry, index) => (
        <li key={index}>
          {rich('case.excluded-lot', { lot: <Lots entries={[entry]} />, reason: <span translate="no">{entry.detail}</span> })}
          {entry.evidence && <span className="quiet small"> ({entry.evidence})</span>}{' '}
          {entry.evidenceSequence !== null && (
            <Link to="/ledger" search={{ event: String(entry.evidenceSequence) }} className="num small">
              {t('recorded.event', { sequence: entry.evidenceSequence })}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Excluded once, and not any more. */
function TakenIn({ entries }: { entries: RecallEntry[] }) {
  const { t, rich } = useWords()
  return (
    <ul className="case-list case-narrowed" aria-label={t('case.taken-in')}>
      {entries.map((entry, index) => (
        <li key={index}>
          {rich('case.taken-in-lot', { lot: <Lots entries={[entry]} />, reason: <span translate="no">{entry.detail}</span> })}
        </li>
      ))}
    </ul>
  )
}

function Growth({ one, open }: { one: RecallCase; open: boolean }) {
  const { t } = useWords()
  const { growth } = one
  return (
    <Panel
      title={t('case.since-version', { version: one.version })}
      side={
        growth.same ? (
          <Chip tone="done" sign="tick">
            {t('case.unchanged')}
          </Chip>
        ) : (
          <Chip tone="attention" sign="triangle">
            {t('case.changed')}
          </Chip>
        )
      }
    >
      <DifferenceList difference={growth} />
      <p className="small quiet">{t(one.hold === null ? 'case.drill-joins' : 'case.born-held')}</p>
      {open && <Revise one={one} />}
    </Panel>
  )
}

/** The last version is traced again as known at its position; it must come to the same fingerprint. */
function Versions({ one }: { one: RecallCase }) {
  const { t, n, rich } = useWords()
  return (
    <Panel title={t('case.versions')}>
      <ul className="case-list">
        {one.versions.toReversed().map(version => (
          <li key={version.version}>
            <div className="row">
              <strong>{t('case.version', { version: version.version })}</strong>
              {version.version === one.version && <Reproduced yes={one.growth.reproduced} />}
            </div>
            <div className="small">
              {rich('case.lots-customers', {
                lots: <LotCount count={version.lots} />,
                customers: <CustomerCount count={version.customers} />,
              })}{' '}
              · <TimeBy at={version.at} by={version.by} exact /> ·{' '}
              <Link to="/ledger" search={{ event: String(version.sequence) }} className="num">
                #{n(version.sequence)}
              </Link>
            </div>
            <div className="small quiet case-hash">{rich('case.event-hash', { hash: <span className="mono">{version.hash}</span> })}</div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Reproduced({ yes }: { yes: boolean }) {
  const { t } = useWords()
  return yes ? (
    <Chip tone="done" sign="tick">
      {t('case.reproduced')}
    </Chip>
  ) : (
    <Chip tone="stop" sign="octagon">
      {t('case.not-reproduced')}
    </Chip>
  )
}
