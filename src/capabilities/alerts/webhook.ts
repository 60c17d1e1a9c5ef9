/** Webhooks by the Standard Webhooks specification: an id that stays, the time of the attempt, and an HMAC over both and the body. */
import { createHmac, randomBytes } from 'node:crypto'
import { request as requestPlainly } from 'node:http'
import { request as requestSecurely } from 'node:https'
import { isIP } from 'node:net'
import { AddressRefused } from '../network.ts'
import { SendFailed } from './mail.ts'
import { webhookAddress } from './network.ts'

const PREFIX = 'whsec_'
export const newSecret = (): string => PREFIX + randomBytes(32).toString('base64')

/** One signature per secret, so that the receiver may know the old one or the new one. */
export const signaturesOf = (secrets: readonly string[], { id, seconds, body }: { id: string; seconds: number; body: string }): string =>
  secrets
    .map(secret =>
      createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
        .update(`${id}.${seconds}.${body}`)
        .digest('base64'),
    )
    .map(signature => `v1,${signature}`)
    .join(' ')

export interface Post {
  url: string
  id: string
  body: string
  secrets: readonly string[]
  timeoutMs: number
}

/** The receiver has said that it is gone for good. */
export class Gone extends Error {}

/** Answers what the receiver said. @throws SendFailed, Gone */
export async function post({ url: address, id, body, secrets, timeoutMs }: Post): Promise<string> {
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const seconds = Math.floor(Date.now() / 1000)
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'Genealot-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signaturesOf(secrets, { id, seconds, body }),
  }
  const { status, said, retryAfter } = await call(url, { host, address: await addressOf(host), headers, body, timeoutMs })
  if (status >= 200 && status < 300) return `${status}`
  if (status === 410) throw new Gone('The receiver answered 410: it is gone and wants nothing more.')
  if (status >= 300 && status < 400)
    throw new SendFailed(`The receiver answered ${status}: redirects are not followed, state the address it leads to.`)
  throw new SendFailed(`The receiver answered ${status}${said === '' ? '' : `: ${said}`}`, { after: retryAfter })
}

async function addressOf(host: string): Promise<string> {
  try {
    return await webhookAddress(host)
  } catch (error) {
    // A name may be known again later, and a network may be allowed: it is tried again like any other failure.
    if (error instanceof AddressRefused) throw new SendFailed(error.message)
    throw error
  }
}

interface Answered {
  status: number
  said: string
  retryAfter: number | undefined
}
interface Called {
  host: string
  address: string
  headers: Record<string, string>
  body: string
  timeoutMs: number
}

/** To the address that was checked, whatever the name means by now. The whole exchange has one time limit, so nobody can stall it byte by byte. */
function call(url: URL, { host, address, headers, body, timeoutMs }: Called): Promise<Answered> {
  const open = url.protocol === 'https:' ? requestSecurely : requestPlainly
  return new Promise((answered, failed) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const fail = (error: Error): void =>
      failed(
        new SendFailed(
          signal.aborted
            ? `The receiver did not answer within ${Math.round(timeoutMs / 1000)} s.`
            : `The receiver cannot be reached: ${error.message}`,
        ),
      )
    const sent = open(
      {
        method: 'POST',
        host: address,
        port: url.port === '' ? undefined : Number(url.port),
        path: url.pathname + url.search,
        headers: { host: url.host, ...headers },
        agent: false,
        signal,
        ...(isIP(host) ? {} : { servername: host }),
      },
      response => {
        let said = ''
        response.on('data', (chunk: Buffer) => {
          if (said.length < SAID_MAX) said += chunk.toString('utf8')
          else response.destroy()
        })
        const end = (): void =>
          answered({ status: response.statusCode ?? 0, said: shortened(said), retryAfter: secondsIn(response.headers['retry-after']) })
        response.on('end', end)
        response.on('close', () => (signal.aborted ? fail(new Error('stalled')) : end()))
        response.on('error', fail)
      },
    )
    sent.on('error', fail)
    sent.end(body)
  })
}

const SAID_MAX = 2000
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a stranger answers may hold anything, also what no table keeps
const shortened = (said: string): string =>
  said
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim()
    .slice(0, 300)

const DAY_SECONDS = 86_400
function secondsIn(header: string | undefined): number | undefined {
  const seconds = Number(header)
  return header === undefined || !(seconds >= 0) ? undefined : Math.min(seconds, DAY_SECONDS)
}
