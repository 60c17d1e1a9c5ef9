import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginning, eventsOf, history, rounds } from '../../../test/ledger/histories.ts'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent, servicesOn } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { CorrectionPreview } from '../../answers/index.ts'
import { captureEvents } from '../capture.ts'
import { heldLots } from '../containment/held.ts'
import { keepDocument } from '../documents/content.ts'
import { simulateRecall } from '../tracing/recall.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const make = (from: string, number: string, quantity: number): Sent => ({
  type: 'transform',
  inputs: [{ lot: lot(from), quantity }],
  outputs: [{ lot: { material: 'PART', number }, quantity }],
})
const preview = (plant: Plant, body: object): Promise<CorrectionPreview> =>
  ask<CorrectionPreview>(plant.services, 'POST /corrections/preview', { site: plant.site, ...body })
const held = async (plant: Plant): Promise<string[]> => {
  const { lots } = await heldLots(plant.services.engine, plant.services.pool)
  return (
    await plant.rows<{ number: string }>('select number from lot where site = $1 and id = any($2) order by 1', plant.site, [...lots])
  ).map(row => row.number)
}
const numbers = (rows: { first: { number: string }[] }): string[] => rows.first.map(row => row.number).sort()

/** S-1 is held. P-1 was made of S-2, or so it was recorded; P-2 of P-1, and P-2 is with the customer. */
const begun = async (): Promise<{ plant: Plant; wrong: string; later: string; sent: string }> => {
  const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 100), receive('STEEL', 'S-2', 100))
  const [wrong] = await plant.ok({ ...make('S-2', 'P-1', 10), at: 60 })
  const [later, sent] = await plant.ok(
    { ...make('P-1', 'P-2', 4), at: 61 },
    {
      type: 'ship',
      at: 62,
      shipment: 'SH-1',
      customer: 'C-1',
      lots: [{ lot: lot('P-2'), quantity: 3 }],
    },
  )
  await plant.ok({ type: 'hold', hold: `H ${plant.site}`, lots: [lot('S-1')], reason: 'suspect' })
  return { plant, wrong: wrong?.id ?? '', later: later?.id ?? '', sent: sent?.id ?? '' }
}

describe('the preview of a correction', () => {
  it('says what a wrong lot changes, down to the customer, records nothing, and is what then happens', async () => {
    const { plant, wrong } = await begun()
    const before = await plant.fingerprint()
    const replacement = plant.complete({ ...make('S-1', 'P-1', 9), at: 60, late: true })
    const seen = await preview(plant, { event: wrong, replacement })
    expect(await plant.fingerprint(), 'nothing is recorded').toEqual(before)
    expect(seen).toMatchObject({
      refused: null,
      shipments: { total: 0 },
      freed: { total: 0 },
      downstream: { lots: 2, shipped: { first: [{ number: 'P-2', shipment: 'SH-1', customer: 'C-1' }] } },
    })
    expect(seen.lots.first.map(row => `${row.number} ${row.before} ${row.after}`).sort()).toEqual(['P-1 6 5', 'S-1 100 91', 'S-2 90 100'])
    expect(
      seen.links.first.map(row => `${row.parent.number} ${row.child.number} ${row.before?.max ?? '-'} ${row.after?.max ?? '-'}`).sort(),
    ).toEqual(['S-1 P-1 - 9', 'S-2 P-1 10 -'])
    const heldBefore = await held(plant)
    await plant.send({ type: 'correct', event: wrong, reason: 'the other reel', replacement })
    const joined = (await held(plant)).filter(number => !heldBefore.includes(number))
    expect(numbers(seen.held)).toEqual(joined)
    expect(joined).toEqual(['P-1', 'P-2'])
    expect([await plant.onHand('P-1'), await plant.onHand('S-1'), await plant.onHand('S-2')]).toEqual([5, 91, 100])
  })

  it('says what is freed when the hold, or what led to it, was wrong', async () => {
    const { plant } = await begun()
    const [more] = await plant.send({ ...make('S-1', 'P-9', 5), late: true })
    expect(numbers((await preview(plant, { event: more?.id })).freed)).toEqual(['P-9'])
    const [placed] = await plant.ok({ type: 'hold', hold: `I ${plant.site}`, lots: [lot('S-2')], reason: 'mixed up' })
    expect(numbers((await preview(plant, { event: placed?.id })).freed)).toEqual(['P-1', 'P-2', 'S-2'])
  })

  it('says what a shipment changes', async () => {
    const { plant, sent } = await begun()
    expect((await preview(plant, { event: sent })).shipments.first).toEqual([
      { material: 'PART', number: 'P-2', unit: 'ea', shipment: 'SH-1', before: '3', after: '0' },
    ])
  })

  it('says which open recall would reach more, and which certificates come into the record and leave it', async () => {
    const { plant, wrong } = await begun()
    for (const number of ['S-1', 'S-2']) {
      const { document } = await keepDocument(at.pool, Readable.from([Buffer.from(number)]), { name: `${number}.txt`, by: 'test', at: 0 })
      await plant.ok({ type: 'attach', document, name: `${number}.txt`, kind: 'certificate', to: { lot: lot(number) } })
    }
    const seeds = [{ number: 'S-1', site: plant.site }]
    const { simulation } = await simulateRecall(plant.services.engine, plant.services.pool, { seeds })
    await plant.ok({ type: 'recall', recall: 'RC-1', lots: [{ lot: lot('S-1') }], simulation, reason: 'cracks' })
    const replacement = plant.complete({ ...make('S-1', 'P-1', 9), at: 60, late: true })
    const seen = await preview(plant, { event: wrong, replacement })
    expect(seen.recalls.first).toEqual([{ recall: 'RC-1', joined: 2, left: 0 }])
    expect(seen.certificates.first.map(({ number, name, change }) => `${number} ${name} ${change}`)).toEqual([
      'S-1 S-1.txt joined',
      'S-2 S-2.txt left',
    ])
  })

  it('says why it would be refused, and what was recorded since, the last first', async () => {
    const { plant, wrong, later, sent } = await begun()
    const seen = await preview(plant, { event: wrong })
    expect(seen.refused).toMatchObject({ code: 'used-downstream', pointer: '/event' })
    expect(seen.later.first.map(({ event, type, lots }) => [event, type, lots.map(({ number }) => number).join()])).toEqual([
      [later, 'transform', 'P-1'],
    ])
    expect((await preview(plant, { event: later })).later.first.map(({ event }) => event)).toEqual([sent])
    for (const event of [sent, later]) await plant.ok({ type: 'correct', event, reason: 'taken back from behind' })
    expect(await preview(plant, { event: wrong })).toMatchObject({ refused: null, later: { total: 0 } })
  })

  it('is shown before anybody signs, where corrections must be signed', async () => {
    const { plant, sent } = await begun()
    await plant.ok({ type: 'settings', signatures: [{ type: 'correct', role: 'quality', meaning: 'Corrected' }] })
    expect(await preview(plant, { event: sent })).toMatchObject({ refused: null, shipments: { total: 1 } })
    await plant.refused({ type: 'correct', event: sent, reason: 'not sent' }, 'signature-required')
  })

  it('refuses what cannot be corrected', async () => {
    const { plant, wrong, sent } = await begun()
    await plant.ok({ type: 'correct', event: sent, reason: 'not sent' })
    expect((await preview(plant, { event: sent })).refused).toMatchObject({ code: 'already-corrected' })
    expect((await preview(plant, { event: '00000000-0000-4000-8000-000000000000' })).refused).toMatchObject({ code: 'unknown-event' })
    const nowhere = plant.complete(opening('NOTHING', 'X', 1))
    expect((await preview(plant, { event: wrong, replacement: nowhere })).refused).toMatchObject({ code: 'unknown-material' })
  })
})

describe('what was looked at is what is recorded', () => {
  const takenBack = async (): Promise<{ plant: Plant; correct: Sent; wrong: string }> => {
    const { plant, wrong } = await begun()
    await plant.ok({ ...receive('STEEL', 'S-3', 100), at: 59 })
    const replacement = plant.complete({ ...make('S-3', 'P-1', 9), at: 60 })
    const seen = await preview(plant, { event: wrong, replacement })
    expect(seen.preview).toMatch(/^[0-9a-f]{64}$/)
    return { plant, wrong, correct: { type: 'correct', event: wrong, reason: 'the other reel', replacement, preview: seen.preview } }
  }

  it.each<[string, Sent | undefined]>([
    ['nothing happens', undefined],
    ['something else is received', receive('STEEL', 'S-9', 5)],
    ['more of its lots is used up', { type: 'scrap', at: 70, lot: lot('S-2'), quantity: 5, reason: 'bent' }],
  ])('meanwhile %s: it is recorded', async (_, meanwhile) => {
    const { plant, correct } = await takenBack()
    if (meanwhile) await plant.ok(meanwhile)
    await plant.ok(correct)
    expect(await plant.onHand('P-1')).toBe(5)
  })

  it.each<[string, Sent]>([
    [
      'more of it goes to a customer',
      { type: 'ship', at: 70, shipment: 'SH-2', customer: 'C-1', lots: [{ lot: lot('P-2'), quantity: 1 }] },
    ],
    ['more is made of it', { ...make('P-1', 'P-3', 1), at: 70 }],
    ['what it was made of is held', { type: 'hold', lots: [lot('S-2')], reason: 'suspect too' }],
  ])('meanwhile %s: it is refused, and recorded once that was looked at', async (_, meanwhile) => {
    const { plant, correct, wrong } = await takenBack()
    await plant.ok(meanwhile.type === 'hold' ? { ...meanwhile, hold: `I ${plant.site}` } : meanwhile)
    await plant.refused(correct, 'preview-changed', '/preview')
    const { preview: now } = await preview(plant, { event: wrong, replacement: correct.replacement })
    await plant.ok({ ...correct, preview: now })
  })

  it('what would be refused is refused for its own reason', async () => {
    const { plant, correct, wrong } = await takenBack()
    await plant.ok({ type: 'correct', event: wrong, reason: 'never happened', also: await allMadeOf(plant) })
    await plant.refused(correct, 'already-corrected')
  })

  const allMadeOf = async (plant: Plant): Promise<{ event: string }[]> => {
    const rows = await plant.rows<{ id: string }>(
      `select id from ledger where site = $1 and type in ('transform', 'ship') order by sequence offset 1`,
      plant.site,
    )
    return rows.map(({ id }) => ({ event: id }))
  }

  it('of a correction and a shipment at once, what is recorded second knows of the first', { timeout: 120_000 }, async () => {
    const seen = { recorded: 0, refused: 0 }
    for (let round = 0; round < 12; round++) {
      const { plant, correct } = await takenBack()
      const ship: Sent = { type: 'ship', at: 70, shipment: 'SH-2', customer: 'C-1', lots: [{ lot: lot('P-2'), quantity: 1 }] }
      const [[corrected], [shipped]] =
        round % 2 === 0
          ? await Promise.all([plant.send(correct), plant.send(ship)])
          : await Promise.all([plant.send(ship), plant.send(correct)]).then(([second, first]) => [first, second] as const)
      if (corrected?.status === 'recorded') {
        seen.recorded++
        if (shipped?.status === 'recorded') expect(corrected.sequence).toBeLessThan(shipped.sequence ?? 0)
      } else {
        seen.refused++
        expect([corrected?.code, shipped?.status]).toEqual(['preview-changed', 'recorded'])
      }
    }
    expect(Math.min(seen.recorded, seen.refused)).toBeGreaterThan(0)
  })
})

it('of random histories: what would be held and freed is what then happens', { timeout: 240_000 }, async () => {
  const services = servicesOn(at)
  let sites = 0
  const seen = { corrected: 0, held: 0, freed: 0 }
  await fc.assert(
    fc.asyncProperty(history(60), fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), async (steps, picks) => {
      const site = `preview-${++sites}`
      const steel = { material: 'STEEL', number: 'L-LAST' }
      const last = [
        { type: 'receive', vendor: 'V-1', lot: steel, quantity: 100 },
        {
          type: 'transform',
          inputs: [{ lot: steel, quantity: 30 }],
          outputs: [{ lot: { material: 'PART', number: 'P-LAST' }, quantity: 30 }],
        },
        { type: 'hold', hold: 'H-LAST', lots: [steel], reason: 'suspect' },
      ].map(event => ({ id: randomUUID(), at: '2026-03-20T08:00:00Z', site, ...event }))
      await captureEvents(services, [...beginning(site, sites), ...eventsOf(steps, site, sites), ...last], 'test')
      const heldHere = async (): Promise<number[]> => {
        const { lots } = await heldLots(services.engine, services.pool)
        const { rows } = await at.pool.query('select id from lot where site = $1 and id = any($2) order by id', [site, [...lots]])
        return (rows as { id: number }[]).map(({ id }) => id)
      }
      const { rows } = await at.pool.query(
        `select id from ledger where site = $1 and type in ('transform', 'load', 'unload', 'hold', 'release', 'install', 'produce', 'merge', 'split') order by sequence`,
        [site],
      )
      for (const pick of [...picks, rows.length - 1]) {
        const { id } = rows[pick % rows.length] as { id: string }
        const tried = await ask<CorrectionPreview>(services, 'POST /corrections/preview', { site, event: id })
        if (tried.refused) continue
        const before = await heldHere()
        const correct = { id: randomUUID(), type: 'correct', at: '2026-03-25T08:00:00Z', site, event: id, reason: 'wrong' }
        const [done] = await captureEvents(services, [{ ...correct, preview: tried.preview }], 'test')
        expect(done?.code, 'nothing has happened since it was looked at').not.toBe('preview-changed')
        if (done?.status !== 'recorded') continue
        const after = await heldHere()
        expect(tried.held.total, `held by taking ${id} back`).toBe(after.filter(lot => !before.includes(lot)).length)
        expect(tried.freed.total, `freed by taking ${id} back`).toBe(before.filter(lot => !after.includes(lot)).length)
        seen.corrected++
        seen.held += tried.held.total
        seen.freed += tried.freed.total
      }
    }),
    { numRuns: rounds(3) },
  )
  expect(seen.corrected).toBeGreaterThan(5)
  expect(seen.freed).toBeGreaterThan(0)
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
