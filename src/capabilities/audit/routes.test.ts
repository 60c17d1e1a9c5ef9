import { describe, expect, it } from 'vitest'
import { plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
interface Event {
  sequence: number
  type: string
  status: string
  voidedBy: number | null
  hash: string
  previousHash: string
  body: Record<string, unknown>
}
interface Ledger {
  events: Event[]
  next: number | null
  head: { sequence: number; hash: string }
}

describe('reading the ledger', () => {
  it('pages from the newest back, each row chained to the one before', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 5))
    const read = (more = ''): Promise<Ledger> => ask<Ledger>(plant.services, `GET /ledger?site=${plant.site}${more}`)
    const whole = await read()
    expect(whole.events[0]).toMatchObject({ sequence: whole.head.sequence, hash: whole.head.hash, type: 'receive', status: 'recorded' })
    whole.events.slice(1).forEach((event, index) => expect(whole.events[index]?.previousHash).toBe(event.hash))
    const [first, rest] = [await read('&limit=10'), await read(`&before=${whole.events[9]?.sequence}`)]
    expect([...first.events, ...rest.events]).toEqual(whole.events)
    expect([first.next, rest.next]).toEqual([whole.events[9]?.sequence, null])
    expect((await read('&type=material')).events.every(event => event.type === 'material')).toBe(true)
    expect(await ask<Event>(plant.services, `GET /ledger/${whole.events[0]?.sequence}?site=${plant.site}`)).toEqual(whole.events[0])
    await expect(ask(plant.services, `GET /ledger/9999?site=${plant.site}`)).rejects.toMatchObject({ status: 404 })
  })

  it('never shows the hash of a badge', async () => {
    const plant = await plantWithBasics(at)
    const { events } = await ask<Ledger>(plant.services, `GET /ledger?site=${plant.site}&type=person`)
    expect(events[0]?.body).toMatchObject({ code: 'ANNA', badge: 'kept, not shown' })
    expect(JSON.stringify(await ask(plant.services, `GET /people?site=${plant.site}`))).not.toContain('sha256')
  })

  it('finds the events of a lot, also of one that was renumbered, the voided ones and what voided them', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'L-1', 5), receive('STEEL', 'L-2', 5))
    const [scrapped] = await plant.ok({ type: 'scrap', lot: { number: 'L-1' }, quantity: 1, reason: 'bent' })
    const [corrected] = await plant.ok({ type: 'correct', event: scrapped?.id, reason: 'was not' })
    await plant.ok({ type: 'renumber', lot: { number: 'L-1' }, number: 'L-9' })
    for (const number of ['L-1', 'l-9']) {
      const { events } = await ask<Ledger>(plant.services, `GET /ledger?site=${plant.site}&lot=${number}`)
      expect(events.map(event => `${event.type} ${event.status}`)).toEqual([
        'renumber recorded',
        'correct recorded',
        'scrap voided',
        'receive recorded',
      ])
      expect(events[2]?.voidedBy).toBe(corrected?.sequence)
    }
  })
})

describe('exceptions', () => {
  it('are listed until their event is corrected', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 5))
    const late = await plant.exception(
      { type: 'scrap', lot: { number: 'S-1' }, quantity: 9, reason: 'counted', late: true, by: 'ANNA' },
      'quantity-exceeds-balance',
    )
    const list = (more = ''): Promise<{ exceptions: object[] }> => ask(plant.services, `GET /exceptions?site=${plant.site}${more}`)
    expect((await list()).exceptions).toMatchObject([
      { event: late.id, code: 'quantity-exceeds-balance', by: 'ANNA', open: true, sequence: late.sequence },
    ])
    await plant.ok({ type: 'correct', event: late.id, reason: 'miscounted' })
    expect((await list()).exceptions).toMatchObject([{ event: late.id, open: false }])
    expect((await list('&open=true')).exceptions).toEqual([])
  })
})

describe('verification', () => {
  it('is kept for whoever asks next, and names the first difference', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 5))
    const ask1 = (question: string): Promise<{ ok: boolean; difference: { table: string } | null }> => ask(plant.services, question)
    const [one, other] = await Promise.all([ask1('POST /ledger/verification'), ask1('POST /ledger/verification')])
    expect(one).toEqual(other)
    expect(one).toMatchObject({ ok: true, difference: null })
    expect(await ask1('GET /ledger/verification')).toEqual(one)
    await plant.rows(
      `update stock set quantity = quantity + 1 where lot = (select id from lot where site = $1 and number = 'S-1')`,
      plant.site,
    )
    expect(await ask1('POST /ledger/verification')).toMatchObject({ ok: false, difference: { table: 'stock' } })
    expect(await ask1('POST /ledger/rebuild')).toMatchObject({ events: expect.any(Number) as number })
    expect(await ask1('POST /ledger/verification')).toMatchObject({ ok: true })
    await plant.ok({ type: 'scrap', lot: { number: 'S-1' }, quantity: 5, reason: 'old' })
    expect(await ask(plant.services, `GET /home?site=${plant.site}`)).toMatchObject({ chain: { ok: true } })
  })

  it('tells the history of a record: who stated it, what it said each time, also what was taken back', async () => {
    const plant = await plantWithBasics(at)
    const plan = (max: number): { type: string; [field: string]: unknown } => ({
      type: 'collectionPlan',
      material: 'PART',
      by: 'ANNA',
      characteristics: [{ code: 'bore', max }],
    })
    const [first] = await plant.ok(plan(1))
    const [second] = await plant.ok(plan(2))
    const [corrected] = await plant.ok({ type: 'correct', event: second?.id, reason: 'of another drawing' })
    const history = await ask<Ledger>(plant.services, `GET /records/history?site=${plant.site}&kind=collectionPlan&code=PART`)
    expect(history.events.map(({ sequence, type, status }) => [sequence, type, status])).toEqual([
      [corrected?.sequence, 'correct', 'recorded'],
      [second?.sequence, 'collectionPlan', 'voided'],
      [first?.sequence, 'collectionPlan', 'recorded'],
    ])
    expect(history.events[2]?.body).toMatchObject({ characteristics: [{ code: 'bore', max: '1' }] })
    const nobody = await ask<Ledger>(plant.services, `GET /records/history?site=${plant.site}&kind=material&code=NEVER`)
    expect(nobody.events).toEqual([])
  })
})
