import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { AlertRule } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Refusal } from '../../parts/blank.tsx'

/** For a receiver that was away, or a rule that came later: everything since then that the rules, as they are now, tell somebody. */
export function ReplaySince({ rules }: { rules: readonly AlertRule[] }) {
  const words = useWords()
  const { t } = words
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
    <form className="row alert-replay no-print" aria-label={t('alerts.again-since')} onSubmit={submit}>
      <TextInput
        label={t('alerts.all-since')}
        type="datetime-local"
        value={since}
        required
        withAsterisk={false}
        onChange={event => setSince(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('alerts.to')}
        value={receiver}
        data={[{ value: '', label: t('alerts.whoever') }, ...receiversOf(rules, words)]}
        onChange={event => setReceiver(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={replay.isPending} disabled={since === ''}>
        {t('alerts.deliver-again')}
      </Button>
      {replay.error && <Refusal detail={replay.error.message} />}
      {replay.data && (
        <span className="small" role="status">
          {t(replay.data.replayed === 0 ? 'alerts.replayed-none' : 'alerts.replayed', { count: replay.data.replayed })}
        </span>
      )}
    </form>
  )
}

function receiversOf(rules: readonly AlertRule[], { t }: Words): { value: string; label: string }[] {
  const used = rules.filter(rule => rule.retired !== true)
  const all = used.flatMap(({ mail = [], webhooks = [] }) => [
    ...mail.map(({ address }) => ({ value: `mail:${address}`, label: address })),
    ...webhooks.map(code => ({ value: `webhook:${code}`, label: t('alerts.to-webhook', { code }) })),
  ])
  return [...new Map(all.map(one => [one.value, one])).values()]
}
