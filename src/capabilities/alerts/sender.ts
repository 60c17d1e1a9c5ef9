/**
 * Works the outbox off: finds what is new, then sends what is due, a few at a time. A delivery is taken under a lease, so over all processes one
 * has it; a process that dies loses it when the lease ends, and it is sent again under the same id.
 */
import type { Pool } from 'pg'
import type { Services } from '../route.ts'
import { lookAtClock } from './clock.ts'
import { follow } from './follow.ts'
import { SendFailed, sendMail } from './mail.ts'
import * as queries from './queries.ts'
import { BACKOFF, withJitter } from './rules.ts'
import * as stated from './stated-queries.ts'
import { Gone, newSecret, post } from './webhook.ts'
import { mailOf, webhookBody } from './write.ts'

export interface SenderOptions {
  /** How often it looks by itself. */
  pollMs?: number
  /** How often it asks which looks at the clock are due. */
  clockMs?: number
  /** For one attempt; the lease is longer. */
  timeoutMs?: number
  leaseSeconds?: number
  backoff?: readonly number[]
  lanesMax?: number
  onFault?: (error: unknown) => void
}

export class AlertSender {
  private readonly services: Services
  private readonly options: Required<SenderOptions>
  private readonly timer: NodeJS.Timeout
  private readonly lanes = new Set<Promise<void>>()
  private looking: Promise<void> | undefined
  private again = false
  private stopped = false
  private clockAt = 0

  constructor(services: Services, options: SenderOptions = {}) {
    this.services = services
    this.options = {
      pollMs: 1000,
      clockMs: 30_000,
      timeoutMs: 20_000,
      leaseSeconds: 90,
      backoff: BACKOFF,
      lanesMax: 6,
      onFault: () => undefined,
      ...options,
    }
    this.timer = setInterval(() => this.wake(), this.options.pollMs)
    this.timer.unref()
    this.wake()
  }

  wake(): void {
    if (this.stopped) return
    this.again = true
    this.looking ??= this.look()
      .catch((error: unknown) => this.options.onFault(error))
      .finally(() => {
        this.looking = undefined
      })
  }

  /** What is being sent is sent to its end. */
  async close(): Promise<void> {
    this.stopped = true
    clearInterval(this.timer)
    await this.looking
    await Promise.all(this.lanes)
  }

  private async look(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false
      await follow(this.services.pool)
      await this.lookAtClock()
      while (this.lanes.size < this.options.lanesMax) this.open()
    }
  }

  /** Looking goes on while a slow receiver keeps a lane. */
  private open(): void {
    const lane = this.serve()
      .catch((error: unknown) => this.options.onFault(error))
      .finally(() => this.lanes.delete(lane))
    this.lanes.add(lane)
  }

  private async lookAtClock(): Promise<void> {
    if (Date.now() - this.clockAt < this.options.clockMs) return
    this.clockAt = Date.now()
    await lookAtClock(this.services, { onFault: this.options.onFault })
  }

  /** One after the other, until nothing is due. */
  private async serve(): Promise<void> {
    while (!this.stopped) {
      const taken = await queries.takeNext(this.services.pool, this.options.leaseSeconds)
      if (taken === null) return
      await this.deliver(taken)
    }
  }

  private async deliver(taken: queries.Taken): Promise<void> {
    const { pool } = this.services
    try {
      await send(this.services, taken, this.options.timeoutMs)
      await queries.endDelivery(pool, taken, 'sent', null)
    } catch (error) {
      if (error instanceof Gone) await this.gone(taken, error.message)
      else if (error instanceof SendFailed) await this.failed(taken, error)
      else {
        this.options.onFault(error)
        await this.failed(
          taken,
          new SendFailed(`Something is wrong on our side: ${error instanceof Error ? error.message : String(error)}`),
        )
      }
    }
  }

  /** Later and later over three days; then it waits for somebody to look. */
  private async failed(taken: queries.Taken, { message, forGood, after = 0 }: SendFailed): Promise<void> {
    const seconds = this.options.backoff[taken.attempts - 1]
    if (forGood || seconds === undefined) return queries.endDelivery(this.services.pool, taken, 'dead', message)
    return queries.putOff(this.services.pool, taken, { problem: message, seconds: Math.max(after, withJitter(seconds, Math.random())) })
  }

  private async gone(taken: queries.Taken, problem: string): Promise<void> {
    const { pool } = this.services
    const webhook = await stated.webhookNamed(pool, taken.ruleSite, codeOf(taken.receiver))
    if (webhook) await stated.switchOff(pool, webhook, problem)
    await queries.endDelivery(pool, taken, 'dead', problem)
    await queries.giveUpAll(pool, taken.ruleSite, taken.receiver, problem)
  }
}

const codeOf = (receiver: string): string => receiver.slice(receiver.indexOf(':') + 1)

/** One attempt. @throws SendFailed, Gone */
export async function send(services: Services, taken: Sent, timeoutMs: number): Promise<string> {
  const to = codeOf(taken.receiver)
  if (taken.receiver.startsWith('mail:')) return sendMail(mailOf(taken, taken), { to, id: taken.id, timeoutMs })
  return sendToWebhook(services, taken, to, timeoutMs)
}
export type Sent = Pick<queries.Taken, keyof queries.Alert | 'ruleSite' | 'receiver' | 'language' | 'rule'>

async function sendToWebhook({ pool }: Services, taken: Sent, code: string, timeoutMs: number): Promise<string> {
  const webhook = await stated.webhookNamed(pool, taken.ruleSite, code)
  if (!webhook || webhook.retired === true) throw new SendFailed(`The webhook ${code} is not in use any more.`, { forGood: true })
  if (webhook.off !== null)
    throw new SendFailed(`The webhook ${code} is switched off: ${webhook.off.problem} State it again to use it.`, { forGood: true })
  const secrets = (await secretsToSignWith(pool, taken.ruleSite, code)).map(({ secret }) => secret)
  return post({ url: webhook.url, id: taken.id, body: webhookBody(taken), secrets, timeoutMs })
}

/** A webhook that is called before anybody has asked for its secret gets one. */
export async function secretsToSignWith(pool: Pool, site: string, webhook: string): ReturnType<typeof stated.secretsOf> {
  const known = await stated.secretsOf(pool, site, webhook)
  if (known.length > 0) return known
  await stated.firstSecret(pool, { site, webhook, secret: newSecret() })
  return stated.secretsOf(pool, site, webhook)
}
