import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AlertRule, Alerts, AlertTest, Webhook } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { called, useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { Fact, Facts, PageHead } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { receiverWords } from './receivers.ts'
import './alerts.css'
import { SideDrawer } from '../../parts/side-drawer.tsx'
import { DeliveryLog } from './delivery-log.tsx'
import { RuleForm } from './rule-form.tsx'
import { WebhookForm } from './webhook-form.tsx'

type Editing = { rule: AlertRule | undefined } | { webhook: Webhook | undefined }

export function AlertsScreen() {
  const words = useWords()
  const { t } = words
  const site = useSite()
  const alerts = useQuery({ queryKey: ['alerts', site], queryFn: () => client.alerts({ site }), enabled: site !== undefined })
  const [editing, setEditing] = useState<Editing>()
  const { data } = alerts
  return (
    <>
      <PageHead title={t('alerts.title')} text={t('alerts.text')}>
        <Act variant="default" onClick={() => setEditing({ webhook: undefined })}>
          {t('alerts.add-webhook')}
        </Act>
        <Act onClick={() => setEditing({ rule: undefined })}>{t('alerts.add-rule')}</Act>
      </PageHead>
      {alerts.isError && <Trouble error={alerts.error} retry={() => void alerts.refetch()} />}
      {alerts.isPending && <Skeleton rows={4} height={80} />}
      {data && <Stated alerts={data} onEdit={setEditing} />}
      {data && <DeliveryLog counts={data.counts} rules={data.rules} />}
      <SideDrawer opened={editing !== undefined} onClose={() => setEditing(undefined)} title={titleOf(editing, words)}>
        {editing && 'rule' in editing && data && <RuleForm rule={editing.rule} alerts={data} onDone={() => setEditing(undefined)} />}
        {editing && 'webhook' in editing && <WebhookForm webhook={editing.webhook} onDone={() => setEditing(undefined)} />}
      </SideDrawer>
    </>
  )
}

function titleOf(editing: Editing | undefined, { t }: Words): string {
  if (editing === undefined) return ''
  if ('rule' in editing) return editing.rule === undefined ? t('alerts.add-rule') : t('alerts.rule', { code: editing.rule.code })
  return editing.webhook === undefined ? t('alerts.add-webhook') : t('alerts.webhook', { code: editing.webhook.code })
}

const MAIL_SETTING = 'GENEALOT_SMTP_URL'

function Stated({ alerts, onEdit }: { alerts: Alerts; onEdit: (editing: Editing) => void }) {
  const { t, rich } = useWords()
  const rules = alerts.rules.filter(rule => rule.retired !== true)
  const webhooks = alerts.webhooks.filter(webhook => webhook.retired !== true)
  return (
    <div className="stack">
      {alerts.mail === null ? (
        <p className="small quiet">{rich('alerts.no-mail', { setting: <span className="mono">{MAIL_SETTING}</span> })}</p>
      ) : (
        <p className="small quiet">
          {rich('alerts.mail', { server: <span className="mono">{alerts.mail.server}</span>, address: alerts.mail.from })}
        </p>
      )}
      {rules.length === 0 && (
        <Blank title={t('alerts.none')} text={t('alerts.none-text')}>
          <Act onClick={() => onEdit({ rule: undefined })}>{t('alerts.add-rule')}</Act>
        </Blank>
      )}
      <div className="alert-cards">
        {rules.map(rule => (
          <RuleCard key={rule.code} rule={rule} onEdit={() => onEdit({ rule })} />
        ))}
      </div>
      {webhooks.length > 0 && <h2 className="alert-section">{t('alerts.webhooks')}</h2>}
      <div className="alert-cards">
        {webhooks.map(webhook => (
          <WebhookCard key={webhook.code} webhook={webhook} onEdit={() => onEdit({ webhook })} />
        ))}
      </div>
    </div>
  )
}

function RuleCard({ rule, onEdit }: { rule: AlertRule; onEdit: () => void }) {
  const words = useWords()
  const { t } = words
  const site = useSite()
  const test = useMutation({ mutationFn: () => client.testAlertRule(rule.code, { site }), onSettled: forgetAnswers })
  const receivers = [
    ...(rule.mail ?? []).map(({ address }) => address),
    ...(rule.webhooks ?? []).map(code => t('alerts.to-webhook', { code })),
  ]
  return (
    <section className="panel alert-card" aria-label={t('alerts.rule', { code: rule.code })}>
      <h2 translate="no">{rule.name ?? rule.code}</h2>
      <Facts>
        <Fact name={t('alerts.when')}>{rule.on.map(kind => called('alerts.on.', kind, words)).join(' · ')}</Fact>
        <Fact name={t('alerts.told')}>
          <span className="mono small">{receivers.join(', ')}</span>
        </Fact>
      </Facts>
      <div className="row no-print">
        <Act needs="administrator" size="sm" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t('alerts.test')}
        </Act>
        <Act size="sm" variant="subtle" onClick={onEdit}>
          {t('alerts.change')}
        </Act>
      </div>
      <Tried results={test.data} error={test.error} />
    </section>
  )
}

function WebhookCard({ webhook, onEdit }: { webhook: Webhook; onEdit: () => void }) {
  const { t, rich } = useWords()
  const site = useSite()
  const test = useMutation({ mutationFn: () => client.testWebhook(webhook.code, { site }), onSettled: forgetAnswers })
  return (
    <section className="panel alert-card" aria-label={t('alerts.webhook', { code: webhook.code })}>
      <div className="spread">
        <h2 translate="no">{webhook.name ?? webhook.code}</h2>
        {webhook.off && (
          <Chip tone="stop" sign="octagon">
            {t('alerts.off')}
          </Chip>
        )}
      </div>
      <Facts>
        <Fact name={t('alerts.col-webhook')}>
          <span className="mono small">{webhook.url}</span>
        </Fact>
      </Facts>
      {webhook.off && (
        <p className="small">{rich('alerts.off-since', { problem: webhook.off.problem, time: <When at={webhook.off.at} /> })}</p>
      )}
      <div className="row no-print">
        <Act needs="administrator" size="sm" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t('alerts.test')}
        </Act>
        <Act size="sm" variant="subtle" onClick={onEdit}>
          {t('alerts.change')}
        </Act>
      </div>
      <Tried results={test.data} error={test.error} />
    </section>
  )
}

/** What each receiver made of the test, said aloud too. */
function Tried({ results, error }: { results: AlertTest[] | undefined; error: Error | null }) {
  const words = useWords()
  if (error)
    return (
      <p className="alert-said small bad" role="status">
        {error.message}
      </p>
    )
  return results?.map(({ receiver, ok, detail, milliseconds }) => (
    <p key={receiver} className={`alert-said small ${ok ? 'good' : 'bad'}`} role="status">
      {words.rich(ok ? 'alerts.test-sent' : 'alerts.test-failed', {
        receiver: <span className="mono">{receiverWords(receiver, words)}</span>,
        milliseconds,
        detail,
      })}
    </p>
  ))
}
