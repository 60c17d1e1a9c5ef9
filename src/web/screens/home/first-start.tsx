import { Progress } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Home } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { StoryPicture } from './story-picture.tsx'

export function FirstStart({ home }: { home: Home }) {
  const { t } = useWords()
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
          {t('first.what')}
          <br />
          {t('first.who')}
        </h1>
        <p>{t('first.text')}</p>
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
  const { t } = useWords()
  const percent = total > 0 ? Math.floor((done / total) * 100) : 0
  return (
    <div className="first-loading" role="status">
      <div className="spread">
        <strong>{t('first.recording')}</strong>
        <span className="num">{t('first.progress', { done, total: total > 0 ? total : '…' })}</span>
      </div>
      <Progress value={percent} size="lg" radius="xl" aria-label={t('first.loading')} transitionDuration={120} />
      <p className="quiet small">{t('first.same-door')}</p>
    </div>
  )
}

function Choice({ busy, loaded, onLoad }: { busy: boolean; loaded: boolean; onLoad: () => void }) {
  const { t } = useWords()
  return (
    <>
      {loaded ? (
        <Link className="story-go" to="/" search={{ site: 'demo' }}>
          {t('first.open-demo')} →
        </Link>
      ) : (
        <div className="first-choice">
          <Act needs="administrator" size="lg" loading={busy} onClick={onLoad}>
            {t('first.load-demo')}
          </Act>
          <p className="quiet small">{t('first.demo-text')}</p>
        </div>
      )}
      <div className="first-own">
        <h2>{t('first.own')}</h2>
        <ul>
          <li>
            <Link to="/receive" search={{ site: 'main' }}>
              {t('first.receive')}
            </Link>{' '}
            <span className="quiet">{t('first.receive-text')}</span>
          </li>
          <li>
            <Link to="/produce" search={{ site: 'main' }}>
              {t('first.produce')}
            </Link>{' '}
            <span className="quiet">{t('first.produce-text')}</span>
          </li>
          <li>
            <span className="mono small">genealot import FILE</span> <span className="quiet">{t('first.formats')}</span>
          </li>
        </ul>
      </div>
    </>
  )
}
