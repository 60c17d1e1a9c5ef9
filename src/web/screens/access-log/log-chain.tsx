import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Trouble } from '../../parts/blank.tsx'
import { Sign } from '../../parts/signs.tsx'
import './access-log.css'

/** Is every line as it was written, in its place, and none missing? */
export function LogChain() {
  const { t } = useWords()
  const check = useQuery({
    queryKey: ['access-log', 'chain'],
    queryFn: client.verifyAccessLog,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })
  if (check.isError) return <Trouble error={check.error} retry={() => void check.refetch()} />
  const broken = check.data?.difference
  return (
    <div className={`log-chain${broken ? ' log-chain-bad' : ''}`} role="status">
      <Sign name={broken ? 'octagon' : check.data ? 'tick' : 'ring'} size={20} />
      <div className="grow">
        {broken ? (
          <>
            <strong>{t('access-log.changed', { difference: broken })}</strong>
            <div className="small">{t('access-log.changed-text')}</div>
          </>
        ) : check.data ? (
          <strong>{t('access-log.whole', { count: check.data.rows })}</strong>
        ) : (
          t('access-log.checking')
        )}
      </div>
      <Button size="xs" variant="default" loading={check.isFetching} onClick={() => void check.refetch()}>
        {t('access-log.check-again')}
      </Button>
    </div>
  )
}
