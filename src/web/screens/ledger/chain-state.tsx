import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Verification } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Sign } from '../../parts/signs.tsx'

/** The state of the chain in a sentence, and the button that proves it. */
export function ChainState() {
  const { t, rich, n } = useWords()
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
    <section
      className={`chain ${result === undefined ? '' : result.ok ? 'chain-ok' : 'chain-bad'}`}
      aria-label={t('ledger.chain')}
      aria-live="polite"
    >
      <Sign name={result === undefined ? 'ring' : result.ok ? 'tick' : 'octagon'} size={26} />
      <div className="grow">
        <Sentence result={result} busy={verify.isPending} />
        {head && (
          <p className="small quiet">
            {rich('ledger.chain-head', {
              site: <span translate="no">{head.site}</span>,
              number: <span className="num">#{n(head.sequence)}</span>,
            })}{' '}
            <span className="mono chain-hash">{head.hash}</span> <CopyButton text={head.hash} shown />
          </p>
        )}
        {verify.isError && <Refusal of="question" detail={verify.error.message} />}
      </div>
      <Button loading={verify.isPending} onClick={() => verify.mutate()}>
        {t('ledger.chain-verify')}
      </Button>
    </section>
  )
}

function Sentence({ result, busy }: { result: Verification | undefined; busy: boolean }) {
  const { t, rich, mark } = useWords()
  if (busy)
    return (
      <p>
        <strong>{t('ledger.chain-reading')}</strong>
      </p>
    )
  if (result === undefined)
    return (
      <p>
        <strong>{t('ledger.chain-never')}</strong> <span className="quiet">{t('ledger.chain-never-text')}</span>
      </p>
    )
  if (result.ok)
    return (
      <p>
        <strong>{t('ledger.chain-whole')}</strong>{' '}
        {t('ledger.chain-whole-text', { count: result.events, seconds: (result.elapsedMs / 1000).toFixed(1).replace('.', mark) })}
      </p>
    )
  const { difference } = result
  return (
    <p>
      <strong>{t('ledger.chain-changed')}</strong>{' '}
      {difference &&
        rich('ledger.chain-where', {
          detail: difference.detail,
          event: (
            <Link to="/ledger" search={{ event: String(difference.sequence) }}>
              {t('recorded.event', { sequence: String(difference.sequence) })}
            </Link>
          ),
          site: <span translate="no">{difference.site}</span>,
          table: <span className="mono">{difference.table}</span>,
          row: <span className="mono">{difference.row}</span>,
        })}
    </p>
  )
}
