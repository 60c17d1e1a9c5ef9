/** Alerts: who is told of what, a test that really sends, what was told to whom, and telling it again. */
import { type Command, Option } from 'commander'
import type { AlertDelivery, AlertRule, Alerts, AlertTest } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import { parseTime } from '../options.ts'
import { table } from '../table.ts'
import { time } from '../words.ts'

interface LogFlags {
  status?: string
  receiver?: string
  limit?: number
}
interface ReplayFlags {
  since?: string
  receiver?: string
}

export function addAlert(program: Command, add: Add): void {
  const alert = program.command('alert').description('who is told of what by mail and webhook, and how that went')
  add<[]>(alert.command('list').description('rules, webhooks and the mail server'), list)
  add<[string, { webhook?: boolean }]>(
    alert
      .command('test')
      .description('send a test to everybody a rule names, now')
      .argument('<rule>', 'the rule, or with --webhook the webhook')
      .option('--webhook', 'call only this webhook'),
    test,
  )
  add<[LogFlags]>(
    alert
      .command('log')
      .description('what was told to whom, newest first')
      .addOption(new Option('--status <status>', 'only these').choices(['open', 'waiting', 'sending', 'sent', 'dead']))
      .option('--receiver <receiver>', 'only of this one, such as webhook:erp or mail:anna@plant.example'),
    log,
  )
  add<[string[], ReplayFlags]>(
    alert
      .command('replay')
      .description('deliver again, under the ids they had')
      .argument('[delivery...]', 'as the log numbers them')
      .addOption(new Option('--since <time>', 'or everything that happened since then').argParser(parseTime))
      .option('--receiver <receiver>', 'with --since: only to this one'),
    replay,
  )
}

const siteOf = ({ options: { site } }: Context): { site?: string } => (site === undefined ? {} : { site })

async function list(context: Context): Promise<Exit> {
  const { out } = context
  const found = await withServer(context, { asks: true }, ({ client }) => client.alerts(siteOf(context)))
  await (out.json ? out.document(found) : out.lines(listText(found, out.paint.dim)))
  return EXIT.done
}

function* listText({ mail, rules, webhooks, counts }: Alerts, dim: (text: string) => string): Generator<string> {
  yield mail === null ? 'Mail: no server is set (GENEALOT_SMTP_URL).' : `Mail: by ${mail.server}, from ${mail.from}.`
  yield `Deliveries: ${counts.waiting} waiting, ${counts.dead} given up, ${counts.sentToday} sent in the last day.`
  const used = rules.filter(rule => rule.retired !== true)
  if (used.length === 0) yield 'There are no rules: nobody is told of anything.'
  else yield* table<AlertRule>(used, RULE_COLUMNS, dim)
  for (const { code, url, off } of webhooks.filter(one => one.retired !== true))
    yield `Webhook ${code}: ${url}${off === null ? '' : ` (switched off ${time(off.at)}: ${off.problem})`}`
}

const RULE_COLUMNS = [
  { title: 'rule', value: (rule: AlertRule) => rule.code },
  { title: 'of', value: (rule: AlertRule) => rule.on.join(', ') },
  {
    title: 'tells',
    value: (rule: AlertRule) =>
      [...(rule.mail ?? []).map(({ address }) => address), ...(rule.webhooks ?? []).map(code => `webhook ${code}`)].join(', '),
  },
]

async function test(context: Context, code: string, { webhook }: { webhook?: boolean }): Promise<Exit> {
  const { out } = context
  const results = await withServer(context, { asks: false }, ({ client }) =>
    webhook === true ? client.testWebhook(code, siteOf(context)) : client.testAlertRule(code, siteOf(context)),
  )
  await (out.json ? out.document({ results }) : out.lines(results.map(testText)))
  return results.every(({ ok }) => ok) ? EXIT.done : EXIT.refused
}

const testText = ({ receiver, ok, detail, milliseconds }: AlertTest): string =>
  `${receiver}: ${ok ? `sent in ${milliseconds} ms (${detail.trim()})` : `NOT sent. ${detail}`}`

async function log(context: Context, flags: LogFlags): Promise<Exit> {
  const { out } = context
  const { deliveries } = await withServer(context, { asks: true }, ({ client }) => client.alertDeliveries({ ...siteOf(context), ...flags }))
  if (out.json) await out.document({ deliveries })
  else if (deliveries.length === 0) out.note('Nobody was told of anything yet.')
  else await out.lines(table<AlertDelivery>(deliveries, LOG_COLUMNS, out.paint.dim))
  return EXIT.done
}

const LOG_COLUMNS = [
  { title: 'delivery', value: (row: AlertDelivery) => row.delivery },
  { title: 'happened', value: (row: AlertDelivery) => time(row.at) },
  { title: 'of', value: (row: AlertDelivery) => row.subject },
  { title: 'to', value: (row: AlertDelivery) => row.receiver },
  { title: 'state', value: (row: AlertDelivery) => (row.status === 'dead' ? 'given up' : row.status) },
  { title: 'tries', value: (row: AlertDelivery) => row.attempts, align: 'right' as const },
  { title: 'problem', value: (row: AlertDelivery) => row.problem ?? '' },
]

async function replay(context: Context, deliveries: string[], flags: ReplayFlags): Promise<Exit> {
  const { out } = context
  const asked = deliveries.length > 0 ? { deliveries } : flags
  const { replayed } = await withServer(context, { asks: false }, ({ client }) => client.replayAlerts({ ...siteOf(context), ...asked }))
  await (out.json ? out.document({ replayed }) : out.lines([`${replayed} on their way again.`]))
  return EXIT.done
}
