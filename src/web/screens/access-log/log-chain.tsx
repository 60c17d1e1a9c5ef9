import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { client } from '../../app/api.ts'
import { Trouble } from '../../parts/blank.tsx'
import { Sign } from '../../parts/signs.tsx'
import './access-log.css'

/** Is every line as it was written, in its place, and none missing? */
export function LogChain() {
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
            <strong>The access log was changed: {broken}.</strong>
            <div className="small">Keep a copy of the database as it is, and restore the log from a backup beside it.</div>
          </>
        ) : check.data ? (
          <strong>
            The chain is whole: {check.data.rows === 1 ? '1 line' : `${check.data.rows.toLocaleString('en')} lines`}, each carrying the hash
            of the one before.
          </strong>
        ) : (
          'Checking the chain…'
        )}
      </div>
      <Button size="xs" variant="default" loading={check.isFetching} onClick={() => void check.refetch()}>
        Check again
      </Button>
    </div>
  )
}
