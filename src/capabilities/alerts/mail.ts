/** Mail by SMTP. The server and its password are a matter of this machine, so they stand in its environment and in no event. */
import { readFileSync } from 'node:fs'
import { createTransport } from 'nodemailer'
import type { Mail } from './write.ts'

export interface MailServer {
  url: string
  from: string
}

/** GENEALOT_SMTP_URL, or the file that GENEALOT_SMTP_URL_FILE names: smtp://user:password@mail.plant.example:587, or smtps:// */
export function mailServer(): MailServer | null {
  const file = process.env.GENEALOT_SMTP_URL_FILE
  const url = process.env.GENEALOT_SMTP_URL || (file ? readFileSync(file, 'utf8').trim() : '')
  return url ? { url, from: process.env.GENEALOT_MAIL_FROM || `Genealot <genealot@${new URL(url).hostname}>` } : null
}

/** As the settings show it: without the password. */
export function mailShown(): { server: string; from: string } | null {
  try {
    const set = mailServer()
    return set === null ? null : { server: new URL(set.url).host, from: set.from }
  } catch {
    return { server: 'GENEALOT_SMTP_URL cannot be read', from: '' }
  }
}

/** Could not be sent: `forGood` when trying again would come to the same. */
export class SendFailed extends Error {
  readonly forGood: boolean
  /** Seconds the receiver asks to be left alone. */
  readonly after: number | undefined
  constructor(problem: string, { forGood = false, after }: { forGood?: boolean; after?: number | undefined } = {}) {
    super(problem)
    this.forGood = forGood
    this.after = after
  }
}

/** @throws SendFailed */
export async function sendMail(mail: Mail, { to, id, timeoutMs }: { to: string; id: string; timeoutMs: number }): Promise<string> {
  const server = readServer()
  const transport = createTransport({
    url: server.url,
    connectionTimeout: timeoutMs / 3,
    greetingTimeout: timeoutMs / 3,
    socketTimeout: timeoutMs / 2,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const tooLate = deadline(timeoutMs)
  try {
    const domain = server.from.split('@').at(-1)?.replace(/>.*$/, '') || 'genealot'
    const sent = transport.sendMail({
      from: server.from,
      to: { name: '', address: to },
      ...mail,
      messageId: `<${id}@${domain}>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    })
    const { response } = await Promise.race([sent, tooLate.passed])
    return response
  } catch (error) {
    throw failureOf(error)
  } finally {
    tooLate.clear()
    transport.close()
  }
}

function readServer(): MailServer {
  let server: MailServer | null
  try {
    server = mailServer()
  } catch (error) {
    throw new SendFailed(`The mail server cannot be read from the settings: ${error instanceof Error ? error.message : String(error)}.`)
  }
  if (server === null) throw new SendFailed('No mail server is set: an administrator sets GENEALOT_SMTP_URL and starts the server again.')
  return server
}

function failureOf(error: unknown): SendFailed {
  if (error instanceof SendFailed) return error
  const { responseCode, message } = error as { responseCode?: number; message?: string }
  // The server has answered, and says that it will not change its mind.
  const forGood = responseCode !== undefined && responseCode >= 500 && responseCode !== 530 && responseCode !== 535
  return new SendFailed(`The mail server did not take it: ${message ?? String(error)}`, { forGood })
}

export function deadline(ms: number): { passed: Promise<never>; clear: () => void } {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new SendFailed(`No answer within ${Math.round(ms / 1000)} s.`)), ms)
  })
  passed.catch(() => undefined)
  return { passed, clear: () => clearTimeout(timer) }
}
