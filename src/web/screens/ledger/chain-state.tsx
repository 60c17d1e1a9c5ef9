import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Verification } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Sign } from '../../parts/signs.tsx'

/** The state of the chain in a sentence, and the button that proves it. */
export function ChainState() {
  const answers = useQueryClient()
  const site = useSite()
  const last = useQuery({ queryKey: ['verification'], queryFn: client.verification })
  const verify = useMutation({
    mutationFn: client.verify,
    onSuccess: result => {
      answers.setQueryData(['verification'], result)
      void answers.invalidateQueries({ queryKey: ['home'] })
    },
  })
  const result = last.data?.sites ? last.data : undefined
  const head = result?.sites.find(one => one.site === site) ?? result?.sites[0]
  return (
    <section className={`chain ${result === undefined ? '' : result.ok ? 'chain-ok' : 'chain-bad'}`} aria-label="Chain" aria-live="polite">
      <Sign name={result === undefined ? 'ring' : result.ok ? 'tick' : 'octagon'} size={26} />
      <div className="grow">
        <Sentence result={result} busy={verify.isPending} />
        {head && (
          <p className="small quiet">
            Head of {head.site}: <span className="num">#{head.sequence.toLocaleString('en')}</span>{' '}
            <span className="mono chain-hash">{head.hash}</span> <CopyButton text={head.hash} shown />
          </p>
        )}
        {verify.isError && <Refusal detail={verify.error.message} />}
      </div>
      <Button loading={verify.isPending} onClick={() => verify.mutate()}>
        Verify now
      </Button>
    </section>
  )
}

function Sentence({ result, busy }: { result: Verification | undefined; busy: boolean }) {
  if (busy)
    return (
      <p>
        <strong>Reading every event again, from the first…</strong>
      </p>
    )
  if (result === undefined)
    return (
      <p>
        <strong>Not verified since the server started.</strong>{' '}
        <span className="quiet">Verifying reads every event, checks the chain, and compares all records derived from it.</span>
      </p>
    )
  if (result.ok)
    return (
      <p>
        <strong>The chain is whole.</strong> {result.events.toLocaleString('en')} events read in {(result.elapsedMs / 1000).toFixed(1)} s;
        every hash and every derived record agrees.
      </p>
    )
  const { difference } = result
  return (
    <p>
      <strong>The record was changed from outside.</strong>{' '}
      {difference && (
        <>
          {difference.detail} (
          <Link to="/ledger" search={{ event: String(difference.sequence) }}>
            event #{difference.sequence}
          </Link>{' '}
          of {difference.site}, table <span className="mono">{difference.table}</span>, row <span className="mono">{difference.row}</span>)
        </>
      )}
    </p>
  )
}
