import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type LedgerEvent, newId } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Act } from '../../parts/act.tsx'
import { Refusal, Trouble } from '../../parts/blank.tsx'
import { useSignature } from '../../parts/signing.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'

/** Who signed the event, with what meaning, and whether each signature still fits what it binds. */
export function Signatures({ event }: { event: LedgerEvent }) {
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
    <section className="stack event-signatures" aria-label="Signatures">
      <h3>Signatures</h3>
      {signatures.data?.length === 0 && <p className="small quiet">Nobody has signed this event.</p>}
      <ul className="stack">
        {signatures.data?.map(one => (
          <li key={one.by + one.meaning + one.at} className="small">
            <strong className="mono">{one.by}</strong> {one.meaning}, <When at={one.at} exact />{' '}
            {one.valid ? (
              <Chip tone="done" sign="tick">
                fits the record
              </Chip>
            ) : (
              <Chip tone="stop" sign="octagon">
                does not fit the record
              </Chip>
            )}
          </li>
        ))}
      </ul>
      {fault && <Refusal code={fault.code} detail={fault.detail} />}
      {event.type !== 'sign' && (
        <div>
          <Act size="xs" variant="default" onClick={() => void add()}>
            Sign this event…
          </Act>
        </div>
      )}
    </section>
  )
}
