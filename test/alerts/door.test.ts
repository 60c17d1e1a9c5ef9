/** Through the door of the real server to a real mailbox and a real listener: what people do, and what somebody does to the database. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, openPlant, type Plant, record } from '../stories/plant.ts'
import { testStore } from '../support/store.ts'
import { type Call, type Listener, listener, type Mailbox, mailbox, until } from './receivers.ts'

const at = testStore()
let hook: Listener
let mails: Mailbox
let plant: Plant

beforeAll(async () => {
  hook = await listener()
  mails = await mailbox()
  plant = await openPlant({
    demo: false,
    env: { DATABASE_URL: at.url, GENEALOT_WEBHOOK_NETWORKS: '127.0.0.1', GENEALOT_SMTP_URL: mails.url },
  })
  await record(plant.url, [
    { type: 'webhook', code: 'erp', url: hook.url },
    {
      type: 'alertRule',
      code: 'night',
      on: ['drill.failed', 'signature.locked', 'chain.broken'],
      webhooks: ['erp'],
      mail: [{ address: 'anna@plant.example' }],
    },
  ])
}, 300_000)
afterAll(async () => {
  await plant.stop()
  await Promise.all([hook.close(), mails.close()])
})

const called = (type: string): Promise<Call> => until(() => hook.calls.find(call => call.type === type))
/** As it came, without the breaks of long lines. */
const mailed = async (subject: string): Promise<string> => {
  const message = await until(() => mails.messages.find(({ raw }) => raw.includes(`Subject: ${subject}`)))
  return message.raw.replaceAll('=\r\n', '')
}

describe('is told to a program and to a person', () => {
  it('a drill that did not pass', async () => {
    await record(plant.url, [
      { type: 'material', code: 'STEEL', unit: 'kg' },
      { type: 'material', code: 'PART' },
      { type: 'workCenter', code: 'WC-1' },
      { type: 'partner', code: 'V-1', roles: ['vendor'] },
      { type: 'receive', vendor: 'V-1', lot: { material: 'STEEL', number: 'S-1' }, quantity: 50 },
      {
        type: 'workOrder',
        number: 'WO-1',
        material: 'PART',
        quantity: 30,
        operations: [{ sequence: 10, name: 'Saw', workCenter: 'WC-1', createsLot: true, components: [{ material: 'STEEL', per: 1 }] }],
      },
    ])
    // 50 were loaded, 30 are explained by what was made.
    for (const event of [
      { type: 'start', run: 'R-1', workOrder: 'WO-1', operation: 10, workCenter: 'WC-1' },
      { type: 'load', run: 'R-1', lot: { number: 'S-1' }, quantity: 50 },
      { type: 'produce', run: 'R-1', lot: { number: 'P-1' }, quantity: 30 },
      { type: 'finish', run: 'R-1' },
    ])
      await record(plant.url, [event])
    const { drill } = (await ask(plant.url, 'drills', { seeds: [{ number: 'S-1' }] })) as { drill: string }
    await ask(plant.url, `drills/${drill}/finish`, {})
    const facts = { site: 'main', recall: drill, minutes: 0, minutesMax: 240, percent: '80', percentMin: 99.5 }
    expect((await called('drill.failed')).data).toMatchObject(facts)
    expect(await mailed(`Recall drill ${drill} failed at main`)).toMatch(/accounted for 80 % \(at least 99.5 %\)/)
  })

  it('signing that is locked after five wrong PINs', async () => {
    await record(plant.url, [
      { type: 'person', code: 'QUINN', roles: ['quality'] },
      { type: 'settings', signatures: [{ type: 'hold', role: 'quality', meaning: 'Held' }] },
    ])
    await ask(plant.url, 'people/QUINN/pin', { pin: '482911' })
    const event = { type: 'hold', hold: 'H-1', lots: [{ lot: { number: 'S-1' } }], reason: 'cracks' }
    const wrong = (): Promise<unknown> =>
      ask(plant.url, 'signatures', {
        event: { id: randomUUID(), at: new Date().toISOString(), ...event },
        signers: [{ person: 'QUINN', pin: '111111', meaning: 'Held' }],
      })
    for (let attempt = 0; attempt < 5; attempt++) await expect(wrong()).rejects.toThrow(/signature-/)
    expect((await called('signature.locked')).data.details).toMatchObject([expect.stringMatching(/QUINN/)])
    expect(await mailed('Signing is locked for somebody at main')).toMatch(/QUINN/)
    expect(hook.calls.some(call => call.type === 'hold.placed')).toBe(false)
  })

  it('a ledger that somebody has changed behind its back', async () => {
    const { rows } = await at.pool.query(`update ledger set body = body || ' ' where site = 'main' and type = 'produce' returning sequence`)
    const [{ sequence }] = rows as [{ sequence: number }]
    await ask(plant.url, 'ledger/verification', {})
    const { data } = await called('chain.broken')
    expect(data.site).toBeNull()
    expect(String((data.details as string[])[0])).toContain(`"sequence":${sequence}`)
    expect(await mailed('The ledger does not verify')).toMatch(/run genealot verify/)
  })
})
