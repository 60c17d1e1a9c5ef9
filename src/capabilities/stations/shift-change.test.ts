import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { lotOf, Scanner, standing } from '../../../test/capabilities/scanner.ts'
import type { Plant, Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { hashPin } from '../../base/secret.ts'

const store = testStore()
const parts = [lotOf('WO-1', 'PART', 'L-1'), lotOf('WO-1', 'PART', 'L-2'), lotOf('WO-1', 'PART', 'L-3')]
// Hashed once, as the recorded event has it, and not for each plant: it is made to be slow.
const people: Sent[] = [
  { type: 'person', code: 'BEN', name: 'Ben', badge: 'badge-ben', pin: hashPin('4711') },
  { type: 'person', code: 'DORA', name: 'Dora', badge: 'badge-dora', pin: hashPin('0815') },
]
const check = (policies: object, more: object = {}): Sent => ({ type: 'station', code: 'CHECK', workCenter: 'WC-1', policies, ...more })
/** Nothing of it lies in the time of the tests; they say when they scan. */
const shifts: Sent = {
  type: 'settings',
  shifts: [
    { code: 'A', from: '06:00' },
    { code: 'B', from: '18:00' },
  ],
  timeZone: 'UTC',
}

async function begun(...more: Sent[]): Promise<{ plant: Plant; at: Scanner }> {
  const { plant } = await standing(store, 'CHECK', ...people, shifts, ...parts, ...more)
  return { plant, at: new Scanner(plant, 'CHECK') }
}

/** Scans at this time of a day that has been. */
async function saidAt(at: Scanner, day: string, ...scans: [string, string][]): Promise<string[]> {
  const said: string[] = []
  for (const [time, text] of scans) {
    const { outcome, message } = await at.scan(text, { at: `${day}T${time}:00Z` })
    said.push(`${outcome}: ${message.text}`)
  }
  return said
}
const DAY = '2026-03-01'

describe('a badge with its PIN at the first scan of a shift', () => {
  const policy = check({ badgePin: 'shift' })

  it('is asked once in a shift, whoever was here in between', async () => {
    const { plant, at } = await begun(policy)
    expect(await at.said('L-1', 'badge-ben', 'L-1', 'PIN:9999', 'PIN:4711')).toEqual([
      'attention: Scan your badge first',
      'attention: Ben: enter your PIN',
      'attention: Ben: enter your PIN',
      'attention: Ben: enter your PIN',
      'done: Hello Ben',
    ])
    expect(await at.said('L-1', 'badge-dora', 'PIN:0815', 'badge-ben', 'L-2')).toEqual([
      'done: L-1 → Check, 250 pcs',
      'attention: Dora: enter your PIN',
      'done: Hello Dora',
      'done: Hello Ben',
      'done: L-2 → Check, 250 pcs',
    ])
    expect(await plant.event(at.last?.recorded[0]?.id ?? '')).toMatchObject({ by: 'BEN' })
  })

  it('three wrong ones are a stop, and nobody is signed in', async () => {
    const { at } = await begun(policy)
    expect((await at.said('badge-ben', 'PIN:1', 'PIN:2', 'PIN:3')).at(-1)).toBe('stop: Wrong PIN, three times')
    expect(at.context?.people).toEqual([])
    expect(at.context?.proven ?? []).toEqual([])
  })

  it('five wrong ones lock it for a quarter of an hour, whoever tries and wherever, signing included', async () => {
    const { plant, at } = await begun(policy)
    await at.said('badge-ben', 'PIN:1', 'PIN:2', 'PIN:3', 'OK', 'badge-ben', 'PIN:4')
    expect(await plant.exceptions()).toEqual([])
    await at.said('PIN:5')
    expect(await plant.exceptions()).toEqual(['signature-locked'])
    // What was answered before may be sent once more: that opens nothing.
    expect(await at.said('badge-ben', 'PIN:4711')).toEqual(['attention: Ben: enter your PIN', 'stop: PIN locked: five wrong ones'])
    expect(at.context?.people).toEqual([])
    const signed = ask(plant.services, 'POST /signatures', {
      event: plant.complete({ type: 'scrap', lot: { number: 'L-1' }, quantity: 1, reason: 'bent' }),
      signers: [{ person: 'BEN', pin: '4711', meaning: 'Seen' }],
    })
    await expect(signed).rejects.toMatchObject({ code: 'signature-locked' })
    expect(await at.said('OK', 'badge-dora', 'PIN:0815')).toContain('done: Hello Dora')
  })

  it('tried all at once are counted one by one', async () => {
    const { plant, at } = await begun(policy)
    const asked = await at.scan('badge-ben')
    const tries = Array.from({ length: 20 }, (_, index) => `PIN:${String(4700 + index)}`)
    const answers = await Promise.all(
      tries.map(text => at.send({ id: randomUUID(), text, at: new Date(Scanner.now()).toISOString(), context: asked.context })),
    )
    expect(answers.map(({ message }) => message.text)).not.toContain('Hello Ben')
    expect(answers.filter(({ message }) => message.text.startsWith('PIN locked'))).toHaveLength(15)
    expect(await plant.exceptions()).toEqual(['signature-locked'])
  })

  it('badges that nobody has, one after the other: for the rest of the minute none is known here', async () => {
    const { plant, at } = await begun(policy)
    for (let tried = 0; tried < 30; tried++) await at.scan(`BADGE:${tried}`)
    expect(await plant.exceptions()).toEqual(['badges-tried'])
    expect((await at.said('badge-ben'))[0]).toMatch(/^stop/)
  })

  it('who has none hears where to get one', async () => {
    const { at } = await begun(policy)
    expect(await at.said('badge-anna')).toEqual(['stop: ANNA has no PIN'])
    expect(at.context?.people).toEqual([])
  })

  it('leaves what is being asked as it was, given or not', async () => {
    const { at } = await begun(policy)
    await at.said('badge-ben', 'PIN:4711', 'SPLIT')
    expect(await at.said('badge-dora', 'NO')).toEqual(['attention: Dora: enter your PIN', 'attention: Cancelled: nothing was recorded'])
    expect(at.context?.people.map(person => person.code)).toEqual(['BEN'])
    expect(await at.said('badge-dora', 'PIN:0815')).toEqual(['attention: Dora: enter your PIN', 'attention: Hello Dora'])
    expect(at.last?.question?.message.text).toBe('Scan the lot')
    expect(await at.said('L-3')).toEqual(['attention: How many of L-3 split off? 250 pcs are there'])
  })

  it('each of a crew gives his own, and goes without', async () => {
    const { plant, at } = await begun(check({ badgePin: 'shift' }, { badges: 'crew' }))
    await at.said('badge-ben', 'PIN:4711', 'badge-dora', 'PIN:0815', 'L-1')
    expect(await plant.event(at.last?.recorded[0]?.id ?? '')).toMatchObject({ by: 'BEN', body: { crew: ['DORA'] } })
    expect(await at.said('badge-ben', 'badge-ben')).toEqual(['done: Goodbye Ben', 'done: Hello Ben'])
  })

  it('the next shift asks anew', async () => {
    const { at } = await begun(policy)
    expect(
      await saidAt(at, DAY, ['07:00', 'badge-ben'], ['07:01', 'PIN:4711'], ['17:30', 'L-1'], ['18:01', 'L-2'], ['18:02', 'badge-ben']),
    ).toEqual([
      'attention: Ben: enter your PIN',
      'done: Hello Ben',
      expect.stringMatching(/^done: L-1/) as string,
      'attention: Scan your badge first',
      'attention: Ben: enter your PIN',
    ])
  })

  it('offline nobody is asked; back online the next scan is', async () => {
    const { plant, at } = await begun(policy)
    await at.scan('badge-ben', { offline: true })
    expect((await at.scan('L-1', { offline: true })).outcome).toBe('done')
    expect(await plant.event(at.last?.recorded[0]?.id ?? '')).toMatchObject({ by: 'BEN' })
    expect(await at.said('L-2')).toEqual(['attention: Scan your badge first'])
  })
})

describe('signed out at the end of a shift', () => {
  it('everybody is, also a crew; who came shortly before belongs to the next', async () => {
    const { at } = await begun(check({ shiftEnd: 'sign-out' }, { badges: 'crew' }))
    await saidAt(at, DAY, ['07:00', 'badge-ben'], ['17:50', 'badge-dora'])
    expect(at.context?.people.map(({ code, until }) => `${code} ${until}`)).toEqual([
      'BEN 2026-03-01T18:00:00.000Z',
      'DORA 2026-03-02T06:00:00.000Z',
    ])
    await saidAt(at, DAY, ['18:05', 'L-1'])
    expect(at.context?.people.map(({ code }) => code)).toEqual(['DORA'])
    expect(at.recorded).toEqual(['pass'])
  })

  it('nothing is recorded under the name of who has gone, offline either', async () => {
    const { plant, at } = await begun(check({ shiftEnd: 'sign-out', badge: 'optional' }))
    await saidAt(at, DAY, ['17:00', 'badge-ben'])
    await at.scan('L-1', { at: `${DAY}T18:30:00Z`, offline: true })
    const recorded = await Promise.all((at.last?.recorded ?? []).map(({ id }) => plant.event(id)))
    expect(recorded).toMatchObject([{ type: 'pass', by: null }])
  })
})
