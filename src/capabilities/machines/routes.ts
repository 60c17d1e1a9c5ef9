import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { type KeptMessage, messageKept, messagesKept, sitesWithMachines } from './queries.ts'
import { take } from './take.ts'

const SHOWN_MAX = 200
const PAYLOAD_SHOWN = 4000

export function machineRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/machine-messages',
      role: 'reader',
      summary: 'How the line to the machines stands, and what they sent that could not be recorded, newest first, with the reason',
      query: z.object({ site: z.string().default('main'), after: z.uuid().optional() }),
      answer: answers.MachineMessages,
      handle: async ({ query: { site, after = null } }) => {
        const rows = await messagesKept(services.pool, { site, limit: SHOWN_MAX + 1, after })
        const line = services.machines?.states().find(state => state.site === site) ?? null
        return {
          line: line && { ...line, lastAt: line.lastAt === null ? null : formatInstant(line.lastAt) },
          messages: rows.slice(0, SHOWN_MAX).map(shown),
          more: rows.length > SHOWN_MAX,
        }
      },
    }),
    route({
      method: 'POST',
      path: '/machine-messages/:id/retry',
      role: 'writer',
      summary: 'Take a kept message up again: when its rule or its run is there now, it is recorded',
      answer: z.strictObject({ recorded: z.boolean(), code: z.string().exactOptional(), detail: z.string().exactOptional() }),
      handle: ({ params }) => retry(services, params.id ?? ''),
    }),
  ]
}

const shown = ({ id, topic, payload, receivedAt, code, detail }: KeptMessage): answers.MachineMessages['messages'][number] => ({
  id,
  topic,
  payload: payload.toString('utf8').slice(0, PAYLOAD_SHOWN),
  receivedAt: formatInstant(receivedAt),
  code,
  detail,
})

async function retry(services: Services, id: string): Promise<{ recorded: boolean; code?: string; detail?: string }> {
  const message = z.uuid().safeParse(id).success ? await messageKept(services.pool, id) : null
  if (!message) throw notFound(`No message ${id} waits: it was recorded already, or never came.`)
  const stated = (await sitesWithMachines(services.pool)).find(entry => entry.site === message.site)
  if (!stated) throw notFound(`Site ${message.site} has no machines in its settings.`)
  return take(services, stated.machines, message)
}
