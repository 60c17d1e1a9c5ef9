import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { Run } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Shape } from '../../parts/shape.tsx'
import { When } from '../../parts/when.tsx'
import { FinishForm, LoadForm, ProduceForm } from './run-forms.tsx'

export function OpenRuns() {
  const { t } = useWords()
  const site = useSite()
  const { run: wanted } = useSearch({ from: '/produce' })
  const runs = useQuery({
    queryKey: ['runs', 'open', site],
    queryFn: () => client.runs({ open: true, ...(site ? { site } : {}) }),
    enabled: site !== undefined,
  })
  if (runs.isError) return <Trouble error={runs.error} retry={() => void runs.refetch()} />
  if (!runs.data) return <Skeleton rows={8} height={56} />
  const chosen = runs.data.find(run => run.run === wanted) ?? runs.data[0]
  if (chosen === undefined)
    return (
      <Blank title={t('run.none')} text={t('run.none-text')}>
        <Link to="/produce" search={{ way: 'start' }}>
          {t('produce.start')}
        </Link>
      </Blank>
    )
  return (
    <div className="runs">
      <ul className="runs-list" aria-label={t('produce.runs')}>
        {runs.data.map(run => (
          <RunChoice key={run.run} run={run} chosen={run === chosen} />
        ))}
      </ul>
      <RunPage key={chosen.run} run={chosen} />
    </div>
  )
}

function RunChoice({ run, chosen }: { run: Run; chosen: boolean }) {
  const { t } = useWords()
  return (
    <li>
      <Link
        to="/produce"
        search={{ way: 'runs', run: run.run }}
        className="run-choice"
        aria-current={chosen ? 'true' : undefined}
        resetScroll={false}
      >
        <Shape kind="operation" filled size={16} />
        <span className="grow">
          <strong>{run.operationName ?? t('seeds.run')}</strong> <span className="quiet">{run.workCenter}</span>
          <span className="small quiet run-choice-more">
            {run.workOrder && <span className="mono">{run.workOrder} </span>}
            <When at={run.startedAt} />
          </span>
        </span>
      </Link>
    </li>
  )
}

function RunPage({ run }: { run: Run }) {
  const { t, rich } = useWords()
  return (
    <div className="stack">
      <Panel
        title={t(run.workCenter ? 'run.at' : 'run.at-none', { run: run.operationName ?? t('seeds.run'), place: run.workCenter ?? '' })}
        side={
          <span className="small quiet">
            {rich(run.people.length > 0 ? 'run.started-by' : 'run.started', {
              time: <When at={run.startedAt} exact />,
              people: <span translate="no">{run.people.join(', ')}</span>,
            })}
          </span>
        }
      >
        {run.workOrder && (
          <p>
            {rich(run.material ? 'run.order-making' : 'run.order', {
              order: (
                <Link className="mono strong-link" to="/orders" search={{ order: run.workOrder }}>
                  {run.workOrder}
                </Link>
              ),
              material: <span className="mono">{run.material}</span>,
            })}
          </p>
        )}
        <div className="run-sides">
          <div>
            <h3>{t('run.loaded')}</h3>
            <Loads run={run} />
          </div>
          <div>
            <h3>{t('run.made')}</h3>
            <Outputs run={run} />
          </div>
        </div>
      </Panel>
      <div className="run-forms">
        <LoadForm run={run} />
        <ProduceForm run={run} />
        <FinishForm run={run} />
      </div>
    </div>
  )
}

function Loads({ run }: { run: Run }) {
  const { t, rich } = useWords()
  if (run.loads.length === 0) return <p className="quiet small">{t('run.nothing-loaded')}</p>
  return (
    <ul className="run-rows">
      {run.loads.map((load, index) => (
        <li key={index} className={load.until ? 'run-ended' : ''}>
          <LotLink lot={load.lot} />
          <span className="small quiet">
            {load.position && <span className="mono">{load.position} </span>}
            {rich(load.until ? 'run.ended' : 'run.since', { time: <When at={load.until ?? load.at} /> })}
          </span>
          <span className="right">
            {load.quantity === null ? (
              <span className="small quiet">{t('run.connected')}</span>
            ) : (
              <Amount value={load.quantity} unit={load.unit ?? ''} />
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Outputs({ run }: { run: Run }) {
  const { t, rich } = useWords()
  const rows = [...(run.lots ?? []), ...run.outputs]
  if (rows.length === 0) return <p className="quiet small">{t('run.nothing-made')}</p>
  return (
    <>
      <ul className="run-rows">
        {rows.slice(-shownMax).map(row => (
          <li key={row.lot.number + row.at}>
            <LotLink lot={row.lot} />
            <span className="small quiet">
              <When at={row.at} />
            </span>
            <span className="right">
              <Amount value={row.quantity} unit={row.unit ?? ''} />
              {Number(row.scrap ?? 0) > 0 && (
                <span className="small quiet"> {rich('run.scrap', { quantity: <Amount value={row.scrap ?? 0} /> })}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {rows.length > shownMax && <p className="small quiet">{t('run.last', { shown: shownMax, total: rows.length })}</p>}
    </>
  )
}

const shownMax = 12
