import { Progress } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Home } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { StoryPicture } from './story-picture.tsx'

export function FirstStart({ home }: { home: Home }) {
  const answers = useQueryClient()
  const demo = useQuery({
    queryKey: ['demo'],
    queryFn: client.demo,
    initialData: home.demo,
    refetchInterval: query => (query.state.data?.loading ? 400 : false),
  })
  const load = useMutation({ mutationFn: client.loadDemo, onSuccess: state => answers.setQueryData(['demo'], { ...state, loading: true }) })
  const { loading, loaded } = demo.data
  useEffect(() => {
    if (loaded && !loading)
      void answers.invalidateQueries({ predicate: query => query.queryKey[0] !== 'demo' && query.queryKey[0] !== 'session' })
  }, [loaded, loading, answers])
  return (
    <div className="first">
      <div className="first-words">
        <h1>
          What is it made of?
          <br />
          Who has it?
        </h1>
        <p>Genealot answers both for every lot and serial, at once and completely, and says what is certain and what is only possible.</p>
        {loading ? (
          <Loading done={demo.data.done} total={demo.data.total} />
        ) : (
          <Choice busy={load.isPending} loaded={loaded} onLoad={() => load.mutate()} />
        )}
        {(load.error ?? demo.data.error) && <Refusal detail={load.error?.message ?? demo.data.error ?? ''} />}
      </div>
      <div className="first-picture">
        <StoryPicture index={0} />
      </div>
    </div>
  )
}

function Loading({ done, total }: { done: number; total: number }) {
  const percent = total > 0 ? Math.floor((done / total) * 100) : 0
  return (
    <div className="first-loading" role="status">
      <div className="spread">
        <strong>Recording 90 days of a valve maker…</strong>
        <span className="num">
          {done.toLocaleString('en')} of {total > 0 ? total.toLocaleString('en') : '…'} events
        </span>
      </div>
      <Progress value={percent} size="lg" radius="xl" aria-label="Demo plant loading" transitionDuration={120} />
      <p className="quiet small">Through the same door as your own records: numbered, chained and checked one by one.</p>
    </div>
  )
}

function Choice({ busy, loaded, onLoad }: { busy: boolean; loaded: boolean; onLoad: () => void }) {
  return (
    <>
      {loaded ? (
        <Link className="story-go" to="/" search={{ site: 'demo' }}>
          Open the demo plant →
        </Link>
      ) : (
        <div className="first-choice">
          <Act needs="administrator" size="lg" loading={busy} onClick={onLoad}>
            Load the demo plant
          </Act>
          <p className="quiet small">
            A maker of hydraulic valves, 90 days, about 50,000 events, three planted problems. Removable without a trace of it.
          </p>
        </div>
      )}
      <div className="first-own">
        <h2>Or begin with your own</h2>
        <ul>
          <li>
            <Link to="/receive" search={{ site: 'main' }}>
              Receive a first lot
            </Link>{' '}
            <span className="quiet">from a vendor, with its vendor lot</span>
          </li>
          <li>
            <Link to="/produce" search={{ site: 'main' }}>
              Produce a lot
            </Link>{' '}
            <span className="quiet">from what is there, or as opening stock</span>
          </li>
          <li>
            <span className="mono small">genealot import FILE</span> <span className="quiet">EPCIS 2.0, CSV or XLSX</span>
          </li>
        </ul>
      </div>
    </>
  )
}
