import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { GenealogyCheckName } from '../../answers/index.ts'

const at = testStore()
let sound: Plant
let plant: Plant
const part = (number: string) => ({ material: 'PART', number })
const steel = (number: string) => ({ material: 'STEEL', number })
const [open, empty, early] = [randomUUID(), randomUUID(), randomUUID()]

/** A day as it should be; and one on which everything that the doctor knows went wrong, as late entries record it. */
beforeAll(async () => {
  sound = await plantWithBasics(at)
  await sound.ok(receive('STEEL', 'S1', 100), {
    type: 'transform',
    inputs: [{ lot: steel('S1'), quantity: 10 }],
    outputs: [{ lot: part('P1'), quantity: 5 }],
  })
  plant = await plantWithBasics(at)
  await plant.ok(
    { ...receive('STEEL', 'S1', 100), at: 600 },
    { ...receive('STEEL', 'S2', 10), at: 10 },
    { ...receive('STEEL', 'S3', 50), at: 11 },
  )
  const late = { late: true }
  await plant.send(
    { type: 'transform', at: 100, ...late, inputs: [{ lot: steel('S1'), quantity: 10 }], outputs: [{ lot: part('P1'), quantity: 5 }] },
    { type: 'transform', at: 110, ...late, inputs: [{ lot: steel('S2'), quantity: 25 }], outputs: [{ lot: part('P2'), quantity: 5 }] },
    { type: 'receive', vendor: 'V-1', lot: { material: 'MOTOR', number: 'M-1' }, quantity: 1, at: 20 },
    ...['U-1', 'U-2'].map((number, index) => ({
      type: 'transform',
      at: 200 + index,
      ...late,
      inputs: [{ lot: { material: 'MOTOR', number: 'M-1' }, quantity: 1 }],
      outputs: [{ lot: { material: 'PUMP', number }, quantity: 1 }],
    })),
    { type: 'scrap', at: 500, ...late, lot: steel('S1'), quantity: 1, reason: 'rust' },
    { type: 'start', run: empty, at: 300, workCenter: 'WC-1' },
    { type: 'load', run: empty, at: 301, lot: steel('S3'), quantity: 20 },
    { type: 'finish', run: empty, at: 310 },
    { type: 'start', run: early, at: 400, workCenter: 'WC-1' },
    { type: 'produce', run: early, at: 390, ...late, lot: part('P3'), quantity: 1 },
    { type: 'produce', run: early, at: 405, lot: part('P4'), quantity: 1 },
    { type: 'finish', run: early, at: 410 },
    { type: 'start', run: open, at: 420, workCenter: 'WC-2' },
  )
})

interface Answer {
  ok: boolean
  checks: {
    check: GenealogyCheckName
    ok: boolean
    total: number
    isCut: boolean
    next: string | null
    remedy: { text: string; opens: string }
    findings: { detail: string; lot: { number: string } | null; run: string | null; event: { sequence: number; type: string } | null }[]
  }[]
}
const doctor = (of: Plant, query = ''): Promise<Answer> => ask<Answer>(of.services, `GET /genealogy-doctor?site=${of.site}${query}`)

test('a sound record: nothing is found', async () => {
  const answer = await doctor(sound)
  expect(answer.checks.filter(({ ok }) => !ok)).toEqual([])
  expect(answer).toMatchObject({ ok: true })
})

test.each<[GenealogyCheckName, string, string]>([
  ['used-before-made', 'S1', 'was used for PART P1 at 2026-03-02 01:40Z, but was received or made only at 2026-03-02 10:00Z.'],
  ['more-out-than-in', 'S2', '15 kg more of STEEL S2 were taken'],
  ['two-parents', 'M-1', 'is in 2 lots at once, last in PUMP U-2'],
  ['left-before-made', 'S1', 'left at 2026-03-02 08:20Z'],
  ['before-the-run', 'P3', 'before its run'],
  ['orphan', 'P3', 'nothing loaded'],
  ['dead-end', 'S3', '20 kg (STEEL S3 and what was beside it) were loaded'],
])('%s: %s', async (check, number, words) => {
  const { checks } = await doctor(plant, `&check=${check}`)
  expect(checks).toHaveLength(1)
  const found = checks[0]?.findings.find(({ lot }) => lot?.number === number)
  expect(found?.detail).toContain(words)
  expect(found?.event?.sequence, 'it names the event to look at').toBeGreaterThan(0)
  expect(checks[0]?.remedy.text).toMatch(/^\S.{20,}\.$/u)
})

test('a run nobody finished, once it was left alone for long enough', async () => {
  const forgotten = async (query: string) => (await doctor(plant, `&check=forgotten-run${query}`)).checks[0]?.findings.map(({ run }) => run)
  expect(await forgotten('')).toEqual([open])
  expect(await forgotten('&forgottenAfter=8760')).toEqual([])
})

test('page by page: all of them once, in one order, and how many there are is said first', async () => {
  const first = await doctor(plant, '&check=orphan&limit=1')
  const [check] = first.checks
  expect(check).toMatchObject({ total: expect.any(Number), isCut: true, next: expect.any(String), ok: false })
  const found = [...(check?.findings ?? [])]
  for (let next = check?.next; next; ) {
    const [page] = (await doctor(plant, `&check=orphan&limit=1&cursor=${next}`)).checks
    expect(page?.total).toBe(check?.total)
    found.push(...(page?.findings ?? []))
    next = page?.next
  }
  const whole = (await doctor(plant, '&check=orphan')).checks[0]
  expect(found).toEqual(whole?.findings)
  expect(whole).toMatchObject({ total: found.length, isCut: false, next: null })
  expect(check?.total).toBe(found.length)
})

test('every check is counted as it is listed', async () => {
  let cuts = 0
  for (const { check, total, findings } of (await doctor(plant)).checks) {
    expect(total, check).toBe(findings.length)
    if (findings.length < 2) continue
    cuts++
    const cut = (await doctor(plant, `&check=${check}&limit=1`)).checks[0]
    expect(cut?.total, check).toBe(total)
    const rest = (await doctor(plant, `&check=${check}&cursor=${cut?.next}`)).checks[0]
    expect([...(cut?.findings ?? []), ...(rest?.findings ?? [])], check).toEqual(findings)
  }
  expect(cuts).toBeGreaterThan(1)
})

test.each([
  ['without its check', 'cursor=WzEsIiJd', '/check'],
  ['of another list', 'check=orphan&cursor=WyJhIiwiYiJd', '/cursor'],
  ['that is none', 'check=orphan&cursor=nonsense', '/cursor'],
])('a cursor %s is refused, and it says what to do', async (_, query, pointer) => {
  await expect(doctor(plant, `&${query}`)).rejects.toMatchObject({ status: 400, pointer })
})

test('what was mended is found no more', async () => {
  const [event] = (await doctor(plant, '&check=before-the-run')).checks[0]?.findings.flatMap(finding => finding.event ?? []) ?? []
  const { id } = await ask<{ id: string }>(plant.services, `GET /ledger/${event?.sequence}?site=${plant.site}`)
  await plant.ok({ type: 'correct', event: id, reason: 'wrong time', at: 700 })
  expect((await doctor(plant, '&check=before-the-run')).checks[0]?.findings).toEqual([])
})
