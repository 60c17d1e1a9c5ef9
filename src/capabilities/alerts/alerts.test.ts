/** Alerts against receivers on real sockets: what happens is told once, in its order, signed, in the reader's language, and never lost. */
import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Listener, listener, type Mailbox, mailbox, until } from '../../../test/alerts/receivers.ts'
import { expectSound, NOW, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { Services } from '../route.ts'
import { simulateRecall } from '../tracing/recall.ts'
import { lookAtClock } from './clock.ts'
import { follow } from './follow.ts'
import { webhookAddress } from './network.ts'
import { takeNext } from './queries.ts'
import { AlertSender, type SenderOptions } from './sender.ts'
import { signaturesOf } from './webhook.ts'

const at = testStore()
const DAY_MS = 86_400_000
let plant: Plant
let hook: Listener
let mails: Mailbox
let senders: AlertSender[]

beforeEach(async () => {
  process.env.GENEALOT_WEBHOOK_NETWORKS = '127.0.0.0/8'
  hook = await listener()
  mails = await mailbox()
  process.env.GENEALOT_SMTP_URL = mails.url
  process.env.GENEALOT_MAIL_FROM = 'Genealot <genealot@plant.example>'
  senders = []
  // What tests before this one left is none of its business.
  await at.pool.query('delete from alert')
  await follow(at.pool)
  plant = await plantWithBasics(at, receive('STEEL', 'S-1', 100), receive('STEEL', 'S-2', 100), opening('PART', 'P-1', 10))
})
afterEach(async () => {
  await Promise.all(senders.map(sender => sender.close()))
  await Promise.all([hook.close(), mails.close()])
  for (const name of ['NETWORKS', 'URL', 'FROM'])
    delete process.env[`GENEALOT_${name === 'NETWORKS' ? 'WEBHOOK' : name === 'URL' ? 'SMTP' : 'MAIL'}_${name}`]
})

function open(more: SenderOptions = {}): AlertSender {
  const options = { pollMs: 20, backoff: [0.05, 0.05, 0.05, 0.05] }
  const sender = new AlertSender(plant.services, { ...options, onFault: error => console.error(error), ...more })
  senders.push(sender)
  return sender
}
const rule = (more: object = {}): Sent => ({
  type: 'alertRule',
  code: 'quality',
  on: ['hold.placed', 'hold.released'],
  webhooks: ['erp'],
  ...more,
})
const webhook = (more: object = {}): Sent => ({ type: 'webhook', code: 'erp', url: hook.url, ...more })
const hold = (code: string, number = 'S-1'): Sent => ({ type: 'hold', hold: code, lots: [{ lot: { number } }], reason: 'cracks' })
const secretsOf = async (): Promise<string[]> =>
  (await ask<{ secrets: { secret: string }[] }>(plant.services, `GET /webhooks/erp/secrets?site=${plant.site}`)).secrets.map(
    ({ secret }) => secret,
  )
interface Logged {
  delivery: string
  status: string
  receiver: string
  problem: string | null
  subject: string
  attempts: number
}
const logged = async (): Promise<Logged[]> =>
  (await ask<{ deliveries: Logged[] }>(plant.services, `GET /alerts/deliveries?site=${plant.site}`)).deliveries
const settled = (status: string, count = 1): Promise<Logged[]> =>
  until(async () => {
    const found = (await logged()).filter(one => one.status === status)
    return found.length >= count && found
  })

describe('a webhook', () => {
  it('is told of what happened, once, signed by the specification', async () => {
    await plant.ok(webhook(), rule())
    open()
    await plant.ok(hold('H-1'))
    await settled('sent')
    expect(hook.calls).toHaveLength(1)
    const [call] = hook.calls
    expect(call).toMatchObject({ type: 'hold.placed', data: { hold: 'H-1', reason: 'cracks', site: plant.site, count: 1 } })
    expect(call?.data.lots).toMatchObject([{ material: 'STEEL', number: 'S-1' }])
    const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature } = call?.headers ?? {}
    const [secret = ''] = await secretsOf()
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    expect(signature).toBe(
      `v1,${createHmac('sha256', key)
        .update(`${String(id)}.${String(seconds)}.${call?.body}`)
        .digest('base64')}`,
    )
  })

  it('signs as the example of the specification does', () => {
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', seconds: 1614265330, body: '{"test": 2432232314}' }
    expect(signaturesOf(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], signed)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  it('that fails, stalls and redirects is tried again under the same id, until it takes it', async () => {
    await plant.ok(webhook(), rule())
    hook.answers.push(500, 'stall', 'redirect')
    // Waited out once. A busy machine answers the other three in less: with 300 ms one of them was late now and then, and tried once more.
    open({ timeoutMs: 5000 })
    await plant.ok(hold('H-1'))
    const [sent] = await settled('sent')
    expect(sent?.attempts).toBe(4)
    expect(new Set(hook.calls.map(call => call.headers['webhook-id'])).size).toBe(1)
    expect(new Set(hook.calls.map(call => call.body)).size).toBe(1)
  })

  it('hears of one thing in its order, while what fails does not keep other things', async () => {
    await plant.ok(webhook(), rule())
    hook.answers.push(500, 500)
    await plant.ok(hold('H-1'), { type: 'release', hold: 'H-1', reason: 'measured' }, hold('H-2', 'S-2'))
    open()
    await settled('sent', 3)
    const heard = hook.calls.map(call => `${call.type} ${String(call.data.hold)}`)
    expect(heard.lastIndexOf('hold.placed H-1')).toBeLessThan(heard.indexOf('hold.released H-1'))
    expect(heard.filter(one => one.endsWith('H-2'))).toHaveLength(heard.filter(one => one === 'hold.placed H-2').length)
    expect(heard.indexOf('hold.placed H-2')).toBeLessThan(heard.indexOf('hold.released H-1'))
  })

  it('is given up after the last attempt, stays to be seen, and is replayed', async () => {
    await plant.ok(webhook(), rule())
    hook.answers.push(500, 500, 500, 500, 503)
    open()
    await plant.ok(hold('H-1'))
    const [dead] = await settled('dead')
    expect(dead).toMatchObject({ problem: 'The receiver answered 503: no', subject: `Hold H-1 placed at ${plant.site}`, attempts: 5 })
    expect(await ask(plant.services, 'POST /alerts/replay', { site: plant.site, deliveries: [dead?.delivery] })).toEqual({ replayed: 1 })
    await settled('sent')
    expect(new Set(hook.calls.map(call => call.headers['webhook-id'])).size).toBe(1)
  })

  it('that says it is gone is switched off until it is stated again', async () => {
    await plant.ok(webhook(), rule())
    hook.answers.push(410)
    open()
    await plant.ok(hold('H-1'))
    await settled('dead')
    const shown = await ask<{ webhooks: { off: { problem: string } | null }[] }>(plant.services, `GET /alerts?site=${plant.site}`)
    expect(shown.webhooks[0]?.off?.problem).toMatch(/410/)
    await plant.ok(hold('H-2', 'S-2'))
    await settled('dead', 2)
    expect(hook.calls).toHaveLength(1)
    await plant.ok(webhook())
    const since = new Date(Date.now() - 60_000).toISOString()
    expect(await ask(plant.services, 'POST /alerts/replay', { site: plant.site, since })).toEqual({ replayed: 2 })
    await settled('sent', 2)
    expect(
      hook.calls
        .slice(1)
        .map(call => String(call.data.hold))
        .sort(),
    ).toEqual(['H-1', 'H-2'])
  })

  it('changes its secret with both signing, and the old one can be ended at once', async () => {
    await plant.ok(webhook(), rule())
    const [old = ''] = await secretsOf()
    const { secret } = await ask<{ secret: string }>(plant.services, 'POST /webhooks/erp/secrets', { site: plant.site })
    expect(await secretsOf()).toEqual([secret, old])
    open()
    await plant.ok(hold('H-1'))
    await settled('sent')
    const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signature } = hook.calls[0]?.headers ?? {}
    const signed = { id: String(id), seconds: Number(seconds), body: hook.calls[0]?.body ?? '' }
    expect(signature).toBe(signaturesOf([secret, old], signed))
    expect(await ask(plant.services, `DELETE /webhooks/erp/secrets?site=${plant.site}`)).toEqual({ ended: 1 })
    expect(await secretsOf()).toEqual([secret])
  })

  it('keeps its secret out of the ledger', async () => {
    await plant.ok(webhook(), rule())
    const [secret = ''] = await secretsOf()
    expect(await plant.rows('select id from ledger where position($1 in body) > 0', secret)).toEqual([])
  })
})

describe('addresses a webhook may have', () => {
  const refused: [string, string | undefined, RegExp][] = [
    ['127.0.0.1', undefined, /inside the private network/],
    ['10.1.2.3', undefined, /inside the private network/],
    ['192.168.1.1', '10.0.0.0/8', /inside the private network/],
    ['::ffff:127.0.0.1', undefined, /inside the private network/],
    ['::1', undefined, /inside the private network/],
    ['64:ff9b::7f00:1', undefined, /inside the private network/],
    ['169.254.169.254', '169.254.0.0/16', /no webhook may have/],
    ['0.0.0.0', '0.0.0.0/0', /no webhook may have/],
    ['localhost', undefined, /inside the private network|no webhook may have/],
    ['nobody.invalid', undefined, /not known in this network/],
  ]
  it.each(refused)('%s with %s allowed is refused', async (host, allowed, sentence) => {
    if (allowed === undefined) delete process.env.GENEALOT_WEBHOOK_NETWORKS
    else process.env.GENEALOT_WEBHOOK_NETWORKS = allowed
    await expect(webhookAddress(host)).rejects.toThrow(sentence)
  })

  it.each([
    ['8.8.8.8', undefined],
    ['10.1.2.3', '10.0.0.0/8'],
    ['127.0.0.1', '127.0.0.1'],
  ])('%s with %s allowed is called', async (host, allowed) => {
    process.env.GENEALOT_WEBHOOK_NETWORKS = allowed ?? ''
    expect(await webhookAddress(host)).toBe(host)
  })

  it('are checked at each attempt, and the log says what to do', async () => {
    delete process.env.GENEALOT_WEBHOOK_NETWORKS
    await plant.ok(webhook(), rule())
    open()
    await plant.ok(hold('H-1'))
    const [dead] = await settled('dead')
    expect(dead?.problem).toMatch(/allow it with GENEALOT_WEBHOOK_NETWORKS/)
    expect(hook.calls).toEqual([])
  })
})

describe('mail', () => {
  it('reaches each reader in his language, as text and as HTML', async () => {
    await plant.ok(rule({ webhooks: [], mail: [{ address: 'anna@plant.example' }, { address: 'karl@plant.example', language: 'de' }] }))
    open()
    await plant.ok(hold('H-1'))
    await settled('sent', 2)
    const to = (address: string): string => mails.messages.find(message => message.to[0] === address)?.raw ?? ''
    expect(to('anna@plant.example')).toMatch(new RegExp(`Subject: Hold H-1 placed at ${plant.site}`))
    expect(to('karl@plant.example')).toMatch(new RegExp(`Subject: Sperre H-1 in ${plant.site} gesetzt`))
    expect(to('karl@plant.example')).toMatch(/text\/plain[\s\S]*text\/html/)
    expect(to('anna@plant.example')).toMatch(/STEEL S-1/)
    expect(to('anna@plant.example')).toMatch(/From: Genealot <genealot@plant.example>/)
    expect(to('anna@plant.example')).toMatch(/Message-ID: <[0-9a-f-]{36}@plant.example>/)
  })

  it('refused for now is tried again; refused for good is given up at once', async () => {
    await plant.ok(rule({ webhooks: [], mail: [{ address: 'anna@plant.example' }] }))
    mails.refuse(451)
    open()
    await plant.ok(hold('H-1'))
    const [sent] = await settled('sent')
    expect(sent?.attempts).toBe(2)
    mails.refuse(550)
    await plant.ok(hold('H-2', 'S-2'))
    const [dead] = await settled('dead')
    expect(dead).toMatchObject({ attempts: 1, problem: expect.stringMatching(/mail server did not take it/) })
  })

  it('cannot be given headers by what somebody recorded', async () => {
    await plant.ok(rule({ webhooks: [], on: ['exception.raised'], mail: [{ address: 'anna@plant.example' }] }))
    open()
    await plant.send({ type: 'raise', code: 'a b', detail: 'x\r\nBcc: evil@else.example\r\n\r\n<script>alert(1)</script>' })
    await settled('sent')
    const [message] = mails.messages
    const [head = ''] = (message?.raw ?? '').split('\r\n\r\n')
    expect(head).not.toMatch(/evil/)
    expect(message?.to).toEqual(['anna@plant.example'])
    expect(message?.raw.split('text/html')[1]).not.toMatch(/<script>/)
  })

  it('without a server waits, and says so', async () => {
    delete process.env.GENEALOT_SMTP_URL
    await plant.ok(rule({ webhooks: [], mail: [{ address: 'anna@plant.example' }] }))
    open({ backoff: [60] })
    await plant.ok(hold('H-1'))
    const waiting = await until(async () => (await logged()).find(one => one.problem !== null))
    expect(waiting).toMatchObject({ status: 'waiting', problem: expect.stringMatching(/GENEALOT_SMTP_URL/) })
  })
})

describe('rules', () => {
  it('tell each receiver once, however many name him, and nobody of what none is about', async () => {
    await plant.ok(webhook(), rule(), rule({ code: 'twice' }), rule({ code: 'other', on: ['recall.opened'] }))
    await plant.ok(rule({ code: 'gone', retired: true, mail: [{ address: 'x@plant.example' }] }))
    open()
    await plant.ok(hold('H-1'))
    await settled('sent')
    expect((await logged()).map(one => one.receiver)).toEqual(['webhook:erp'])
  })

  it('group exceptions of one kind, and may name the codes they are about', async () => {
    await plant.ok(webhook(), rule({ on: ['exception.raised'], exceptions: ['odd'] }))
    const raised = (code: string): Sent => ({ type: 'raise', code, detail: 'looks odd' })
    await plant.send(raised('odd'), raised('odd'), raised('other'), raised('odd'))
    open()
    await settled('sent')
    expect(hook.calls.map(call => [call.data.code, call.data.count])).toEqual([['odd', 3]])
  })

  const cases: [string, () => Sent, string, string][] = [
    ['a webhook nobody stated', () => rule(), 'unknown-webhook', '/webhooks/0'],
    ['nobody to tell', () => rule({ webhooks: [] }), 'invalid-event', '/mail'],
    ['nothing to tell of', () => rule({ on: [] }), 'invalid-event', '/on'],
    ['a happening that is none', () => rule({ on: ['rain'] }), 'invalid-event', '/on/0'],
    ['an address that is none', () => rule({ mail: [{ address: 'Anna <anna@plant.example>' }] }), 'invalid-event', '/mail/0/address'],
    ['two addresses in one', () => rule({ mail: [{ address: 'a@x.example, b@x.example' }] }), 'invalid-event', '/mail/0/address'],
    ['an address that is no web address', () => webhook({ url: 'ftp://erp.example/' }), 'invalid-event', '/url'],
    ['a password in the address', () => webhook({ url: 'https://a:b@erp.example/' }), 'invalid-event', '/url'],
  ]
  it.each(cases)('refuse %s', async (_, event, code, pointer) => {
    await plant.refused(event(), code, pointer)
  })
})

describe('nothing is lost, nothing is doubled', () => {
  it('with two processes at the outbox', async () => {
    await plant.ok(webhook(), rule())
    open()
    open()
    const codes = Array.from({ length: 30 }, (_, index) => `H-${index}`)
    for (const code of codes) await plant.ok(hold(code, 'S-2'))
    await settled('sent', 30)
    expect(hook.calls.map(call => String(call.data.hold)).sort()).toEqual([...codes].sort())
  })

  it('when a process dies while it sends: the next one sends it again, under the same id', async () => {
    await plant.ok(webhook(), rule(), hold('H-1'))
    await follow(at.pool)
    const taken = await takeNext(at.pool, 1)
    expect(taken?.facts.hold).toBe('H-1')
    expect(await takeNext(at.pool, 1)).toBeNull()
    open()
    await settled('sent')
    expect(hook.calls.map(call => call.headers['webhook-id'])).toEqual([taken?.id])
  })

  it('when following the ledger breaks off: it comes to the same alerts again', async () => {
    await plant.ok(webhook(), rule(), hold('H-1'))
    await follow(at.pool)
    const before = await at.pool.query('select id, kind, site from alert order by id')
    await at.pool.query(`update alert_look set position = 0 where name = 'ledger'`)
    await follow(at.pool)
    const { rows } = await at.pool.query('select id, kind, site from alert where site = $1 order by id', [plant.site])
    expect(rows).toEqual(before.rows.filter(row => (row as { site: string }).site === plant.site))
  })
})

describe('what the clock finds', () => {
  const look = (services = plant.services): Promise<boolean> =>
    lookAtClock(services, {
      early: true,
      onFault: error => {
        throw error
      },
    })

  it('lots that expire, each told once, however often it looks', async () => {
    await plant.ok(webhook(), rule({ on: ['lots.expiring'], expiryDays: 10 }))
    await plant.ok(receive('STEEL', 'S-8', 5, { lot: { material: 'STEEL', number: 'S-8', expiresAt: '2026-04-05' } }))
    await plant.ok(receive('STEEL', 'S-9', 5, { lot: { material: 'STEEL', number: 'S-9', expiresAt: '2026-06-01' } }))
    await look()
    await look()
    await plant.ok(receive('STEEL', 'S-7', 5, { lot: { material: 'STEEL', number: 'S-7', expiresAt: '2026-04-06' } }))
    await look()
    open()
    await settled('sent', 2)
    const told = hook.calls.map(call =>
      (call.data.lots as { number: string; quantity: string }[]).map(lot => `${lot.number} ${lot.quantity}`),
    )
    expect(told).toEqual([['S-8 5 kg'], ['S-7 5 kg']])
  })

  it('a drill that is due, once until as much time has passed again', async () => {
    await plant.ok(webhook(), rule({ on: ['drill.due'], drillDays: 14 }))
    const days = (count: number): Services => ({ ...plant.services, now: () => NOW + count * DAY_MS })
    for (const count of [0, 13, 15, 16, 27, 29]) await look(days(count))
    open()
    await settled('sent', 2)
    expect(hook.calls.map(call => call.type)).toEqual(['drill.due', 'drill.due'])
  })

  it('a complaint when it comes, when it waits too long, and goods that come back', async () => {
    await plant.ok(webhook(), rule({ on: ['complaint.opened', 'complaint.late', 'goods.returned'], complaintHours: 24 }))
    const opened = { type: 'complaint', customer: 'C-1', text: 'leaks', lots: [{ lot: { number: 'P-1' } }] }
    await plant.ok({ ...opened, number: 'CO-1' }, { ...opened, number: 'CO-2' })
    await plant.ok({ type: 'complaintAnswer', complaint: 'CO-2', text: 'we look' })
    await plant.ok({ type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'P-1' }, quantity: 2 }] })
    await plant.ok({ type: 'return', shipment: 'SH-1', customer: 'C-1', reason: 'leaks', lots: [{ lot: { number: 'P-1' } }] })
    await look()
    await look()
    open()
    await settled('sent', 4)
    const told = hook.calls.map(call => `${call.type} ${String(call.data.complaint ?? call.data.customer)}`)
    expect(told.sort((a, b) => a.localeCompare(b))).toEqual([
      'complaint.late CO-1',
      'complaint.opened CO-1',
      'complaint.opened CO-2',
      'goods.returned C-1',
    ])
  })

  const days = (count: number): Services => ({ ...plant.services, now: () => NOW + count * DAY_MS })
  const told = (key: string, name: string): unknown[][] =>
    hook.calls.map(call => (call.data[key] as Record<string, unknown>[]).map(one => one[name]))

  it('customers who have not answered a recall: each once, again after he was written to again, never who has answered', async () => {
    await plant.ok(webhook(), rule({ on: ['reply.due'], replyDays: 5 }))
    await plant.ok({ type: 'partner', code: 'C-9', name: 'Nine Ltd', roles: ['customer'] })
    const seeds = [{ number: 'P-1', site: plant.site }]
    const { simulation } = await simulateRecall(plant.services.engine, at.pool, { seeds })
    await plant.ok({ type: 'recall', recall: 'RC-1', lots: [{ lot: { number: 'P-1' } }], simulation, reason: 'cracks' })
    const contact = (customer: string, outcome: string, day: number): Sent => ({
      type: 'recallContact',
      recall: 'RC-1',
      customer,
      outcome,
      at: new Date(NOW + day * DAY_MS - 1000).toISOString(),
    })
    await plant.ok(contact('C-1', 'notified', -10), contact('C-1', 'answered', -9), contact('C-9', 'notified', -4))
    for (const count of [0, 2, 3, 30]) await look(days(count))
    await plant.ok(contact('C-9', 'notified', 0))
    for (const count of [4, 6, 7]) await look(days(count))
    await plant.ok({ type: 'recallClose', recall: 'RC-1', reason: 'done' })
    open()
    await settled('sent', 2)
    expect(told('customers', 'customer')).toEqual([['C-9'], ['C-9']])
    expect(hook.calls[0]?.data).toMatchObject({
      object: 'recall:RC-1',
      recall: 'RC-1',
      count: 1,
      customers: [{ name: 'Nine Ltd', told: '2026-03-27' }],
    })
  })

  it('a customer who promised to answer by a day: not before, once when it has passed, and never when he has answered', async () => {
    await plant.ok(webhook(), rule({ on: ['reply.due'], replyDays: 5 }))
    for (const code of ['C-7', 'C-8']) await plant.ok({ type: 'partner', code, roles: ['customer'] })
    const { simulation } = await simulateRecall(plant.services.engine, at.pool, { seeds: [{ number: 'P-1', site: plant.site }] })
    await plant.ok({ type: 'recall', recall: 'RC-1', lots: [{ lot: { number: 'P-1' } }], simulation, reason: 'cracks' })
    const dayOf = (day: number): string => new Date(NOW + day * DAY_MS).toISOString()
    const contact = (customer: string, outcome: string, day: number, more: object): Sent => ({
      type: 'recallContact',
      recall: 'RC-1',
      customer,
      outcome,
      at: dayOf(day),
      ...more,
    })
    await plant.ok(contact('C-7', 'answered', -9, { replyBy: dayOf(10) }), contact('C-8', 'notified', -9, { replyBy: dayOf(10) }))
    await plant.ok(contact('C-8', 'answered', -1, {}))
    for (const count of [0, 7, 9, 11, 30]) await look(days(count))
    open()
    await settled('sent', 1)
    expect(hook.calls.map(call => call.data['customers'])).toEqual([
      [{ customer: 'C-7', told: dayOf(-9).slice(0, 10), promised: dayOf(10).slice(0, 10) }],
    ])
  })

  it('concessions that end, not those that are used up or whose hold is gone', async () => {
    await plant.ok(webhook(), rule({ on: ['concession.expiring'], concessionDays: 10 }), hold('H-1'), hold('H-2', 'S-2'))
    const granted = (concession: string, number: string, expiresAt: string): Sent => ({
      type: 'concession',
      concession,
      lots: [{ lot: { number }, quantity: 5 }],
      customer: 'C-1',
      expiresAt,
      reason: 'good enough',
    })
    await plant.ok(granted('K-1', 'S-1', '2026-04-05'), granted('K-2', 'S-1', '2026-06-01'), granted('K-3', 'S-2', '2026-04-05'))
    await plant.ok({ type: 'release', hold: 'H-2', reason: 'measured' })
    await look()
    await look()
    open()
    await settled('sent')
    const [call] = hook.calls
    expect(call?.data).toMatchObject({ count: 1, days: 10 })
    const left = { concession: 'K-1', material: 'STEEL', number: 'S-1', customer: 'C-1', left: '5 kg', expiresAt: '2026-04-05' }
    expect(call?.data.concessions).toMatchObject([left])
    expect(hook.calls).toHaveLength(1)
  })

  it('holds nobody has decided about, and again when as many days have passed again', async () => {
    await plant.ok(webhook(), rule({ on: ['disposition.due'], dispositionDays: 40 }), hold('H-1'), hold('H-2', 'S-2'))
    await look(days(1))
    await plant.ok({ type: 'release', hold: 'H-2', reason: 'measured' })
    for (const count of [20, 21, 52, 53]) await look(days(count))
    open()
    await settled('sent', 2)
    expect(told('holds', 'hold')).toEqual([['H-1'], ['H-1']])
  })

  it('a recall that grows, each growth once', async () => {
    await plant.ok(webhook(), rule({ on: ['recall.opened', 'recall.grown', 'recall.closed'] }))
    const seeds = [{ number: 'S-1', site: plant.site }]
    const { simulation } = await simulateRecall(plant.services.engine, at.pool, { seeds })
    await plant.ok({ type: 'recall', recall: 'RC-1', lots: [{ lot: { number: 'S-1' } }], simulation, reason: 'cracks' })
    open()
    await settled('sent')
    await look()
    await plant.send({
      type: 'transform',
      late: true,
      inputs: [{ lot: { number: 'S-1' }, quantity: 5 }],
      outputs: [{ lot: { material: 'PART', number: 'P-9' }, quantity: 5 }],
    })
    await look()
    await look()
    await settled('sent', 2)
    expect(hook.calls.map(call => call.type)).toEqual(['recall.opened', 'recall.grown'])
    expect(hook.calls[1]?.data).toMatchObject({ recall: 'RC-1', version: 1, count: 1, lots: [{ material: 'PART', number: 'P-9' }] })
  })
})

describe('the test', () => {
  it('really sends, and says how each went', async () => {
    await plant.ok(webhook(), webhook({ code: 'dead', url: 'http://127.0.0.1:9/x' }))
    await plant.ok(rule({ webhooks: ['erp', 'dead'], mail: [{ address: 'karl@plant.example', language: 'de' }] }))
    interface Tried {
      results: { receiver: string; ok: boolean; detail: string }[]
    }
    const { results } = await ask<Tried>(plant.services, 'POST /alerts/rules/quality/test', { site: plant.site })
    expect(results.map(({ receiver, ok }) => [receiver, ok])).toEqual([
      ['mail:karl@plant.example', true],
      ['webhook:erp', true],
      ['webhook:dead', false],
    ])
    expect(mails.messages[0]?.raw).toMatch(/Subject: Ein Test von Genealot/)
    expect(hook.calls[0]?.type).toBe('test')
    expect(await logged()).toEqual([])
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
