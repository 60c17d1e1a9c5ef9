import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { AlertRule } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Refusal } from '../../parts/blank.tsx'

/** For a receiver that was away, or a rule that came later: everything since then that the rules, as they are now, tell somebody. */
export function ReplaySince({ rules }: { rules: readonly AlertRule[] }) {
  const site = useSite()
  const [since, setSince] = useState('')
  const [receiver, setReceiver] = useState('')
  const replay = useMutation({
    mutationFn: () => client.replayAlerts({ site, since: new Date(since).toISOString(), ...(receiver ? { receiver } : {}) }),
    onSettled: forgetAnswers,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    replay.mutate()
  }
  return (
    <form className="row alert-replay no-print" aria-label="Deliver again since" onSubmit={submit}>
      <TextInput
        label="Again, all since"
        type="datetime-local"
        value={since}
        required
        withAsterisk={false}
        onChange={event => setSince(event.currentTarget.value)}
      />
      <NativeSelect
        label="To"
        value={receiver}
        data={[{ value: '', label: 'whoever the rules name now' }, ...receiversOf(rules)]}
        onChange={event => setReceiver(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={replay.isPending} disabled={since === ''}>
        Deliver again
      </Button>
      {replay.error && <Refusal detail={replay.error.message} />}
      {replay.data && (
        <span className="small" role="status">
          {saidOf(replay.data.replayed)} Whoever had a message knows it again by its id.
        </span>
      )}
    </form>
  )
}

const saidOf = (count: number): string =>
  count === 0 ? 'Nothing of that time is told to anybody.' : count === 1 ? 'One is on its way again.' : `${count} are on their way again.`

function receiversOf(rules: readonly AlertRule[]): { value: string; label: string }[] {
  const used = rules.filter(rule => rule.retired !== true)
  const all = used.flatMap(({ mail = [], webhooks = [] }) => [
    ...mail.map(({ address }) => ({ value: `mail:${address}`, label: address })),
    ...webhooks.map(code => ({ value: `webhook:${code}`, label: `webhook ${code}` })),
  ])
  return [...new Map(all.map(one => [one.value, one])).values()]
}
