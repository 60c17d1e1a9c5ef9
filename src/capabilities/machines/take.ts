/** One message of a machine: recorded, or kept with the reason. It never goes the third way. */
import { createHash } from 'node:crypto'
import { uuid5 } from '../../base/id.ts'
import { formatInstant, parseInstant } from '../../base/instant.ts'
import { Refusal } from '../../base/refusal.ts'
import type { MachineValues, TopicRule } from '../machine-shapes.ts'
import { parseEvent } from '../parse.ts'
import type { Services } from '../route.ts'
import { keepMessage, runsOpenAt, settleMessage, workCenterOfStation } from './queries.ts'
import { type Message, matches, readMessage } from './topics.ts'

type Needed = Pick<Services, 'pool' | 'record' | 'now'>
export interface Received {
  site: string
  topic: string
  payload: Buffer
  receivedAt: number
}
export type Taken = { recorded: true } | { recorded: false; code: string; detail: string }

/** One namespace for what machines send: the same message of the same topic is the same event. */
const MESSAGES = '0d6f2c8e-0a3b-5c57-9f0e-6b1f3f0f7a52'

export async function take(services: Needed, machines: MachineValues, received: Received): Promise<Taken> {
  const read = readMessage(received.payload)
  const own = 'message' in read ? read.message.id : createHash('sha256').update(received.payload).digest('hex')
  const id = uuid5(`${received.site}\n${received.topic}\n${own}`, MESSAGES)
  const taken = await recorded(services, machines, received, { id, read })
  if (taken.recorded) await settleMessage(services.pool, id, services.now())
  else await keepMessage(services.pool, { id, ...received, code: taken.code, detail: taken.detail })
  return taken
}

const kept = (code: string, detail: string): Taken => ({ recorded: false, code, detail })

async function recorded(
  services: Needed,
  machines: MachineValues,
  { site, topic, receivedAt }: Received,
  { id, read }: { id: string; read: ReturnType<typeof readMessage> },
): Promise<Taken> {
  const rule = machines.topics.find(entry => matches(entry.topic, topic))
  if (!rule) return kept('unknown-topic', `No rule of the settings names topic ${topic}: add one, or correct the machine.`)
  if ('problem' in read) return kept('broken-payload', read.problem)
  const characteristic = read.message.characteristic ?? rule.characteristic
  if (characteristic === undefined)
    return kept('broken-payload', 'Neither the message nor the rule of its topic says which characteristic it is.')
  const workCenter = await workCenterOf(services, site, rule)
  if (workCenter === null) return kept('unknown-work-center', `The rule of topic ${topic} names no work center that is known.`)
  const at = read.message.at === undefined ? receivedAt : (parseInstant(read.message.at) ?? receivedAt)
  const runs = await runsOpenAt(services.pool, { site, workCenter, at })
  const [run] = runs
  if (run === undefined) return kept('no-run', `No run was open at ${workCenter} at ${formatInstant(at)}.`)
  if (runs.length > 1)
    return kept('run-ambiguous', `Several runs were open at ${workCenter} at ${formatInstant(at)}: which one it was nobody can know.`)
  return collect(services, { id, site, at, run, message: read.message, characteristic, unit: read.message.unit ?? rule.unit })
}

async function workCenterOf({ pool }: Needed, site: string, rule: TopicRule): Promise<string | null> {
  return rule.workCenter ?? (rule.station === undefined ? null : workCenterOfStation(pool, site, rule.station))
}

async function collect(
  services: Needed,
  of: { id: string; site: string; at: number; run: string; message: Message; characteristic: string; unit: string | undefined },
): Promise<Taken> {
  const { id, site, at, run, message, characteristic, unit } = of
  const value = { characteristic, value: message.value, ...(unit === undefined ? {} : { unit }) }
  try {
    const event = parseEvent({ id, type: 'collect', site, at: formatInstant(at), run, values: [value] })
    const outcome = await services.record(event, 'mqtt')
    if (outcome.status === 'refused') return kept(outcome.code ?? 'refused', outcome.detail ?? 'It was refused.')
    return { recorded: true }
  } catch (error) {
    if (error instanceof Refusal) return kept(error.code, error.message)
    throw error
  }
}
