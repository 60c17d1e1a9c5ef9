import { describe, expect, it } from 'vitest'
import { expectSound, makePart, type Plant, plantWithBasics, receive, type Sent, shipLot } from '../../../test/ledger/plant.ts'
import { ask as asked } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { parseEvent } from '../parse.ts'
import type { Principal, Route } from '../route.ts'
import { simulateRecall } from '../tracing/recall.ts'
import { recallRoutes } from './routes.ts'

const at = testStore()
/** S-1 → P-1 → P-2, of P-1 two went to C-1; S-2 → P-3. */
const begun = (): Promise<Plant> =>
  plantWithBasics(
    at,
    receive('STEEL', 'S-1', 100),
    receive('STEEL', 'S-2', 100),
    makePart('S-1', 'P-1', 10),
    { type: 'split', lot: { number: 'P-1' }, into: [{ number: 'P-2', quantity: 4 }] },
    makePart('S-2', 'P-3', 10),
    shipLot('P-1', 2),
  )

async function simulated(plant: Plant, number = 'S-1', exclude: string[] = []): Promise<string> {
  const { engine, pool } = plant.services
  const sited = (text: string): { number: string; site: string } => ({ number: text, site: plant.site })
  const answer = await simulateRecall(engine, pool, { seeds: [sited(number)], exclude: exclude.map(sited) })
  return answer.simulation
}
const commit = (simulation: string, more: object = {}): Sent => ({
  type: 'recall',
  recall: 'RC-1',
  lots: [{ lot: { number: 'S-1' } }],
  simulation,
  reason: 'cracks',
  ...more,
})
const committed = async (plant: Plant): Promise<void> => {
  await plant.ok(commit(await simulated(plant)))
}
const isHeld = (plant: Plant, number: string): Promise<unknown> => plant.refused(shipLot(number), 'lot-on-hold', '/lots/0/lot')

const principal = { name: 'test', role: 'writer', person: null } as Principal
interface Refused {
  more: { simulation: string; difference: unknown }
}
/** As the server would: the schemas first, then the route. */
async function ask(
  plant: Plant,
  method: string,
  path: string,
  { params = {}, body, query = {} }: { params?: object; body?: object; query?: object } = {},
): Promise<unknown> {
  const found = recallRoutes(plant.services).find(entry => entry.method === method && entry.path === path) as Route
  return found.handle({
    params,
    principal,
    query: found.query?.parse({ site: plant.site, ...query }),
    body: found.body?.parse({ site: plant.site, ...(path.endsWith('/preview') ? {} : { at: plant.time(900) }), ...body }),
  } as never)
}

describe('a recall', () => {
  it('is committed as simulated, and holds its scope from then on, what is made later too', async () => {
    const plant = await begun()
    await committed(plant)
    for (const number of ['S-1', 'P-1', 'P-2']) await isHeld(plant, number)
    await plant.send({ ...makePart('S-1', 'P-9', 5), late: true })
    await isHeld(plant, 'P-9')
    await plant.ok(shipLot('P-3'))
  })

  it('that must be signed comes back as the event to sign, with the lots that were meant and its name', async () => {
    const plant = await begun()
    await plant.ok(
      { type: 'person', code: 'QUINN', pin: '482911', roles: ['quality'] },
      { type: 'settings', signatures: [{ type: 'recall', role: 'quality' }] },
    )
    const body = { seeds: [{ number: 'S-1' }], simulation: await simulated(plant), reason: 'cracks', job: true }
    const refused = (await ask(plant, 'POST', '/recalls', { body }).catch((error: unknown) => error)) as {
      status: number
      code: string
      more: { event: Sent }
    }
    expect(refused).toMatchObject({ status: 422, code: 'signature-required', more: { event: { type: 'recall', recall: 'RC-0001' } } })
    await plant.ok(shipLot('P-2', 1))
    const again = (await ask(plant, 'POST', '/recalls', { body: { ...body, simulation: await simulated(plant) } }).catch(
      (error: unknown) => error,
    )) as typeof refused
    const signer = { person: 'QUINN', pin: '482911', meaning: 'ordered' }
    const sign = (event: Sent): Promise<object> => asked(plant.services, 'POST /signatures', { event, signers: [signer] })
    expect(await sign(refused.more.event), 'what it reaches has changed').toMatchObject({ status: 'refused', code: 'scope-changed' })
    expect(await sign(again.more.event)).toMatchObject({ status: 'recorded' })
    await isHeld(plant, 'P-1')
  })

  it('is refused when a lot has joined since it was simulated, and places no hold', async () => {
    const plant = await begun()
    const simulation = await simulated(plant)
    await plant.ok(makePart('S-1', 'P-4', 5))
    await plant.refused(commit(simulation), 'scope-changed', '/simulation')
    await plant.ok(shipLot('P-2'))
  })

  it('is refused when something of it was shipped since', async () => {
    const plant = await begun()
    const simulation = await simulated(plant)
    await plant.ok(shipLot('P-2'))
    await plant.refused(commit(simulation), 'scope-changed', '/simulation')
  })

  it('is not refused because something was moved, or happened elsewhere', async () => {
    const plant = await begun()
    const simulation = await simulated(plant)
    await plant.ok({ type: 'move', lot: { number: 'P-2' }, to: 'STORE' }, makePart('S-2', 'P-5', 5))
    await plant.ok(commit(simulation))
  })

  it('passes by what was excluded, and is what was simulated without it', async () => {
    const plant = await begun()
    const exclusions = [{ lot: { number: 'P-1' }, reason: 'made before the crack', evidence: 'photo 7' }]
    await plant.refused(commit(await simulated(plant), { exclusions }), 'scope-changed', '/simulation')
    await plant.ok(commit(await simulated(plant, 'S-1', ['P-1']), { exclusions }))
    await isHeld(plant, 'S-1')
    await plant.ok(shipLot('P-2'))
  })

  it('does not exclude what it starts from', async () => {
    const plant = await begun()
    const exclusions = [{ lot: { number: 'S-1' }, reason: 'no' }]
    await plant.refused(commit(await simulated(plant), { exclusions }), 'invalid-event', '/exclusions/0/lot')
  })

  it('is committed once: not under the same name, not of the same scope under another', async () => {
    const plant = await begun()
    await committed(plant)
    const simulation = await simulated(plant)
    await plant.refused(commit(simulation), 'recall-exists', '/recall')
    await plant.refused(commit(simulation, { recall: 'RC-2' }), 'recall-exists', '/recall')
  })

  it('stands in a new version for what has grown, without taking anything back', async () => {
    const plant = await begun()
    await committed(plant)
    await plant.send({ ...makePart('S-1', 'P-9', 5), late: true })
    const old = await ask(plant, 'GET', '/recalls/:recall', { params: { recall: 'RC-1' } })
    expect(old).toMatchObject({ growth: { same: false, reproduced: true, joined: { count: 1, lots: [{ number: 'P-9' }] } } })
    const exclusions = [{ number: 'P-2', reason: 'sealed before' }]
    const body = { exclusions, simulation: await simulated(plant, 'S-1', ['P-2']), reason: 'grown' }
    await ask(plant, 'POST', '/recalls/:recall/versions', { params: { recall: 'RC-1' }, body })
    const shown = await ask(plant, 'GET', '/recalls/:recall', { params: { recall: 'RC-1' } })
    expect(shown).toMatchObject({
      version: 2,
      lots: 2,
      versions: [
        { version: 1, lots: 2 },
        { version: 2, lots: 2 },
      ],
    })
    expect(shown).toMatchObject({ exclusions: [{ number: 'P-2', detail: 'sealed before' }], growth: { same: true, reproduced: true } })
    await isHeld(plant, 'P-9')
    await plant.ok(shipLot('P-2'))
  })

  describe('in a new version', () => {
    const revise = (simulation: string, more: object): Sent => ({
      type: 'recallRevise',
      recall: 'RC-1',
      simulation,
      reason: 'seen again',
      ...more,
    })
    const tried = async (plant: Plant, body: object): Promise<{ simulation: string }> =>
      (await ask(plant, 'POST', '/recalls/:recall/versions/preview', {
        params: { recall: 'RC-1' },
        body: { site: plant.site, ...body },
      })) as {
        simulation: string
      }
    const show = (plant: Plant): Promise<unknown> => ask(plant, 'GET', '/recalls/:recall', { params: { recall: 'RC-1' } })

    it('starts from further lots: what comes of them is held, and the difference was told before', async () => {
      const plant = await begun()
      await committed(plant)
      const preview = await tried(plant, { seeds: [{ number: 'S-2' }] })
      expect(preview).toMatchObject({ lots: 3, same: false, joined: { count: 1, lots: [{ number: 'P-3' }] }, left: { count: 0 } })
      await ask(plant, 'POST', '/recalls/:recall/versions', {
        params: { recall: 'RC-1' },
        body: { seeds: [{ number: 'S-2' }], simulation: preview.simulation, reason: 'the other heat as well' },
      })
      expect(await show(plant)).toMatchObject({
        version: 2,
        lots: 3,
        seeds: [{ number: 'S-1' }, { number: 'S-2' }],
        growth: { same: true, reproduced: true },
      })
      await isHeld(plant, 'P-3')
      await isHeld(plant, 'S-2')
    })

    it('undoes an exclusion: the lot and what came of it are held again, and the reason is kept', async () => {
      const plant = await begun()
      const exclusions = [{ lot: { number: 'P-1' }, reason: 'made before the crack' }]
      await plant.ok(commit(await simulated(plant, 'S-1', ['P-1']), { exclusions }), shipLot('P-2', 1))
      const { simulation } = await tried(plant, { include: [{ number: 'P-1' }] })
      const [revised] = await plant.ok(revise(simulation, { inclusions: [{ lot: { number: 'P-1' }, reason: 'the clock was wrong' }] }))
      expect(await show(plant)).toMatchObject({ lots: 2, exclusions: [], inclusions: [{ number: 'P-1', detail: 'the clock was wrong' }] })
      await isHeld(plant, 'P-1')
      await isHeld(plant, 'P-2')
      await plant.ok({ type: 'correct', event: revised?.id, reason: 'it was right' }, shipLot('P-2', 1))
      expect(await show(plant)).toMatchObject({ version: 1, exclusions: [{ number: 'P-1' }], inclusions: [] })
    })

    it('does all of it at once, and again on what it did before', async () => {
      const plant = await begun()
      const exclude = [{ lot: { number: 'P-2' }, reason: 'sealed' }]
      await plant.ok(commit(await simulated(plant, 'S-1', ['P-2']), { exclusions: exclude }))
      const all = await tried(plant, { seeds: [{ number: 'S-2' }], include: [{ number: 'P-2' }], exclude: [{ number: 'P-3' }] })
      const lots = [{ lot: { number: 'S-2' } }]
      const inclusions = [{ lot: { number: 'P-2' }, reason: 'no seal' }]
      await plant.ok(
        revise(all.simulation, { lots, inclusions, exclusions: [{ lot: { number: 'P-3' }, reason: 'coated' }] }),
        shipLot('P-3', 1),
      )
      await isHeld(plant, 'P-2')
      const back = await tried(plant, { include: [{ number: 'P-3' }], exclude: [{ number: 'P-2' }] })
      await plant.ok(
        revise(back.simulation, { inclusions: [{ lot: { number: 'P-3' }, reason: 'not coated' }], exclusions: exclude }),
        shipLot('P-2', 1),
      )
      await isHeld(plant, 'P-3')
      expect(await show(plant)).toMatchObject({ version: 3, exclusions: [{ number: 'P-2' }], growth: { reproduced: true } })
    })

    const refusals: [string, object, string, string][] = [
      ['a lot it starts from already', { lots: [{ lot: { number: 'S-1' } }] }, 'invalid-event', '/lots/0/lot'],
      ['a lot that is excluded', { lots: [{ lot: { number: 'P-2' } }] }, 'invalid-event', '/lots/0/lot'],
      ['an exclusion that is none', { inclusions: [{ lot: { number: 'P-1' }, reason: 'x' }] }, 'invalid-event', '/inclusions/0/lot'],
      [
        'an exclusion of what it now starts from',
        { lots: [{ lot: { number: 'S-2' } }], exclusions: [{ lot: { number: 'S-2' }, reason: 'x' }] },
        'invalid-event',
        '/exclusions/0/lot',
      ],
      ['what nobody looked at', { lots: [{ lot: { number: 'S-2' } }] }, 'scope-changed', '/simulation'],
    ]
    it.each(refusals)('refuses %s', async (_, more, code, pointer) => {
      const plant = await begun()
      const exclusions = [{ lot: { number: 'P-2' }, reason: 'sealed' }]
      const simulation = await simulated(plant, 'S-1', ['P-2'])
      await plant.ok(commit(simulation, { exclusions }))
      await plant.refused(revise(simulation, more), code, pointer)
    })

    it('refuses further lots once its hold was released: they would not be held', async () => {
      const plant = await begun()
      await committed(plant)
      const { simulation } = await tried(plant, { seeds: [{ number: 'S-2' }] })
      await plant.ok({ type: 'release', hold: 'RC-1', reason: 'nothing was found' })
      await plant.refused(revise(simulation, { lots: [{ lot: { number: 'S-2' } }] }), 'unknown-hold', '/lots')
    })
  })

  it('as a drill holds nothing and stands in nobody’s way', async () => {
    const plant = await begun()
    await plant.ok(commit(await simulated(plant), { recall: 'DR-1', kind: 'drill' }), commit(await simulated(plant)))
    await isHeld(plant, 'P-2')
  })

  it('keeps what was found and who was told, until it is closed', async () => {
    const plant = await begun()
    await committed(plant)
    await plant.ok(
      { type: 'recallFind', recall: 'RC-1', lots: [{ lot: { number: 'P-2' } }], location: 'STORE' },
      { type: 'recallContact', recall: 'RC-1', customer: 'C-1', outcome: 'returned', lot: { number: 'P-1' }, quantity: 1 },
      { type: 'recallClose', recall: 'RC-1', reason: 'all back' },
    )
    const shown = await ask(plant, 'GET', '/recalls/:recall', { params: { recall: 'RC-1' } })
    expect(shown).toMatchObject({
      closeReason: 'all back',
      found: [{ number: 'P-2', quantity: '4' }],
      contacts: [{ customer: 'C-1', quantity: '1' }],
    })
    await plant.refused({ type: 'recallClose', recall: 'RC-1', reason: 'again' }, 'recall-closed', '/recall')
    await plant.refused({ type: 'recallFind', recall: 'RC-2', lots: [{ lot: { number: 'P-2' } }] }, 'unknown-recall', '/recall')
    await isHeld(plant, 'P-2')
  })

  it('tells what was found page by page, the newest first, and what was taken back not at all', async () => {
    const plant = await begun()
    await committed(plant)
    const find = (quantity: number): Sent => ({ type: 'recallFind', recall: 'RC-1', lots: [{ lot: { number: 'P-2' }, quantity }] })
    const [, second] = await plant.ok(find(1), find(2), find(3), find(4))
    await plant.ok({ type: 'correct', event: second?.id, reason: 'counted twice' })
    interface Page {
      entries: { quantity: string }[]
      count: number
      next: string | null
    }
    const page = (cursor?: string | null): Promise<Page> =>
      asked(plant.services, `GET /recalls/RC-1/findings?site=${plant.site}&limit=2${cursor ? `&cursor=${cursor}` : ''}`)
    const first = await page()
    await plant.ok(find(0.5))
    const rest = await page(first.next)
    const told = ({ entries, count }: Page): unknown[] => [entries.map(({ quantity }) => quantity), count]
    expect([told(first), told(rest), rest.next]).toEqual([[['4', '3'], 3], [['1'], 4], null])
    const shown = await asked(plant.services, `GET /recalls/RC-1?site=${plant.site}&entries=1`)
    expect(shown).toMatchObject({ found: [{ quantity: '1' }], foundCount: 4, contacts: [], contactsCount: 0 })
    await expect(asked(plant.services, `GET /recalls/RC-9/contacts?site=${plant.site}`)).rejects.toThrow('no recall')
    await expect(asked(plant.services, `GET /recalls/RC-1/contacts?site=${plant.site}&cursor=x`)).rejects.toThrow('start without it')
  })

  it('is taken back with its hold by a correction, but not from under a later version', async () => {
    const plant = await begun()
    const [first] = await plant.ok(commit(await simulated(plant)))
    await plant.ok({ type: 'correct', event: first?.id, reason: 'wrong lot' }, shipLot('P-2'))
    const [second] = await plant.ok(commit(await simulated(plant)))
    await plant.ok({ type: 'recallClose', recall: 'RC-1', reason: 'done' })
    await plant.refused({ type: 'correct', event: second?.id, reason: 'wrong' }, 'used-downstream', '/event')
  })

  it('goes back to the version before when the last one is corrected', async () => {
    const plant = await begun()
    await committed(plant)
    const exclusions = [{ lot: { number: 'P-2' }, reason: 'sealed before' }]
    const simulation = await simulated(plant, 'S-1', ['P-2'])
    const [revised] = await plant.ok({ type: 'recallRevise', recall: 'RC-1', exclusions, simulation, reason: 'narrowed' })
    await plant.ok({ type: 'correct', event: revised?.id, reason: 'the seal was broken' })
    await isHeld(plant, 'P-2')
    expect(await ask(plant, 'GET', '/recalls/:recall', { params: { recall: 'RC-1' } })).toMatchObject({ version: 1, exclusions: [] })
  })
})

describe('the address of recalls', () => {
  it('commits what was named by any identifier, under the next name', async () => {
    const plant = await begun()
    const body = { seeds: [{ number: 'S-1' }], simulation: await simulated(plant), reason: 'cracks' }
    expect(await ask(plant, 'POST', '/recalls', { body })).toMatchObject({ recall: 'RC-0001', status: 'recorded' })
    expect(await ask(plant, 'GET', '/recalls')).toMatchObject({ recalls: [{ recall: 'RC-0001', lots: 2, customers: 1 }] })
  })

  it('answers 409 with the difference and the new mark, which then commits', async () => {
    const plant = await begun()
    const body = { seeds: [{ number: 'S-1' }], simulation: await simulated(plant), reason: 'cracks' }
    await plant.ok(makePart('S-1', 'P-4', 5), shipLot('P-2', 1))
    const refused = (await ask(plant, 'POST', '/recalls', { body }).catch((error: unknown) => error)) as Refused
    expect(refused).toMatchObject({ status: 409, code: 'scope-changed' })
    expect(refused.more.difference).toMatchObject({
      joined: { count: 1, lots: [{ number: 'P-4' }] },
      left: { count: 0 },
      shipped: { count: 1, shipments: [{ number: 'P-2', customer: 'C-1', quantity: '1' }] },
    })
    await ask(plant, 'POST', '/recalls', { body: { ...body, simulation: refused.more.simulation } })
  })

  it('says so when nothing has changed but another question was simulated', async () => {
    const plant = await begun()
    const body = { seeds: [{ number: 'S-1' }], simulation: await simulated(plant, 'S-2'), reason: 'cracks' }
    const refused = (await ask(plant, 'POST', '/recalls', { body }).catch((error: unknown) => error)) as Refused & Error
    expect(refused).toMatchObject({ status: 409, code: 'scope-changed', more: { difference: { same: true } } })
    expect(refused.message).toContain('another question was simulated')
  })
})

it('a mark that no simulation gives is no mark', () => {
  const event = { ...commit('12-zz'), id: '00000000-0000-4000-8000-000000000001', at: '2026-03-02T00:00:00Z' }
  expect(() => parseEvent(event)).toThrow('as it was answered')
})

it('afterwards the ledger verifies, and a rebuild comes to the same', () => expectSound(at))
