/** Values of machines by MQTT: how the connection stands, what could not be recorded and why, and taking it up again. */
import type { Command } from 'commander'
import type { MachineMessage, MachineMessages } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import { type Column, clean, table } from '../table.ts'
import { count, time } from '../words.ts'
import { siteOf } from './recorded.ts'

const EXAMPLE = `
Example, after the missing rule was added in the settings, everything that waits:
  genealot machine replay --all`

export function addMachine(program: Command, add: Add): void {
  const machine = program.command('machine').description('values of machines by MQTT: the connection, and what could not be recorded')
  add<[]>(machine.command('list').description("the site's connection to its broker, and how many messages wait"), list)
  add<[]>(machine.command('messages').description('what could not be recorded, newest first, each with why'), messages)
  const replay = machine
    .command('replay')
    .description('takes kept messages up again: what can be recorded now is; the same message is never recorded twice')
    .argument('[message...]', 'as `machine messages` names them')
    .option('--all', 'everything that waits')
    .addHelpText('after', EXAMPLE)
  add<[string[], { all?: boolean }]>(replay, replayMessages)
}

type Client = Parameters<Parameters<typeof withServer>[2]>[0]['client']

/** Every page: a list on the command line is whole. */
async function everything(client: Client, site: string | undefined): Promise<Omit<MachineMessages, 'more'>> {
  const first = await client.machineMessages(site)
  const messages = [...first.messages]
  for (let more = first.more; more; ) {
    const page = await client.machineMessages(site, messages.at(-1)?.id)
    messages.push(...page.messages)
    more = page.more
  }
  return { line: first.line, messages }
}

const foundOf = (context: Context) => withServer(context, { asks: true }, ({ client }) => everything(client, siteOf(context).site))

async function list(context: Context): Promise<Exit> {
  const { out } = context
  const { line, messages: waiting } = await foundOf(context)
  await (out.json ? out.document({ line, waiting: waiting.length }) : out.lines([lineText(line), `Messages that wait: ${waiting.length}.`]))
  return EXIT.done
}

function lineText(line: MachineMessages['line']): string {
  if (line === null) return 'No connection: the settings name no broker, or no server runs here that could keep one.'
  const last = line.lastAt === null ? 'nothing heard yet' : `last heard ${time(line.lastAt)}`
  const state = line.connected ? 'connected' : `NOT connected: ${clean(line.problem ?? 'not yet')}`
  return `${line.site}: ${state}; ${last}; since the server started ${line.recorded} recorded, ${line.kept} kept.`
}

async function messages(context: Context): Promise<Exit> {
  const { out } = context
  const { messages: kept } = await foundOf(context)
  if (out.json) await out.document({ messages: kept })
  else if (kept.length === 0) out.note('Nothing waits: every message was recorded.')
  else await out.lines(table(kept, COLUMNS, out.paint.dim))
  return EXIT.done
}

const COLUMNS: Column<MachineMessage>[] = [
  { title: 'message', value: row => row.id },
  { title: 'received', value: row => time(row.receivedAt) },
  { title: 'topic', value: row => row.topic },
  { title: 'why', value: row => row.code },
  { title: 'said', value: row => row.detail },
  { title: 'payload', value: row => row.payload.slice(0, 80) },
]

const oldestFirst = ({ messages: kept }: Omit<MachineMessages, 'more'>): string[] => kept.map(({ id }) => id).reverse()

interface Replayed {
  id: string
  recorded: boolean
  code?: string
  detail?: string
}

async function replayMessages(context: Context, ids: string[], { all }: { all?: boolean }): Promise<Exit> {
  if (ids.length === 0 && all !== true)
    throw new Failure(EXIT.usage, 'usage', 'Name messages as `genealot machine messages` lists them, or say --all.')
  const { out } = context
  const results = await withServer(context, { asks: false }, async ({ client }) => {
    const wanted = all === true ? oldestFirst(await everything(client, siteOf(context).site)) : ids
    const taken: Replayed[] = []
    for (const id of wanted) taken.push({ id, ...(await client.retryMachineMessage(id)) })
    return taken
  })
  const still = results.filter(({ recorded }) => !recorded)
  if (out.json) await out.document({ results })
  else
    await out.lines([
      ...still.map(({ id, detail }) => `${id} waits still: ${clean(detail)}`),
      `${count(results.length - still.length, 'message')} recorded, ${still.length} still wait.`,
    ])
  return still.length === 0 ? EXIT.done : EXIT.refused
}
