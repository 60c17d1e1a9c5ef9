import { IconFileTypePdf } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Drill } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { download } from '../../parts/csv.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { Fact, Facts, PageHead, Panel } from '../../parts/panel.tsx'
import { When } from '../../parts/when.tsx'
import './drills.css'
import { Scorecard } from './scorecard.tsx'
import { Verdict } from './verdict.tsx'

export function DrillScreen() {
  const { drill } = useParams({ from: '/drills/$drill' })
  const site = useSite()
  const query = site ? { site } : {}
  const shown = useQuery({ queryKey: ['drill', site, drill], queryFn: () => client.drill(drill, query), enabled: site !== undefined })
  const print = async () => download(`drill ${drill}.pdf`, await client.drillDocument(drill, query))
  return (
    <div className="stack drills">
      <PageHead title={`Drill ${drill}`}>
        <Link className="button" to="/drills">
          All drills
        </Link>
        {shown.data?.scorecard && (
          <button type="button" className="button" onClick={() => void print()}>
            <IconFileTypePdf size={18} />
            Scorecard as PDF
          </button>
        )}
      </PageHead>
      {shown.isError && <Trouble error={shown.error} retry={() => void shown.refetch()} />}
      {shown.isPending && <Skeleton rows={6} height={80} />}
      {shown.data && <Shown one={shown.data} />}
    </div>
  )
}

function Shown({ one }: { one: Drill }) {
  return (
    <>
      <p className="drill-says">
        <strong>DRILL.</strong> Nothing was held, nobody was called in earnest.
      </p>
      {one.scorecard ? <Scorecard one={one} card={one.scorecard} /> : <GoOn one={one} />}
      <Begun one={one} />
    </>
  )
}

function GoOn({ one }: { one: Drill }) {
  return (
    <Panel title="Its clock is running" side={<Verdict one={one} />}>
      <Link className="button" to="/recall" search={{ drill: one.drill, seed: one.lots.map(seedText) }}>
        Go on with it
      </Link>
    </Panel>
  )
}

const drawnWords = { raw: 'raw lots', finished: 'finished lots', any: 'lots' } as const

function Begun({ one }: { one: Drill }) {
  const { drawn, steps } = one
  return (
    <Panel title="How it went">
      <Facts>
        <Fact name="Starts from">
          {one.lots.map(lot => (
            <span key={lot.material + lot.number}>
              <LotLink lot={lot} /> <span className="mono small quiet">{lot.material}</span>{' '}
            </span>
          ))}
        </Fact>
        <Fact name="Begun">
          <When at={one.at} exact />
          {one.by && ` by ${one.by}`}
          {one.origin === 'nightly' && ' by itself'}
        </Fact>
        {steps.traced && (
          <Fact name="Trace read">
            <When at={steps.traced} exact />
          </Fact>
        )}
        {steps.stock && (
          <Fact name="Stock located">
            <When at={steps.stock} exact />
          </Fact>
        )}
        {steps.customers && (
          <Fact name="Customers named">
            <When at={steps.customers} exact />
          </Fact>
        )}
        {one.finishedAt && (
          <Fact name="Finished">
            <When at={one.finishedAt} exact />
          </Fact>
        )}
        {drawn && (
          <Fact name="Drawn">
            from {drawn.among.toLocaleString('en')} {drawnWords[drawn.of]} with seed <span className="mono drill-seed">{drawn.seed}</span>;{' '}
            {one.drawsAgain ? 'drawn again, it is the same lot' : <strong>drawn again, it is another lot</strong>}
          </Fact>
        )}
      </Facts>
    </Panel>
  )
}
