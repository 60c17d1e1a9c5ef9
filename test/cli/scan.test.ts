import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ResolvedScan } from '../../src/client/index.ts'
import { temporaryFolder } from '../support/folders.ts'
import { genealot } from './genealot.ts'

const folder = temporaryFolder()
const data = join(folder, 'plant')
mkdirSync(folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const nowhere = { env: { GENEALOT_DATA: '' } }

const lines = (stdout: string): ResolvedScan[] =>
  stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as ResolvedScan)

describe('scan without a store', () => {
  test('reads one text', async () => {
    const { exit, stdout } = await genealot(['scan', ']C10109521234543213', '--json', '--no-lookup'], nowhere)
    expect(exit).toBe(0)
    expect(Object.keys(JSON.parse(stdout) as object).slice(0, 6)).toEqual(['ok', 'syntax', 'elements', 'bracketed', 'problem', 'means'])
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      syntax: 'gs1',
      elements: [{ ai: '01', value: '09521234543213' }],
      problem: null,
      means: {},
    })
  })

  test('answers every line in its order, damaged ones too', async () => {
    const texts = ['DONE', ']C10109521234543214', 'A\u0000\u001d"\\', '', 'LOT-1', '[)>\u001e06\u001dP1\u001e\u0004']
    const input = `${texts.map(text => JSON.stringify(text)).join('\n')}\nno json\n\n`
    const { exit, stdout } = await genealot(['scan', '-', '--no-lookup'], { ...nowhere, input })
    expect(exit).toBe(0)
    expect(lines(stdout).map(({ ok, syntax }) => [ok, syntax])).toEqual([
      [true, 'command'],
      [false, 'gs1'],
      [true, 'plain'],
      [false, 'plain'],
      [true, 'plain'],
      [true, 'iso15434'],
      [true, 'plain'],
    ])
  })

  test('a data directory that is named must be there', async () => {
    expect((await genealot(['scan', 'LOT-1', '--data', join(folder, 'mistyped')])).exit).toBe(3)
  })
})

test('scan with a store says what is meant', async () => {
  const events = [
    { type: 'material', code: 'BAR', gtin: '9521234543213' },
    { type: 'partner', code: 'MILL', roles: ['vendor'] },
    { type: 'receive', vendor: 'MILL', vendorLot: 'V-1', lot: { material: 'BAR', number: 'B-1' }, quantity: '5' },
  ].map(event => JSON.stringify({ id: randomUUID(), at: '2026-03-02T08:00:00Z', ...event }))
  expect((await genealot(['capture', '-', '--data', data], { input: events.join('\n') })).exit).toBe(0)
  const input = ['B-1', '01095212345432131710B-1', '010952123454321310B-1', 'V-1', 'X'].map(text => JSON.stringify(text)).join('\n')
  const { exit, stdout } = await genealot(['scan', '-', '--data', data], { input })
  expect(exit).toBe(0)
  expect(lines(stdout).map(({ means }) => ('kind' in means ? [means.kind, means.picked?.code ?? null] : []))).toEqual([
    ['lot', 'B-1'],
    [],
    ['lot', 'B-1'],
    ['vendorLot', 'B-1'],
    ['unknown', null],
  ])
})
