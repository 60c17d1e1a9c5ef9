import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Home, LedgerEvent, Run } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Blank, Skeleton } from '../../parts/blank.tsx'
import { eventWords } from '../../parts/event-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Sign } from '../../parts/signs.tsx'
import { When } from '../../parts/when.tsx'

export function PlantNow({ home }: { home: Home }) {
  return (
    <>
      <Pulse home={home} />
      <div className="home-columns">
        <Running site={home.site} />
        <Latest site={home.site} />
      </div>
    </>
  )
}

/** The plant in one line; each number leads to the lots behind it. */
function Pulse({ home }: { home: Home }) {
  return (
    <ul className="pulse" aria-label="The plant now">
      <li>
        <Link to="/lots">
          <b>{count(home.lots)}</b> lots and serials
        </Link>
      </li>
      <li className={home.held > 0 ? 'pulse-hold' : ''}>
        <Link to="/lots" search={{ held: 'true' }}>
          <b>
            {home.held > 0 && <Sign name="padlock" size={18} />}
            {count(home.held)}
          </b>{' '}
          on hold
        </Link>
      </li>
      <li>
        <Link to="/produce" search={{ way: 'runs' }}>
          <b>{count(home.openRuns)}</b> runs open
        </Link>
      </li>
      <li>
        <Link to="/orders">
          <b>{count(home.openOrders)}</b> orders open
        </Link>
      </li>
      <li className={home.exceptions > 0 ? 'pulse-attention' : ''}>
        <Link to="/exceptions">
          <b>
            {home.exceptions > 0 && <Sign name="triangle" size={18} />}
            {count(home.exceptions)}
          </b>{' '}
          exceptions waiting
        </Link>
      </li>
      <li>
        <Link to="/ledger">
          <b>{count(home.events)}</b> events, last <When at={home.lastEventAt} />
        </Link>
      </li>
    </ul>
  )
}

function count(value: number): string {
  return value.toLocaleString('en').replaceAll(',', '\u202f')
}

function Running({ site }: { site: string }) {
  const runs = useQuery({ queryKey: ['runs', 'open', site], queryFn: () => client.runs({ open: true, site }) })
  return (
    <Panel
      title="Running now"
      side={
        <Link to="/produce" search={{ way: 'runs' }}>
          All open runs
        </Link>
      }
    >
      {runs.isPending && <Skeleton rows={6} height={44} />}
      {runs.data?.length === 0 && (
        <Blank title="Nothing is running" text="A run appears here when an operation starts.">
          <Link to="/produce" search={{ way: 'start' }}>
            Start a run
          </Link>
        </Blank>
      )}
      <ul className="running">
        {runs.data?.slice(0, 7).map(run => (
          <RunningRow key={run.run} run={run} />
        ))}
      </ul>
    </Panel>
  )
}

function RunningRow({ run }: { run: Run }) {
  const output = run.outputs.at(-1)
  return (
    <li>
      <Shape kind="operation" filled size={16} />
      <div className="grow">
        <div>
          <Link className="strong-link" to="/produce" search={{ way: 'runs', run: run.run }}>
            {run.operationName ?? 'Run'}
          </Link>{' '}
          <span className="quiet">at {run.workCenter ?? 'no work center'}</span>
        </div>
        <div className="small quiet">
          {run.workOrder && (
            <>
              order <span className="mono">{run.workOrder}</span> ·{' '}
            </>
          )}
          {run.loads.length} loaded
          {output && (
            <>
              {' '}
              · last output <LotLink lot={output.lot} />
            </>
          )}
        </div>
      </div>
      <span className="small quiet">
        <When at={run.startedAt} />
      </span>
    </li>
  )
}

function Latest({ site }: { site: string }) {
  const ledger = useQuery({ queryKey: ['ledger', 'latest', site], queryFn: () => client.ledger({ site, limit: 8 }) })
  return (
    <Panel title="Last recorded" side={<Link to="/ledger">Ledger</Link>}>
      {ledger.isPending && <Skeleton rows={6} height={44} />}
      <ul className="running">
        {ledger.data?.events.slice(0, 7).map(event => (
          <LatestRow key={event.sequence} event={event} />
        ))}
      </ul>
    </Panel>
  )
}

function LatestRow({ event }: { event: LedgerEvent }) {
  const words = eventWords(event)
  return (
    <li>
      <span className="mono small quiet latest-sequence">{event.sequence}</span>
      <div className="grow">
        <div>
          <Link className="strong-link" to="/ledger" search={{ event: String(event.sequence) }}>
            {words.verb}
          </Link>{' '}
          <span className="mono">{words.what}</span>
        </div>
        <div className="small quiet">{words.more}</div>
      </div>
      <span className="small quiet">
        <When at={event.recordedAt} />
      </span>
    </li>
  )
}
