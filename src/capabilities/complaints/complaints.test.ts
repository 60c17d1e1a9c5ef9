import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { keepDocument } from '../documents/content.ts'

const at = testStore()
const begun = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('STEEL', 'S-1', 100),
    {
      type: 'transform',
      inputs: [{ lot: { number: 'S-1' }, quantity: 10 }],
      outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 10 }],
    },
    opening('PART', 'P-2', 5),
    { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'P-1' }, quantity: 6 }] },
    ...more,
  )
const complaint = (more: object = {}): Sent => ({
  type: 'complaint',
  number: 'CO-1',
  customer: 'C-1',
  severity: 'critical',
  text: 'It leaks.',
  lots: [{ lot: { number: 'P-1' } }],
  ...more,
})
const answer = (more: object = {}): Sent => ({ type: 'complaintAnswer', complaint: 'CO-1', text: 'We look into it.', ...more })
const close = (more: object = {}): Sent => ({ type: 'complaintClose', complaint: 'CO-1', finding: 'confirmed', reason: 'cracked', ...more })
interface Shown {
  number: string
  openedAt: string
  answeredAt: string | null
  closedAt: string | null
  finding?: string
  lots: { id: number; number: string; onHand: string; shipped: { customer: string; shipment: string; quantity: string }[] }[]
  holds: { hold: string; byCase: boolean }[]
  recalls: { recall: string }[]
  returns: { reason: string; lots: { number: string; quantity: string }[] }[]
  documents: { name: string }[]
}
const shown = (plant: Plant, number = 'CO-1'): Promise<Shown> => ask<Shown>(plant.services, `GET /complaints/${number}?site=${plant.site}`)
const listed = async (plant: Plant, query: string): Promise<string[]> =>
  (await ask<{ complaints: { number: string }[] }>(plant.services, `GET /complaints?site=${plant.site}&${query}`)).complaints.map(
    one => one.number,
  )

describe('a complaint', () => {
  it('starts the clock, is answered, and closed with a finding', async () => {
    const plant = await begun(complaint())
    expect(await shown(plant)).toMatchObject({ number: 'CO-1', answeredAt: null, closedAt: null, lots: [{ number: 'P-1', onHand: '4' }] })
    expect(await listed(plant, 'state=unanswered')).toEqual(['CO-1'])
    await plant.ok(answer())
    const { answeredAt } = await shown(plant)
    await plant.ok(answer({ text: 'The seal was cracked.' }))
    expect(await shown(plant), 'the clock stopped with the first answer').toMatchObject({ answeredAt, answer: 'The seal was cracked.' })
    expect(await listed(plant, 'state=unanswered')).toEqual([])
    expect(await listed(plant, 'state=open')).toEqual(['CO-1'])
    await plant.ok(close())
    expect(await shown(plant)).toMatchObject({ finding: 'confirmed', closedAt: expect.any(String) })
    expect([await listed(plant, 'state=open'), await listed(plant, 'state=closed')]).toEqual([[], ['CO-1']])
  })

  it('is linked with its lots, holds, recall, returns and photo', async () => {
    const plant = await begun(complaint())
    const bytes = Buffer.from('a photo')
    const { document } = await keepDocument(at.pool, Readable.from([bytes]), { name: 'leak.txt', by: 'test', at: 0 })
    expect(document).toBe(createHash('sha256').update(bytes).digest('hex'))
    await plant.ok(
      { type: 'attach', document, name: 'leak.txt', kind: 'photo', to: { complaint: 'CO-1' } },
      { type: 'complaintLots', complaint: 'CO-1', lots: [{ lot: { number: 'P-2' } }, { lot: { number: 'P-1' } }] },
      { type: 'hold', hold: 'H-1', case: 'CO-1', lots: [{ lot: { number: 'S-1' } }], direction: 'none', reason: 'to look at' },
      { type: 'hold', hold: 'H-2', lots: [{ lot: { number: 'P-2' } }], direction: 'none', reason: 'something else' },
      {
        type: 'return',
        shipment: 'SH-1',
        customer: 'C-1',
        complaint: 'CO-1',
        reason: 'leaks',
        lots: [{ lot: { number: 'P-1' }, quantity: 2 }],
      },
    )
    const found = await shown(plant)
    expect(found.lots.map(lot => lot.number)).toEqual(['P-1', 'P-2'])
    expect(found.lots[0]?.shipped).toMatchObject([{ customer: 'C-1', shipment: 'SH-1', quantity: '4' }])
    expect(Object.fromEntries(found.holds.map(({ hold, byCase }) => [hold, byCase]))).toEqual({ 'H-1': true, 'H-2': false })
    expect(found.returns).toMatchObject([{ reason: 'leaks', lots: [{ number: 'P-1', quantity: '2' }] }])
    expect(found.documents.map(one => one.name)).toEqual(['leak.txt'])
    const lot = found.lots[1]?.id
    expect(await listed(plant, `lot=${lot}`)).toEqual(['CO-1'])
  })

  it('gets the next number where it has none', async () => {
    const plant = await begun(complaint({ number: 'CO-0041' }))
    const { number: _number, ...sent } = complaint()
    const recorded = await ask(plant.services, 'POST /complaints', { ...sent, site: plant.site, type: undefined })
    expect(recorded).toMatchObject({ number: 'CO-0042', status: 'recorded' })
    const again = await ask(plant.services, 'POST /complaints', { ...sent, id: recorded.id, site: plant.site, type: undefined })
    expect(again, 'a retry is the complaint it was').toMatchObject({ number: 'CO-0042', status: 'duplicate' })
    const both = await Promise.all(
      [1, 2].map(() => ask(plant.services, 'POST /complaints', { ...sent, site: plant.site, type: undefined })),
    )
    expect(
      both.map(({ number }) => String(number)).sort((a, b) => a.localeCompare(b)),
      'two at once',
    ).toEqual(['CO-0043', 'CO-0044'])
  })

  it('is corrected step by step from the end', async () => {
    const plant = await begun()
    const [opened, answered] = await plant.ok(complaint(), answer())
    await plant.refused({ type: 'correct', event: opened?.id, reason: 'wrong customer' }, 'used-downstream', '/event')
    await plant.ok({ type: 'correct', event: answered?.id, reason: 'not sent', replacement: answer({ text: 'Sent now.' }) })
    expect(await shown(plant)).toMatchObject({ answer: 'Sent now.' })
    const [again] = await plant.rows<{ id: string }>('select id from replacement order by since desc limit 1')
    await plant.ok({ type: 'correct', event: again?.id, reason: 'never sent' })
    expect(await shown(plant)).toMatchObject({ answeredAt: null })
  })

  it('that nothing has followed can be taken back whole', async () => {
    const plant = await begun()
    const [opened] = await plant.ok(complaint())
    await plant.ok({
      type: 'correct',
      event: opened?.id,
      reason: 'wrong lot',
      replacement: complaint({ lots: [{ lot: { number: 'P-2' } }] }),
    })
    expect((await shown(plant)).lots.map(lot => lot.number)).toEqual(['P-2'])
    const [again] = await plant.rows<{ id: string }>('select id from replacement order by since desc limit 1')
    await plant.ok({ type: 'correct', event: again?.id, reason: 'no complaint at all' })
    expect(await listed(plant, '')).toEqual([])
  })

  const cases: [string, Sent, string, string][] = [
    ['of a customer nobody knows', complaint({ number: 'X', customer: 'C-9' }), 'unknown-partner', '/customer'],
    ['about a lot nobody knows', complaint({ number: 'X', lots: [{ lot: { number: 'L-9' } }] }), 'unknown-lot', '/lots/0/lot/number'],
    ['about a shipment nobody sent', complaint({ number: 'X', shipment: 'SH-9' }), 'unknown-shipment', '/shipment'],
    ['about a container nobody packed', complaint({ number: 'X', container: 'B-9' }), 'unknown-container', '/container'],
    ['without a word', complaint({ number: 'X', text: '' }), 'invalid-event', '/text'],
    ['under a number that is taken', complaint(), 'complaint-exists', '/number'],
    ['answered where there is none', answer({ complaint: 'X' }), 'unknown-complaint', '/complaint'],
    ['answered before it came', answer({ at: 1 }), 'invalid-event', '/at'],
    ['closed with a finding that is none', close({ finding: 'maybe' }), 'invalid-event', '/finding'],
  ]
  it.each(cases)('is refused %s', async (_, event, code, pointer) => {
    const plant = await begun(complaint())
    await plant.refused(event, code, pointer)
  })

  it.each([answer(), close(), { type: 'complaintLots', complaint: 'CO-1', lots: [{ lot: { number: 'P-2' } }] }])(
    'that is closed takes no $type',
    async event => {
      const plant = await begun(complaint(), close())
      await plant.refused(event, 'complaint-closed', '/complaint')
    },
  )
})

describe('what a customer gives', () => {
  it('is read line by line: lot, shipment, container, and what nobody knows', async () => {
    const plant = await begun({ type: 'pack', container: 'B-1', contents: [{ lot: { number: 'P-2' }, quantity: 1 }] })
    interface Reading {
      lines: { text: string; status: string; shipment: string | null; detail: string }[]
      lots: { number: string }[]
      customers: { customer: string; lots: number }[]
      open: number
    }
    const read = await ask<Reading>(plant.services, 'POST /complaints/readings', {
      site: plant.site,
      text: 'P-1\nsh-1; B-1\n\nnobody knows',
    })
    expect(read.lines.map(({ text, status }) => [text, status])).toEqual([
      ['P-1', 'lot'],
      ['sh-1', 'shipment'],
      ['B-1', 'container'],
      ['nobody knows', 'unknown'],
    ])
    expect(read.lots.map(lot => lot.number).sort()).toEqual(['P-1', 'P-2'])
    expect(read).toMatchObject({ customers: [{ customer: 'C-1', lots: 1 }], open: 1 })
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
