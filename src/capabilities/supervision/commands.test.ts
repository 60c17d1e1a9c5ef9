import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import type { CaptureResult } from '../../../src/capabilities/capture.ts'
import { expectSound, NOW, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
afterAll(() => expectSound(at))

interface Listed {
  event: string
  line: number
  state: string
  code: string
  type: string
  reason: string | null
  decidedBy: string | null
  snoozedUntil: string | null
  about: string | null
  scan: string | null
  lots: { number: string }[]
}
const list = async (plant: Plant, more = ''): Promise<Listed[]> =>
  (await ask<{ exceptions: Listed[] }>(plant.services, `GET /exceptions?site=${plant.site}${more}`)).exceptions
const open = async (plant: Plant): Promise<number> =>
  (await ask<{ exceptions: number }>(plant.services, `GET /home?site=${plant.site}`)).exceptions
const resolve = (event: string | null | undefined, more: object = {}): Sent => ({
  type: 'resolve',
  event,
  action: 'accept',
  reason: 'counted again',
  ...more,
})
const raise = (more: object = {}): Sent => ({ type: 'raise', code: 'ask-supervisor', detail: 'please look', ...more })
/** 5 kg are there; 9 were used, which is known late and raises an exception. */
async function overdrawn(): Promise<{ plant: Plant; late: CaptureResult; id: string }> {
  const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 5))
  const late = await plant.exception(
    { type: 'scrap', lot: { number: 'S-1' }, quantity: 9, reason: 'rust', late: true, by: 'ANNA' },
    'quantity-exceeds-balance',
  )
  return { plant, late, id: late.id ?? '' }
}

describe('raise', () => {
  it('records an exception and nothing else', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 5))
    const [receipt] = await plant.ok(receive('STEEL', 'S-2', 7))
    const [raised] = await plant.ok(
      raise({ lot: { number: 'S-2' }, event: receipt?.id, scan: ']C1\u001d10S-2', station: 'ST-1', workCenter: 'WC-1', by: 'badge-anna' }),
    )
    expect(await list(plant)).toMatchObject([
      {
        event: raised?.id,
        state: 'open',
        code: 'ask-supervisor',
        type: 'raise',
        about: receipt?.id,
        scan: ']C1\u001d10S-2',
        station: 'ST-1',
        workCenter: 'WC-1',
        by: 'ANNA',
        lots: [{ number: 'S-2' }],
      },
    ])
    expect(await plant.onHand('S-2')).toBe(7)
    // To have asked about a lot does not keep it from being corrected.
    await plant.ok({ type: 'correct', event: receipt?.id, reason: 'was never here' })
    expect(await open(plant)).toBe(1)
  })

  const refused: [string, Sent, string, string][] = [
    ['no code', { type: 'raise', detail: 'look' }, 'invalid-event', '/code'],
    ['no detail', { type: 'raise', code: 'look' }, 'invalid-event', '/detail'],
    ['a lot that is not there', raise({ lot: { number: 'NO-1' } }), 'unknown-lot', '/lot/number'],
    ['an event that is not there', raise({ event: randomUUID() }), 'unknown-event', '/event'],
  ]
  it.each(refused)('refuses %s', async (_, event, code, pointer) => {
    const plant = await plantWithBasics(at)
    await plant.refused(event, code, pointer)
  })
})

describe('accept', () => {
  it('closes the exception, says who and why, and leaves the fact', async () => {
    const { plant, id } = await overdrawn()
    await plant.ok(resolve(id, { by: 'ANNA' }))
    expect(await list(plant)).toMatchObject([{ event: id, state: 'accepted', open: false, reason: 'counted again', decidedBy: 'ANNA' }])
    expect(await list(plant, '&open=true')).toEqual([])
    expect(await open(plant)).toBe(0)
    expect(await plant.onHand('S-1')).toBe(-4)
  })

  it('of one of several, by its line', async () => {
    const plant = await plantWithBasics(
      at,
      receive('STEEL', 'S-1', 5, { lot: { material: 'STEEL', number: 'S-1', expiresAt: '2026-03-01' } }),
      {
        type: 'transform',
        inputs: [],
        outputs: [{ lot: { material: 'STEEL', number: 'S-2' }, quantity: 1 }],
      },
    )
    const late = await plant.exception(
      {
        type: 'transform',
        inputs: [{ lot: { number: 'S-1' }, quantity: 9 }],
        outputs: [{ lot: { number: 'S-2', material: 'STEEL' }, quantity: 9 }],
        late: true,
      },
      'lot-expired',
    )
    const [second, first] = await list(plant)
    expect([first?.code, second?.code]).toEqual(['lot-expired', 'quantity-exceeds-balance'])
    await plant.ok(resolve(late.id, { line: second?.line }))
    expect((await list(plant)).map(row => row.state)).toEqual(['accepted', 'open'])
    await plant.refused(resolve(late.id, { line: second?.line }), 'already-resolved', '/line')
    await plant.ok(resolve(late.id))
    expect((await list(plant)).map(row => row.state)).toEqual(['accepted', 'accepted'])
  })

  it('corrected, the exception waits again', async () => {
    const { plant, id } = await overdrawn()
    const [decision] = await plant.ok(resolve(id))
    await plant.ok({ type: 'correct', event: decision?.id, reason: 'wrong one' })
    expect(await list(plant)).toMatchObject([{ state: 'open', reason: null }])
    await plant.ok(resolve(id, { reason: 'now really' }))
    expect(await list(plant)).toMatchObject([{ state: 'accepted', reason: 'now really' }])
  })
})

describe('snooze', () => {
  it('waits until its time, and is then open again', async () => {
    const { plant, id } = await overdrawn()
    const until = new Date(NOW + 3_600_000).toISOString()
    await plant.ok(resolve(id, { action: 'snooze', until }))
    expect(await list(plant)).toMatchObject([{ state: 'snoozed', snoozedUntil: until }])
    expect(await open(plant)).toBe(0)
    const later = { ...plant.services, now: () => NOW + 3_600_001 }
    expect(await ask(later, `GET /exceptions?site=${plant.site}&open=true`)).toMatchObject({ exceptions: [{ event: id, state: 'open' }] })
  })

  it('can be snoozed on, and accepted from it; a corrected decision gives the snooze back', async () => {
    const { plant, id } = await overdrawn()
    const until = (hours: number): string => new Date(NOW + hours * 3_600_000).toISOString()
    await plant.ok(resolve(id, { action: 'snooze', until: until(1) }), resolve(id, { action: 'snooze', until: until(2) }))
    const [accepted] = await plant.ok(resolve(id))
    expect(await list(plant)).toMatchObject([{ state: 'accepted' }])
    await plant.ok({ type: 'correct', event: accepted?.id, reason: 'not yet' })
    expect(await list(plant)).toMatchObject([{ state: 'snoozed', snoozedUntil: until(2) }])
  })
})

describe('reverse', () => {
  it('takes the event back in the same act', async () => {
    const { plant, id, late } = await overdrawn()
    const [reversal] = await plant.ok(resolve(id, { action: 'reverse', reason: 'another lot', by: 'ANNA' }))
    expect(await list(plant)).toMatchObject([{ event: id, state: 'reversed', reason: 'another lot', decidedBy: 'ANNA' }])
    expect(await plant.onHand('S-1')).toBe(5)
    expect(await ask(plant.services, `GET /ledger/${late.sequence}?site=${plant.site}`)).toMatchObject({ voidedBy: reversal?.sequence })
  })

  it('of what somebody raised takes back the event it is about', async () => {
    const { plant } = await overdrawn()
    const [scrap] = await plant.ok(receive('STEEL', 'S-2', 3))
    const [raised] = await plant.ok(raise({ event: scrap?.id, detail: 'scanned twice' }))
    await plant.ok(resolve(raised?.id, { action: 'reverse' }))
    expect((await list(plant))[0]).toMatchObject({ event: raised?.id, state: 'reversed' })
    await plant.refused({ type: 'scrap', lot: { number: 'S-2' }, quantity: 1, reason: 'rust' }, 'unknown-lot')
  })

  it('of a question about nothing withdraws it', async () => {
    const plant = await plantWithBasics(at)
    const [raised] = await plant.ok(raise())
    await plant.ok(resolve(raised?.id, { action: 'reverse' }))
    expect(await list(plant)).toMatchObject([{ state: 'reversed' }])
  })

  it('is what a correction from elsewhere amounts to', async () => {
    const { plant, id } = await overdrawn()
    await plant.ok({ type: 'correct', event: id, reason: 'miscounted', by: 'ANNA' })
    expect(await list(plant)).toMatchObject([{ state: 'reversed', reason: 'miscounted', decidedBy: 'ANNA' }])
  })

  it('of a replacement, by the id of the replacement', async () => {
    const { plant, id } = await overdrawn()
    const replacement = { type: 'scrap', id: randomUUID(), lot: { number: 'S-1' }, quantity: 8, reason: 'rust', late: true }
    await plant.exception({ type: 'correct', event: id, reason: 'eight', replacement }, 'quantity-exceeds-balance')
    expect((await list(plant))[0]).toMatchObject({ event: replacement.id, type: 'scrap', state: 'open' })
    await plant.ok(resolve(replacement.id, { action: 'reverse' }))
    expect((await list(plant)).map(row => row.state)).toEqual(['reversed', 'reversed'])
    expect(await plant.onHand('S-1')).toBe(5)
  })

  it('is refused where something leans on the event, and leaves the exception open', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'S-0', 1))
    const late = await plant.exception(
      {
        type: 'transform',
        inputs: [{ lot: { number: 'S-0' }, quantity: 2 }],
        outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 2 }],
        late: true,
      },
      'quantity-exceeds-balance',
    )
    await plant.ok({ type: 'move', lot: { number: 'P-1' }, to: 'DOCK' })
    await plant.refused(resolve(late.id, { action: 'reverse' }), 'used-downstream', '/event')
    expect(await list(plant)).toMatchObject([{ state: 'open' }])
  })

  it('cannot itself be corrected: the fact is recorded again', async () => {
    const { plant, id } = await overdrawn()
    const [reversal] = await plant.ok(resolve(id, { action: 'reverse' }))
    await plant.refused({ type: 'correct', event: reversal?.id, reason: 'no' }, 'invalid-event', '/event')
  })
})

describe('what is refused', () => {
  const refused: [string, (id: string) => Sent, string, string][] = [
    ['an event that is not there', () => resolve(randomUUID()), 'unknown-event', '/event'],
    ['a line that is not there', id => resolve(id, { line: 99 }), 'unknown-exception', '/line'],
    ['no reason', id => resolve(id, { reason: undefined }), 'invalid-event', '/reason'],
    ['an action of its own', id => resolve(id, { action: 'ignore' }), 'invalid-event', '/action'],
    ['a snooze without end', id => resolve(id, { action: 'snooze' }), 'invalid-event', '/until'],
    ['a snooze into the past', id => resolve(id, { action: 'snooze', until: '2020-01-01T00:00:00Z' }), 'invalid-event', '/until'],
    ['an end where nothing waits', id => resolve(id, { until: '2026-06-01T00:00:00Z' }), 'invalid-event', '/until'],
  ]
  it.each(refused)('%s', async (_, event, code, pointer) => {
    const { plant, id } = await overdrawn()
    await plant.refused(event(id), code, pointer)
  })

  it('an event that broke no rule', async () => {
    const plant = await plantWithBasics(at)
    const [receipt] = await plant.ok(receive('STEEL', 'S-1', 5))
    await plant.refused(resolve(receipt?.id), 'unknown-exception', '/event')
  })

  it('what was corrected or decided meanwhile', async () => {
    const first = await overdrawn()
    await first.plant.ok(resolve(first.id, { by: 'ANNA' }))
    const answer = await first.plant.refused(resolve(first.id, { action: 'reverse' }), 'already-resolved', '/event')
    expect(answer.detail).toContain('ANNA')
    const second = await overdrawn()
    await second.plant.ok({ type: 'correct', event: second.id, reason: 'miscounted' })
    await second.plant.refused(resolve(second.id), 'already-corrected', '/event')
  })

  it('of two supervisors at once, one decides', async () => {
    const { plant, id } = await overdrawn()
    const answers = await Promise.all(
      [resolve(id), resolve(id, { action: 'reverse' }), resolve(id, { reason: 'me too' })].map(event => plant.send(event)),
    )
    expect(
      answers
        .flat()
        .map(answer => answer.status)
        .sort(),
    ).toEqual(['recorded', 'refused', 'refused'])
    expect((await list(plant)).filter(row => row.state === 'open')).toEqual([])
  })
})
