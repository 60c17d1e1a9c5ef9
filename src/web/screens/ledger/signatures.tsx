import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type LedgerEvent, newId } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal, Trouble } from '../../parts/blank.tsx'
import { useSignature } from '../../parts/signing.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'

/** Who signed the event, with what meaning, and whether each signature still fits what it binds. */
export function Signatures({ event }: { event: LedgerEvent }) {
  const { t } = useWords()
  const answers = useQueryClient()
  const sign = useSignature()
  const [fault, setFault] = useState<{ code: string | undefined; detail: string }>()
  const key = ['signatures', event.id]
  const signatures = useQuery({ queryKey: key, queryFn: () => client.signatures(event.id) })
  const add = async () => {
    setFault(undefined)
    const wish = { id: newId(), type: 'sign', at: new Date().toISOString(), site: event.site, event: event.id }
    const result = await sign(wish, [])
    if (result !== 'left' && result?.status === 'refused') setFault({ code: result.code, detail: result.detail ?? '' })
    await answers.invalidateQueries({ queryKey: key })
  }
  if (signatures.isError) return <Trouble error={signatures.error} />
  return (
    <section className="stack event-signatures" aria-label={t('ledger.signatures')}>
      <h3>{t('ledger.signatures')}</h3>
      {signatures.data?.length === 0 && <p className="small quiet">{t('ledger.nobody-signed')}</p>}
      <ul className="stack">
        {signatures.data?.map(one => (
          <li key={one.by + one.meaning + one.at} className="small">
            <strong className="mono">{one.by}</strong> {one.meaning}, <When at={one.at} exact />{' '}
            {one.valid ? (
              <Chip tone="done" sign="tick">
                {t('ledger.fits')}
              </Chip>
            ) : (
              <Chip tone="stop" sign="octagon">
                {t('ledger.fits-not')}
              </Chip>
            )}
          </li>
        ))}
      </ul>
      {fault && <Refusal code={fault.code} detail={fault.detail} />}
      {event.type !== 'sign' && (
        <div>
          <Act size="xs" variant="default" onClick={() => void add()}>
            {t('ledger.sign')}
          </Act>
        </div>
      )}
    </section>
  )
}
