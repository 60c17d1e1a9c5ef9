import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AlertRule, Alerts, AlertTest, Webhook } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { Fact, Facts, PageHead } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import './alerts.css'
import { SideDrawer } from '../../parts/side-drawer.tsx'
import { DeliveryLog } from './delivery-log.tsx'
import { kindWord } from './kinds.ts'
import { RuleForm } from './rule-form.tsx'
import { WebhookForm } from './webhook-form.tsx'

type Editing = { rule: AlertRule | undefined } | { webhook: Webhook | undefined }

export function AlertsScreen() {
  const site = useSite()
  const alerts = useQuery({ queryKey: ['alerts', site], queryFn: () => client.alerts({ site }), enabled: site !== undefined })
  const [editing, setEditing] = useState<Editing>()
  const { data } = alerts
  return (
    <>
      <PageHead
        title="Alerts"
        text="Who is told of what, by mail and by webhook. What happens is told once, in its order, and nothing is lost when the server stops."
      >
        <Act variant="default" onClick={() => setEditing({ webhook: undefined })}>
          Add a webhook
        </Act>
        <Act onClick={() => setEditing({ rule: undefined })}>Add a rule</Act>
      </PageHead>
      {alerts.isError && <Trouble error={alerts.error} retry={() => void alerts.refetch()} />}
      {alerts.isPending && <Skeleton rows={4} height={80} />}
      {data && <Stated alerts={data} onEdit={setEditing} />}
      {data && <DeliveryLog counts={data.counts} rules={data.rules} />}
      <SideDrawer opened={editing !== undefined} onClose={() => setEditing(undefined)} title={titleOf(editing)}>
        {editing && 'rule' in editing && data && <RuleForm rule={editing.rule} alerts={data} onDone={() => setEditing(undefined)} />}
        {editing && 'webhook' in editing && <WebhookForm webhook={editing.webhook} onDone={() => setEditing(undefined)} />}
      </SideDrawer>
    </>
  )
}

function titleOf(editing: Editing | undefined): string {
  if (editing === undefined) return ''
  if ('rule' in editing) return editing.rule === undefined ? 'Add a rule' : `Rule ${editing.rule.code}`
  return editing.webhook === undefined ? 'Add a webhook' : `Webhook ${editing.webhook.code}`
}

function Stated({ alerts, onEdit }: { alerts: Alerts; onEdit: (editing: Editing) => void }) {
  const rules = alerts.rules.filter(rule => rule.retired !== true)
  const webhooks = alerts.webhooks.filter(webhook => webhook.retired !== true)
  return (
    <div className="stack">
      {alerts.mail === null ? (
        <p className="small quiet">
          No mail server is set: an administrator starts the server with <span className="mono">GENEALOT_SMTP_URL</span>. Until then mail
          waits.
        </p>
      ) : (
        <p className="small quiet">
          Mail goes out by <span className="mono">{alerts.mail.server}</span> from {alerts.mail.from}.
        </p>
      )}
      {rules.length === 0 && (
        <Blank
          title="Nobody is told of anything yet"
          text="A rule names what may happen, and the mail addresses and webhooks that hear of it."
        >
          <Act onClick={() => onEdit({ rule: undefined })}>Add a rule</Act>
        </Blank>
      )}
      <div className="alert-cards">
        {rules.map(rule => (
          <RuleCard key={rule.code} rule={rule} onEdit={() => onEdit({ rule })} />
        ))}
      </div>
      {webhooks.length > 0 && <h2 className="alert-section">Webhooks</h2>}
      <div className="alert-cards">
        {webhooks.map(webhook => (
          <WebhookCard key={webhook.code} webhook={webhook} onEdit={() => onEdit({ webhook })} />
        ))}
      </div>
    </div>
  )
}

function RuleCard({ rule, onEdit }: { rule: AlertRule; onEdit: () => void }) {
  const site = useSite()
  const test = useMutation({ mutationFn: () => client.testAlertRule(rule.code, { site }), onSettled: forgetAnswers })
  const receivers = [...(rule.mail ?? []).map(({ address }) => address), ...(rule.webhooks ?? []).map(code => `webhook ${code}`)]
  return (
    <section className="panel alert-card" aria-label={`Rule ${rule.code}`}>
      <h2>{rule.name ?? rule.code}</h2>
      <Facts>
        <Fact name="When">{rule.on.map(kindWord).join(' · ')}</Fact>
        <Fact name="Told">
          <span className="mono small">{receivers.join(', ')}</span>
        </Fact>
      </Facts>
      <div className="row no-print">
        <Act needs="administrator" size="sm" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Test
        </Act>
        <Act size="sm" variant="subtle" onClick={onEdit}>
          Change
        </Act>
      </div>
      <Tried results={test.data} error={test.error} />
    </section>
  )
}

function WebhookCard({ webhook, onEdit }: { webhook: Webhook; onEdit: () => void }) {
  const site = useSite()
  const test = useMutation({ mutationFn: () => client.testWebhook(webhook.code, { site }), onSettled: forgetAnswers })
  return (
    <section className="panel alert-card" aria-label={`Webhook ${webhook.code}`}>
      <div className="spread">
        <h2>{webhook.name ?? webhook.code}</h2>
        {webhook.off && (
          <Chip tone="stop" sign="octagon">
            switched off
          </Chip>
        )}
      </div>
      <Facts>
        <Fact name="Webhook">
          <span className="mono small">{webhook.url}</span>
        </Fact>
      </Facts>
      {webhook.off && (
        <p className="small">
          {webhook.off.problem} <When at={webhook.off.at} />. Save it again to use it.
        </p>
      )}
      <div className="row no-print">
        <Act needs="administrator" size="sm" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Test
        </Act>
        <Act size="sm" variant="subtle" onClick={onEdit}>
          Change
        </Act>
      </div>
      <Tried results={test.data} error={test.error} />
    </section>
  )
}

/** What each receiver made of the test, said aloud too. */
function Tried({ results, error }: { results: AlertTest[] | undefined; error: Error | null }) {
  if (error)
    return (
      <p className="alert-said small bad" role="status">
        {error.message}
      </p>
    )
  return results?.map(({ receiver, ok, detail, milliseconds }) => (
    <p key={receiver} className={`alert-said small ${ok ? 'good' : 'bad'}`} role="status">
      <span className="mono">{receiver.replace(':', ' ')}</span>: {ok ? `sent in ${milliseconds} ms.` : detail}
    </p>
  ))
}
