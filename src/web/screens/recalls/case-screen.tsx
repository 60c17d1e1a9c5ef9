import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { RecallCase, RecallEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { Fact, Facts, PageHead, Panel } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { DifferenceList } from '../recall/difference-list.tsx'
import { Lots } from './case-lots.tsx'
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
  const { recall } = useParams({ from: '/recalls/$recall' })
  const site = useSite()
  const shown = useQuery({
    queryKey: ['recallCase', site, recall],
    queryFn: ({ signal }) => client.recall(recall, site ? { site } : {}, signal),
    enabled: site !== undefined,
  })
  return (
    <>
      <PageHead title={`Recall case ${recall}`} {...(shown.data ? { text: shown.data.reason } : {})}>
        <Link className="button" to="/recalls">
          All cases
        </Link>
      </PageHead>
      {shown.isError && <Trouble error={shown.error} retry={() => void shown.refetch()} />}
      {shown.isPending && <Skeleton rows={6} height={80} />}
      {shown.data && <Case one={shown.data} />}
    </>
  )
}

function Case({ one }: { one: RecallCase }) {
  const open = one.closedAt === null
  return (
    <div className="stack case">
      {one.kind === 'drill' && (
        <p className="case-drill">
          <strong>DRILL.</strong> Nothing is held, nobody is to be called in earnest. <ScoreLink name={one.recall} />
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
      Its scorecard
    </Link>
  )
}

function State({ one }: { one: RecallCase }) {
  return (
    <Panel title="State" side={<CaseState one={one} />}>
      <Facts>
        <Fact name="Starts from">
          <Lots entries={one.seeds} />
        </Fact>
        <Fact name="Reaches">
          <span className="num">{one.lots.toLocaleString('en')}</span> lots and serials (
          <span className="num">{one.possible.toLocaleString('en')}</span> only possible)
        </Fact>
        <Fact name="Customers">
          <span className="num">{one.customers}</span>
        </Fact>
        {one.class && <Fact name="Class">{one.class}</Fact>}
        <Fact name="Hold">{one.hold === null ? 'none: a drill' : <Link to="/holds">{one.hold}</Link>}</Fact>
        <Fact name="Committed">
          <When at={one.at} exact />
          {one.by && ` by ${one.by}`}
        </Fact>
        {one.closedAt && (
          <Fact name="Closed">
            <When at={one.closedAt} exact />: {one.closeReason}
          </Fact>
        )}
      </Facts>
      {one.exclusions.length > 0 && <Excluded entries={one.exclusions} />}
      {one.inclusions.length > 0 && <TakenIn entries={one.inclusions} />}
    </Panel>
  )
}

function Excluded({ entries }: { entries: RecallEntry[] }) {
  return (
    <ul className="case-list" aria-label="Excluded">
      {entries.map((entry, index) => (
        <li key={index}>
          Excluded <Lots entries={[entry]} /> {entry.detail}
          {entry.evidence && <span className="quiet small"> ({entry.evidence})</span>}{' '}
          {entry.evidenceSequence !== null && (
            <Link to="/ledger" search={{ event: String(entry.evidenceSequence) }} className="num small">
              event #{entry.evidenceSequence.toLocaleString('en')}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Excluded once, and not any more. */
function TakenIn({ entries }: { entries: RecallEntry[] }) {
  return (
    <ul className="case-list" aria-label="Taken in again">
      {entries.map((entry, index) => (
        <li key={index}>
          Taken in again <Lots entries={[entry]} /> {entry.detail}
        </li>
      ))}
    </ul>
  )
}

function Growth({ one, open }: { one: RecallCase; open: boolean }) {
  const { growth } = one
  return (
    <Panel
      title={`Since version ${one.version}`}
      side={
        growth.same ? (
          <Chip tone="done" sign="tick">
            Nothing has changed
          </Chip>
        ) : (
          <Chip tone="attention" sign="triangle">
            It has changed
          </Chip>
        )
      }
    >
      <DifferenceList difference={growth} />
      <p className="small quiet">
        {one.hold === null ? 'What joins a drill is not held.' : 'What was made since of a held lot was born held.'}
      </p>
      {open && <Revise one={one} />}
    </Panel>
  )
}

/** The last version is traced again as known at its position; it must come to the same fingerprint. */
function Versions({ one }: { one: RecallCase }) {
  return (
    <Panel title="Versions">
      <ul className="case-list">
        {one.versions.toReversed().map(version => (
          <li key={version.version}>
            <div className="row">
              <strong>Version {version.version}</strong>
              {version.version === one.version && <Reproduced yes={one.growth.reproduced} />}
            </div>
            <div className="small">
              <span className="num">{version.lots.toLocaleString('en')}</span> lots and serials,{' '}
              <span className="num">{version.customers}</span> customers · <When at={version.at} exact />
              {version.by && ` by ${version.by}`} ·{' '}
              <Link to="/ledger" search={{ event: String(version.sequence) }} className="num">
                #{version.sequence.toLocaleString('en')}
              </Link>
            </div>
            <div className="small quiet case-hash">
              event <span className="mono">{version.hash}</span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Reproduced({ yes }: { yes: boolean }) {
  return yes ? (
    <Chip tone="done" sign="tick">
      Reproduced
    </Chip>
  ) : (
    <Chip tone="stop" sign="octagon">
      Not reproduced
    </Chip>
  )
}
