/** The receivers the tests of alerts lean on: what they answer, and that they outlive a caller who is killed in the middle of a sentence. */
import { once } from 'node:events'
import { connect } from 'node:net'
import nodemailer from 'nodemailer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Listener, listener, type Mailbox, mailbox, until } from './receivers.ts'

/** Says each sentence once it has heard what it waits for, and is gone without a goodbye when it has heard the last. */
async function breakOff(address: string, said: readonly (readonly [heard: string, said: string])[]): Promise<void> {
  const caller = connect(Number(new URL(address).port), '127.0.0.1').on('error', () => undefined)
  let answered = ''
  caller.on('data', (chunk: Buffer) => {
    answered += chunk.toString()
  })
  await once(caller, 'connect')
  for (const [heard, sentence] of said) {
    await until(() => answered.includes(heard))
    await new Promise(done => caller.write(sentence, done))
  }
  const gone = once(caller, 'close')
  caller.resetAndDestroy()
  await gone
}

describe('a webhook’s receiver', () => {
  let hook: Listener
  beforeEach(async () => {
    hook = await listener()
  })
  afterEach(() => hook.close())

  const call = (type: string, signal?: AbortSignal): Promise<Response> =>
    fetch(hook.url, {
      method: 'POST',
      body: JSON.stringify({ type, data: { hold: 'H-1' } }),
      redirect: 'manual',
      ...(signal ? { signal } : {}),
    })

  it('keeps what was said, in order, and answers as it was told, then 200', async () => {
    hook.answers.push(503, 'redirect')
    const [first, second, third] = [await call('one'), await call('two'), await call('three')]
    expect([first.status, second.status, third.status]).toEqual([503, 302, 200])
    expect(second.headers.get('location')).toBe('/elsewhere')
    expect(hook.calls.map(({ type }) => type)).toEqual(['one', 'two', 'three'])
    expect(hook.calls[0]?.data).toEqual({ hold: 'H-1' })
  })

  it('stalls until the caller has had enough, and answers the next', async () => {
    hook.answers.push('stall')
    const patience = new AbortController()
    const stalled = call('one', patience.signal)
    stalled.catch(() => undefined)
    await until(() => hook.calls.length === 1)
    patience.abort(new Error('had enough'))
    await expect(stalled).rejects.toThrow('had enough')
    expect((await call('two')).status).toBe(200)
  })

  it('takes what did not come whole for not said, and goes on', async () => {
    hook.answers.push(500)
    await breakOff(hook.url, [['', 'POST /hook HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{"type":"one"']])
    // The answer was not used up either.
    expect((await call('two')).status).toBe(500)
    expect(hook.calls.map(({ type }) => type)).toEqual(['two'])
  })

  it('closes while somebody still waits for an answer', async () => {
    hook.answers.push('stall')
    const stalled = call('one').then(
      () => 'answered',
      () => 'cut off',
    )
    await until(() => hook.calls.length === 1)
    await hook.close()
    expect(await stalled).toBe('cut off')
  })
})

describe('a mailbox', () => {
  let mails: Mailbox
  beforeEach(async () => {
    mails = await mailbox()
  })
  afterEach(() => mails.close())

  const send = (subject: string): Promise<unknown> =>
    nodemailer.createTransport(mails.url).sendMail({ from: 'a@plant.example', to: 'b@plant.example', subject, text: 'x' })

  it('keeps what was sent and to whom', async () => {
    await send('one')
    expect(mails.messages.map(({ to }) => to)).toEqual([['b@plant.example']])
    expect(mails.messages[0]?.raw).toContain('Subject: one')
  })

  it('says no once, with the code it was told', async () => {
    mails.refuse(451)
    await expect(send('one')).rejects.toMatchObject({ responseCode: 451 })
    await send('two')
    expect(mails.messages).toHaveLength(1)
    expect(mails.messages[0]?.raw).toContain('Subject: two')
  })

  const [greeted, begun] = [
    ['220', ''] as const,
    ['220', 'EHLO here\r\nMAIL FROM:<a@plant.example>\r\nRCPT TO:<b@plant.example>\r\n'] as const,
  ]
  it.each([
    ['the greeting', [greeted]],
    ['the receiver was taken', [begun, ['Accepted', '']]],
    ['half of the letter', [begun, ['Accepted', 'DATA\r\n'], ['354', 'Subject: half']]],
  ] as const)('outlives a caller that breaks off after %s', async (_, said) => {
    await breakOff(mails.url, said)
    await send('two')
    expect(mails.messages).toHaveLength(1)
  })
})
