/** Values of machines over a real broker: each belongs to the run of its place and time, twice sent is once recorded, and nothing is lost. */
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MachineLines } from '../../src/capabilities/machines/lines.ts'
import type { Services } from '../../src/capabilities/route.ts'
import { DAY, NOW, opening, type Plant, plantWithBasics, type Sent } from '../ledger/plant.ts'
import { ask } from '../support/ask.ts'
import { type Broker, findMosquitto, openBroker } from '../support/mosquitto.ts'
import { testStore } from '../support/store.ts'

const at = testStore()
if (!findMosquitto()) console.warn('!!! There is no mosquitto on this machine: the tests of machines are SKIPPED')

interface Messages {
  line: { connected: boolean; recorded: number; kept: number } | null
  messages: { id: string; topic: string; payload: string; code: string; detail: string }[]
}

describe.skipIf(findMosquitto() === undefined)('values of machines', () => {
  let broker: Broker
  let lines: MachineLines | undefined
  beforeAll(async () => {
    broker = await openBroker()
  })
  afterAll(async () => {
    await lines?.close()
    await broker?.remove()
  })

  const settings = (plant: Plant): Sent => ({
    type: 'settings',
    machineValues: {
      broker: broker.url,
      clientId: `of-${plant.site}`,
      listen: `${plant.site}/#`,
      topics: [
        { topic: `${plant.site}/oven/temp`, workCenter: 'WC-1', characteristic: 'temp', unit: 'Cel' },
        { topic: `${plant.site}/any/+`, station: 'ST-1' },
        { topic: `${plant.site}/nowhere`, characteristic: 'temp' },
      ],
    },
  })
  const work: Sent[] = [
    { type: 'station', code: 'ST-1', workCenter: 'WC-1' },
    { type: 'collectionPlan', material: 'PART', characteristics: [{ code: 'speed', max: 10, outOfRange: 'stop' }] },
    opening('PART', 'P-1', 10),
  ]
  const begin: Sent = { type: 'start', run: 'R-1', workCenter: 'WC-1', lots: [{ lot: { number: 'P-1' } }] }

  /** What the machines of the shop send, with their ids. */
  async function send(plant: Plant, ...messages: [topic: string, payload: string][]): Promise<void> {
    const machine = await connectAsync(broker.url)
    for (const [topic, payload] of messages) await machine.publishAsync(`${plant.site}/${topic}`, payload, { qos: 1 })
    await machine.endAsync()
  }
  const message = (id: string, value: unknown, more: object = {}): string => JSON.stringify({ id, value, ...more })

  async function open(plant: Plant, services: Services = plant.services): Promise<void> {
    await lines?.close()
    lines = new MachineLines(services, { pollMs: 50, againMs: 100 })
    await expect.poll(() => lines?.states().find(state => state.site === plant.site)?.connected, { timeout: 10_000 }).toBe(true)
    // Connected is not yet subscribed.
    await new Promise(resolve => setTimeout(resolve, 300))
  }
  const values = async (plant: Plant): Promise<string[]> =>
    (
      await plant.rows<{ text: string }>(
        `select m.run || ' ' || m.characteristic || ' ' || m.value || coalesce(' ' || m.unit, '') as text from measurement m where m.site = $1 and m.until is null order by m.since`,
        plant.site,
      )
    ).map(row => row.text)
  const kept = (plant: Plant): Promise<Messages> => ask<Messages>(plant.services, `GET /machine-messages?site=${plant.site}`)

  it('belong to the run that is open at the work center, and one that is sent twice is recorded once', async () => {
    const plant = await plantWithBasics(at, ...work, begin)
    await plant.ok(settings(plant))
    await open(plant)
    await send(
      plant,
      ['oven/temp', message('a', 840.5)],
      ['oven/temp', message('a', 840.5)],
      ['any/x', message('a', '7', { characteristic: 'speed', unit: 'm/s' })],
    )
    await expect.poll(() => values(plant), { timeout: 10_000 }).toEqual(['R-1 temp 840.5 Cel', 'R-1 speed 7 m/s'])
    const { events } = await ask<{ events: { type: string; body: { via: string } }[] }>(
      plant.services,
      `GET /ledger?site=${plant.site}&type=collect`,
    )
    expect(events.map(event => event.body.via)).toEqual(['mqtt', 'mqtt'])
    expect((await kept(plant)).messages).toEqual([])
  })

  it('are kept with the reason where they cannot be recorded, and are taken up again', async () => {
    const plant = await plantWithBasics(at, ...work)
    await plant.ok(settings(plant))
    await open(plant)
    await send(
      plant,
      ['wrong/topic', message('1', 1)],
      ['oven/temp', 'not json'],
      ['oven/temp', message('2', 850)],
      ['oven/temp', message('2', 850)],
      ['any/x', message('3', 5)],
      ['nowhere', message('4', 5)],
    )
    await expect
      .poll(async () => (await kept(plant)).messages.map(one => `${one.topic.slice(plant.site.length + 1)} ${one.code}`).toSorted(), {
        timeout: 10_000,
      })
      .toEqual([
        'any/x broken-payload',
        'nowhere unknown-work-center',
        'oven/temp broken-payload',
        'oven/temp no-run',
        'wrong/topic unknown-topic',
      ])
    expect(await values(plant)).toEqual([])
    const waiting = (await kept(plant)).messages.find(one => one.code === 'no-run')
    // It is the run of its time: one that began later is not it.
    await plant.ok(begin)
    const cameAt = (time: number): Promise<unknown> =>
      plant.services.pool.query('update machine_message set received_at = $1 where site = $2', [time, plant.site])
    await cameAt(Date.parse(`${DAY}T00:00:00Z`))
    expect(await ask(plant.services, `POST /machine-messages/${waiting?.id}/retry`)).toMatchObject({ recorded: false, code: 'no-run' })
    await cameAt(NOW)
    expect(await ask(plant.services, `POST /machine-messages/${waiting?.id}/retry`)).toEqual({ recorded: true })
    expect(await values(plant)).toEqual(['R-1 temp 850 Cel'])
    await expect(ask(plant.services, `POST /machine-messages/${waiting?.id}/retry`)).rejects.toMatchObject({ status: 404 })
    // What a plan refuses is kept as well, with the plan's sentence.
    await send(plant, ['any/x', message('5', 11, { characteristic: 'speed' })])
    await expect
      .poll(async () => (await kept(plant)).messages.find(one => one.code === 'value-out-of-range')?.detail, { timeout: 10_000 })
      .toContain('Do not go on')
  })

  it('are not lost while the server is away, the broker is away, or the database refuses', async () => {
    const plant = await plantWithBasics(at, ...work, begin)
    await plant.ok(settings(plant))
    await open(plant)
    await lines?.close()
    await send(plant, ...['a', 'b', 'c'].map((id): [string, string] => ['oven/temp', message(id, 1)]))
    let refusals = 2
    const failing: Services = {
      ...plant.services,
      record: (command, via) => (refusals-- > 0 ? Promise.reject(new Error('the database is away')) : plant.services.record(command, via)),
    }
    await open(plant, failing)
    await expect.poll(() => values(plant), { timeout: 10_000 }).toHaveLength(3)
    expect(refusals).toBeLessThan(0)
    await broker.stop()
    await expect.poll(() => lines?.states()[0]?.connected, { timeout: 10_000 }).toBe(false)
    await broker.start()
    await send(plant, ['oven/temp', message('d', 2)], ['oven/temp', message('a', 1)])
    await expect.poll(async () => (await values(plant)).length, { timeout: 15_000 }).toBe(4)
    expect((await kept(plant)).messages).toEqual([])
  })

  it('are refused a broker with a password in its address, and a filter that is none', async () => {
    const plant = await plantWithBasics(at)
    const stated = (change: object): Sent => ({
      type: 'settings',
      machineValues: { broker: broker.url, topics: [{ topic: 'x' }], ...change },
    })
    await plant.refused(stated({ broker: 'mqtt://me:secret@broker' }), 'invalid-event', '/machineValues/broker')
    await plant.refused(stated({ topics: [{ topic: 'a/#/b' }] }), 'invalid-event', '/machineValues/topics/0/topic')
  })
})
