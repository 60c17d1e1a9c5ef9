import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { hashPin } from '../../base/secret.ts'
import { AccessLog } from '../access/log.ts'
import type { Call, Route } from '../route.ts'
import { signatureRoutes } from './routes.ts'

const at = testStore()
// Hashed once, as the recorded event has it, and not for each plant: it is made to be slow.
const people: Sent[] = [
  { type: 'person', code: 'QUINN', badge: 'badge-quinn', pin: hashPin('482911'), roles: ['quality'] },
  { type: 'person', code: 'REA', pin: hashPin('771204'), roles: ['quality'] },
  { type: 'person', code: 'OLE', pin: hashPin('313131'), roles: ['operator'] },
]
const policy = (...signatures: object[]): Sent => ({ type: 'settings', signatures })
const [QUINN, REA, OLE] = [
  { person: 'QUINN', pin: '482911', meaning: 'Released' },
  { person: 'REA', pin: '771204', meaning: 'Released' },
  { person: 'OLE', pin: '313131', meaning: 'Released' },
]
const held = async (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(
    at,
    ...people,
    opening('PART', 'P-1', 10),
    { type: 'hold', hold: 'H-1', lots: [{ number: 'P-1' }], reason: 'doubt' },
    ...more,
  )
const release: Sent = { type: 'release', hold: 'H-1', reason: 'measured' }
interface Outcome {
  id: string
  status: string
  code?: string
  signatures: { by: string; meaning: string; content: string; valid?: boolean }[]
}
const sign = (plant: Plant, event: Sent, ...signers: object[]): Promise<Outcome> =>
  ask<Outcome>(plant.services, 'POST /signatures', {
    event: plant.complete(event),
    signers,
  })
const signaturesOf = async (plant: Plant, event: string): Promise<Outcome['signatures']> =>
  (await ask<Outcome>(plant.services, `GET /signatures?event=${event}`)).signatures
const recorded = async (plant: Plant): Promise<number> => {
  const [row] = await plant.rows<{ count: number }>(
    `select count(*)::int as count from ledger where site = $1 and type = 'release'`,
    plant.site,
  )
  return row?.count ?? 0
}

describe('an event that must be signed', () => {
  it('is refused without a signature, also when it is late, and recorded with one that says who, when and what it means', async () => {
    const plant = await held(policy({ type: 'release', role: 'quality', meaning: 'Released' }))
    await plant.refused(release, 'signature-required')
    await plant.refused({ ...release, late: true }, 'signature-required')
    const done = await sign(plant, release, QUINN)
    expect(done).toMatchObject({ status: 'recorded', signatures: [{ by: 'QUINN', meaning: 'Released' }] })
    expect(await signaturesOf(plant, done.id)).toMatchObject([{ by: 'QUINN', meaning: 'Released', valid: true }])
    await plant.ok({ type: 'pass', lot: { number: 'P-1' }, workCenter: 'WC-1' })
  })

  it.each<[string, object[], string]>([
    ['without the role', [OLE], 'signature-required'],
    ['with another meaning', [{ ...QUINN, meaning: 'Seen' }], 'signature-required'],
  ])('is refused %s, and nothing is recorded', async (_, signers, code) => {
    const plant = await held(policy({ type: 'release', role: 'quality', meaning: 'Released' }))
    expect(await sign(plant, release, ...signers)).toMatchObject({ status: 'refused', code })
    expect(await recorded(plant)).toBe(0)
  })

  it.each<[string, object[]]>([
    ['a wrong PIN', [{ ...QUINN, pin: '000000' }]],
    ['nobody of that name', [{ ...QUINN, person: 'NOBODY' }]],
    ["another's PIN", [{ ...QUINN, pin: REA.pin }]],
    ['the same person twice', [QUINN, { ...QUINN, person: 'badge-quinn' }]],
    ['somebody without a PIN', [{ ...QUINN, person: 'ANNA' }]],
  ])('is not signed by %s', async (_, signers) => {
    const plant = await held()
    await expect(sign(plant, release, ...signers)).rejects.toMatchObject({ status: 422, code: 'signature-refused' })
    expect(await recorded(plant)).toBe(0)
  })

  it('by two people needs two', async () => {
    const plant = await held(policy({ type: 'release', role: 'quality', count: 2 }))
    expect(await sign(plant, release, QUINN)).toMatchObject({ status: 'refused' })
    expect(await sign(plant, release, QUINN, OLE)).toMatchObject({ status: 'refused' })
    expect(await sign(plant, release, QUINN, REA)).toMatchObject({ status: 'recorded' })
  })

  it('is not made by a sender who writes the signature himself, nor smuggled in by a correction', async () => {
    const plant = await held(policy({ type: 'release' }), {
      type: 'scrap',
      lot: { number: 'P-1' },
      quantity: 1,
      reason: 'x',
      id: '11111111-1111-4111-8111-111111111111',
    })
    const forged = { signed: [{ by: 'QUINN', meaning: 'Released', at: '2026-03-02T08:00:00Z', content: 'a'.repeat(64) }] }
    await plant.refused({ ...release, ...forged }, 'invalid-event', '/signed')
    const replacement = { ...release, id: randomUUID(), at: '2026-03-02T08:00:00Z', site: plant.site }
    const correct: Sent = { type: 'correct', event: '11111111-1111-4111-8111-111111111111', reason: 'x' }
    await plant.refused({ ...correct, replacement: { ...replacement, ...forged } }, 'invalid-event', '/replacement/signed')
    await plant.refused({ ...correct, replacement }, 'signature-required')
  })
})

describe('what a signature binds', () => {
  it('is what was signed: a changed event does not fit it any more', async () => {
    const plant = await held()
    const { id } = await sign(plant, release, QUINN)
    expect(await signaturesOf(plant, id)).toMatchObject([{ valid: true }])
    const change = (from: string, to: string): Promise<unknown> =>
      at.pool.query('update ledger set body = replace(body, $2, $3) where id = $1', [id, from, to])
    await change('measured', 'not measured')
    expect(await signaturesOf(plant, id)).toMatchObject([{ valid: false }])
    await change('not measured', 'measured')
    expect(await signaturesOf(plant, id)).toMatchObject([{ valid: true }])
  })

  it('of a review later is the hash that the event has in the ledger', async () => {
    const plant = await held()
    const [made] = await plant.ok({ type: 'scrap', lot: { number: 'P-1' }, quantity: 1, reason: 'burr' })
    await plant.refused({ type: 'sign', event: made?.id }, 'invalid-event', '/type')
    await expect(sign(plant, { type: 'sign', event: randomUUID() }, { ...REA, meaning: 'Reviewed' })).rejects.toMatchObject({
      code: 'unknown-event',
    })
    await sign(plant, { type: 'sign', event: made?.id }, { ...REA, meaning: 'Reviewed' })
    expect(await signaturesOf(plant, made?.id ?? '')).toMatchObject([{ by: 'REA', meaning: 'Reviewed', valid: true }])
  })
})

describe('five wrong PINs', () => {
  it('lock signing as that person, tell a supervisor, and are in the log; a right one before starts the count again', async () => {
    const plant = await held()
    const wrong = { ...QUINN, pin: '111111' }
    const fail = (code: string): Promise<void> => expect(sign(plant, release, wrong)).rejects.toMatchObject({ code })
    for (let count = 0; count < 4; count++) await fail('signature-refused')
    await sign(plant, { type: 'raise', code: 'look', detail: 'signed' }, QUINN)
    for (let count = 0; count < 5; count++) await fail('signature-refused')
    await expect(sign(plant, release, QUINN)).rejects.toMatchObject({ code: 'signature-locked' })
    expect(await plant.exceptions()).toContain('signature-locked')
    await expect(sign(plant, release, REA)).resolves.toMatchObject({ status: 'recorded' })
    const { rows } = await ask<{ rows: { action: string }[] }>(plant.services, `GET /access-log?subject=${plant.site}%20QUINN`)
    expect(rows.map(row => row.action)).toEqual([
      'locked',
      ...Array(5).fill('signature-refused'),
      'signed',
      ...Array(4).fill('signature-refused'),
    ])
  })
})

describe('PINs tried all at once', () => {
  it('are counted one by one: five are looked at, and not even the right one after them', async () => {
    const plant = await held()
    const [post] = signatureRoutes(plant.services) as [Route]
    const attempt = (pin: string): Promise<unknown> => {
      const body = { event: plant.complete(release), signers: [{ ...QUINN, pin }] }
      const principal = { name: 'test', role: 'writer', person: null } as const
      return post.handle({ params: {}, query: undefined, body, accept: '', raw: null, principal } as Call<unknown, unknown> as Call<
        never,
        never
      >)
    }
    const answers = await Promise.allSettled(Array.from({ length: 31 }, (_, index) => attempt(String(100_000 + index))))
    const codes = answers.map(answer => (answer.status === 'rejected' ? (answer.reason as { code: string }).code : 'signed'))
    expect(codes.toSorted()).toEqual([...Array(26).fill('signature-locked'), ...Array(5).fill('signature-refused')])
    await expect(attempt(QUINN.pin)).rejects.toMatchObject({ code: 'signature-locked' })
    expect(await recorded(plant)).toBe(0)
  })
})

describe('a PIN that is set on screen', () => {
  const setPin = (plant: Plant, code: string, body: object): Promise<Outcome> =>
    ask<Outcome>(plant.services, `POST /people/${code}/pin`, { site: plant.site, ...body })
  const signed = async (plant: Plant, pin: string): Promise<string> =>
    (await sign(plant, { type: 'partner', code: 'V-1', roles: ['vendor'] }, { ...QUINN, pin })).status

  it('counts from then on, the one before no more, and the ledger keeps only that it was set', async () => {
    const plant = await held()
    await setPin(plant, 'QUINN', { pin: '9406', note: 'forgotten' })
    expect(await signed(plant, '9406')).toBe('recorded')
    await expect(signed(plant, QUINN.pin)).rejects.toMatchObject({ code: 'signature-refused' })
    const [row] = await plant.rows<{ body: string; secrets: number }>(
      `select l.body, (select count(*)::int from pin_secret s where s.site = $1 and position(s.hash in l.body) > 0) as secrets from ledger l where l.site = $1 and l.type = 'pin'`,
      plant.site,
    )
    expect(JSON.parse(row?.body ?? '{}')).toMatchObject({ type: 'pin', person: 'QUINN', note: 'forgotten' })
    expect([row?.body.includes('9406'), row?.secrets]).toEqual([false, 0])
  })

  it('stays when the person is stated again without one, gives way to one that is stated, and a correction brings back the one before', async () => {
    const plant = await held()
    const first = await setPin(plant, 'QUINN', { pin: '9406' })
    await plant.ok({ type: 'person', code: 'QUINN', roles: ['quality', 'operator'] })
    expect(await signed(plant, '9406')).toBe('recorded')
    const second = await setPin(plant, 'QUINN', { pin: '5093' })
    expect(first.id).not.toBe(second.id)
    await plant.ok({ type: 'correct', event: second.id, reason: 'not asked for' })
    expect(await signed(plant, '9406')).toBe('recorded')
    await plant.ok({ type: 'person', code: 'QUINN', pin: '77120455' })
    expect(await signed(plant, '77120455')).toBe('recorded')
  })

  it.each<[string, string, object, string]>([
    ['too short', 'QUINN', { pin: '940' }, 'pin-refused'],
    ['letters', 'QUINN', { pin: 'secret' }, 'pin-refused'],
    ['the one before', 'QUINN', { pin: '482911' }, 'pin-refused'],
    ['the wrong one there is now', 'QUINN', { pin: '9406', current: '0000' }, 'signature-refused'],
    ['nobody', 'NOBODY', { pin: '9406' }, 'not-found'],
  ])('is refused: %s; nothing is recorded', async (_, code, body, refusal) => {
    const plant = await held()
    await expect(setPin(plant, code, body)).rejects.toMatchObject({ code: refusal })
    expect(await plant.rows(`select 1 from ledger where site = $1 and type = 'pin'`, plant.site)).toEqual([])
    expect(await plant.rows('select 1 from pin_secret where site = $1', plant.site)).toEqual([])
  })

  it('is refused where it is what stands on the badge', async () => {
    const plant = await held({ type: 'person', code: 'BEA', badge: '40614', pin: '771204' })
    await expect(setPin(plant, 'BEA', { pin: '40614' })).rejects.toMatchObject({ code: 'pin-refused' })
  })

  it('is set by whoever has the token of a writer only with the PIN there is now', async () => {
    const plant = await held()
    const routes = signatureRoutes(plant.services)
    const route = routes.find(({ path }) => path === '/people/:code/pin') as Route
    const as = (body: object): Promise<unknown> =>
      route.handle({
        params: { code: 'QUINN' },
        query: undefined,
        body: route.body?.parse({ site: plant.site, ...body }),
        principal: { name: 'desk', role: 'writer', person: null },
        raw: null,
        accept: '',
      } as unknown as Call<never, never>)
    await expect(as({ pin: '9406' })).rejects.toMatchObject({ code: 'pin-refused' })
    await as({ pin: '9406', current: QUINN.pin })
    expect(await signed(plant, '9406')).toBe('recorded')
  })

  it('is taken away: nobody signs as that person, and a lockout ends with a new one', async () => {
    const plant = await held()
    for (let times = 0; times < 5; times++) await expect(signed(plant, '0000')).rejects.toMatchObject({ code: 'signature-refused' })
    await expect(signed(plant, QUINN.pin)).rejects.toMatchObject({ code: 'signature-locked' })
    await setPin(plant, 'QUINN', { pin: '9406' })
    expect(await signed(plant, '9406')).toBe('recorded')
    await ask(plant.services, 'POST /people/QUINN/pin/end', { site: plant.site })
    await expect(signed(plant, '9406')).rejects.toMatchObject({ code: 'signature-refused' })
    expect(await ask(plant.services, `GET /people?site=${plant.site}`)).toMatchObject({
      people: expect.arrayContaining([expect.objectContaining({ code: 'QUINN', pin: false })]),
    })
  })
})

describe('the access log', () => {
  const log = (): AccessLog => new AccessLog(at.pool)
  it.each<[string, string]>([
    ['changed', `update access_log set who = 'somebody else' where number = 3`],
    ['taken out', 'delete from access_log where number = 3'],
    [
      'put in between',
      `insert into access_log select 0, at, who, action, subject, code, detail, address, previous_hash, hash from access_log where number = 3`,
    ],
  ])('shows a row that was %s', async (_, tamper) => {
    const client = await at.pool.connect()
    try {
      expect((await log().verify()).difference).toBeNull()
      const { rows } = await client.query('select * from access_log order by number')
      await client.query(tamper)
      expect((await log().verify()).difference).not.toBeNull()
      await client.query('delete from access_log')
      for (const row of rows)
        await client.query('insert into access_log values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)', Object.values(row as object))
      expect((await log().verify()).difference).toBeNull()
    } finally {
      client.release()
    }
  })

  it('keeps what no table can: a refusal about a text with NUL or half a character in it', async () => {
    await log().note({
      at: 1,
      who: 'n\u0000',
      action: 'refused',
      subject: `odd \ud800${'x'.repeat(500)}`,
      code: 'c',
      detail: '\u0000\udc00',
    })
    const [row] = await log().read({ before: 1e9, who: null, action: null, subject: 'odd', from: null, to: null, limit: 1 })
    expect(row).toMatchObject({ who: 'n\ufffd', detail: '\ufffd\ufffd' })
    expect((await log().verify()).difference).toBeNull()
  })

  it('is not filled by whoever is refused over and over, and says what it left out', async () => {
    const own = log()
    const refused = (moment: number): Promise<void> =>
      own.note({ at: moment, who: 'nobody', action: 'refused', subject: 'flood', code: 'not-signed-in' })
    for (let count = 0; count < 100; count++) await refused(1000)
    await refused(70_000)
    const rows = await own.read({ before: 1e9, who: null, action: null, subject: 'flood', from: null, to: null, limit: 1000 })
    expect(rows).toHaveLength(31)
    expect(rows[0]?.detail).toContain('70 more like it')
  })
})

describe('all of it', () => {
  it('verifies, and comes out the same when it is made anew', async () => expectSound(at))
})
