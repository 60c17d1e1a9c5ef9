import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Webhook } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import '../../parts/form.css'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { When } from '../../parts/when.tsx'

const EXAMPLE = 'https://erp.example/hooks/genealot'

export function WebhookForm({ webhook, onDone }: { webhook: Webhook | undefined; onDone: () => void }) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const [code, setCode] = useState(webhook?.code ?? '')
  const [name, setName] = useState(webhook?.name ?? '')
  const [url, setUrl] = useState(webhook?.url ?? '')
  const event = { type: 'webhook', code, name: filled(name), url: url.trim() }
  const record = async (more: object) => {
    if ((await capture.record({ ...event, ...more })) !== undefined) onDone()
  }
  const submit = (sent: FormEvent) => {
    sent.preventDefault()
    void record({})
  }
  return (
    <div className="stack">
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t('col.code')}
          value={code}
          readOnly={webhook !== undefined}
          required
          error={capture.at('/code')}
          classNames={{ input: 'mono' }}
          onChange={change => setCode(change.currentTarget.value)}
        />
        <TextInput label={t('col.name')} value={name} onChange={change => setName(change.currentTarget.value)} />
        <TextInput
          label={t('alerts.address')}
          description={t('alerts.address-what')}
          placeholder={EXAMPLE}
          value={url}
          required
          error={capture.at('/url')}
          classNames={{ input: 'mono' }}
          onChange={change => setUrl(change.currentTarget.value)}
        />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <div className="form-foot">
          <Act type="submit" loading={capture.busy}>
            {webhook === undefined ? t('alerts.add-it') : t('common.save')}
          </Act>
          {webhook !== undefined && (
            <Act variant="subtle" color="red" onClick={() => void record({ retired: true })}>
              {t('common.take-out-of-use')}
            </Act>
          )}
        </div>
      </form>
      {webhook !== undefined && <Secrets code={webhook.code} />}
    </div>
  )
}

/** Shown when asked for: whoever reads along must not learn it by accident. */
function Secrets({ code }: { code: string }) {
  const { t, rich } = useWords()
  const site = useSite()
  const [shown, setShown] = useState(false)
  const secrets = useQuery({
    queryKey: ['webhookSecrets', site, code],
    queryFn: () => client.webhookSecrets(code, { site }),
    enabled: shown,
  })
  const make = useMutation({ mutationFn: () => client.newWebhookSecret(code, { site }), onSettled: forgetAnswers })
  const end = useMutation({ mutationFn: () => client.endOldWebhookSecrets(code, { site }), onSettled: forgetAnswers })
  const fault = secrets.error ?? make.error ?? end.error
  return (
    <section className="stack" aria-label={t('alerts.secrets')}>
      <h2>{t('alerts.secret')}</h2>
      <p className="small quiet">{t('alerts.secret-text')}</p>
      {fault && <Refusal detail={fault.message} />}
      {secrets.data?.map(({ secret, endsAt }) => (
        <div key={secret} className="alert-secret">
          <span className="mono small">{secret}</span> <CopyButton text={secret} />
          {endsAt && <span className="small quiet"> {rich('alerts.secret-ends', { time: <When at={endsAt} /> })}</span>}
        </div>
      ))}
      <div className="row">
        {!shown && (
          <Button variant="default" size="sm" onClick={() => setShown(true)}>
            {t('alerts.secret-show')}
          </Button>
        )}
        <Act
          needs="administrator"
          variant="default"
          size="sm"
          loading={make.isPending}
          onClick={() => make.mutate(undefined, { onSuccess: () => setShown(true) })}
        >
          {t('alerts.secret-new')}
        </Act>
        {(secrets.data?.length ?? 0) > 1 && (
          <Act needs="administrator" variant="subtle" color="red" size="sm" loading={end.isPending} onClick={() => end.mutate()}>
            {t('alerts.secret-end')}
          </Act>
        )}
      </div>
    </section>
  )
}
