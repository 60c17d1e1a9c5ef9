/** Files are damaged in every way: each event is still answered once, nothing throws, and whatever is mapped fits the capture format. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importDocument } from '../../src/capabilities/exchange/index.ts'
import { ShapeLedger } from './ledger-of-shapes.ts'
import { fixtureBytes } from './standards.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
const whole = (): { epcisBody: { eventList: Json[] } } => JSON.parse(new TextDecoder().decode(fixtureBytes('valve-maker.jsonld')))

/** Every place in the value, as a path. */
function paths(value: Json, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [at]
  const inner = Array.isArray(value)
    ? value.flatMap((entry, index) => paths(entry, [...at, index]))
    : Object.entries(value).flatMap(([key, entry]) => paths(entry, [...at, key]))
  return at.length === 0 ? inner : [at, ...inner]
}

function damage(value: Json, { path, by }: { path: (string | number)[]; by: Json | undefined }): Json {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return value
  const copy: Record<string, Json> | Json[] = Array.isArray(value) ? [...value] : { ...value }
  const target = copy as Record<string | number, Json>
  if (rest.length > 0) target[step] = damage(target[step] ?? null, { path: rest, by })
  else if (by === undefined) delete target[step]
  else target[step] = by
  return copy
}

const EVENTS = whole().epcisBody.eventList as Json
const PLACES = paths(EVENTS).filter(path => path.length > 1)
const junk = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom<Json>(
    null,
    '',
    0,
    -1,
    1e300,
    true,
    [],
    {},
    'x'.repeat(500),
    'a"b\n\u2028c',
    'urn:epc:id:sgtin:1.2',
    'urn:epc:id:sscc:9521141.0000000001',
    'https://id.gs1.org/01//10/',
    '%',
    'ADD',
    'DELETE',
    'OBSERVE',
  ),
  fc.jsonValue({ maxDepth: 2 }).map(value => value as Json),
)

describe('damaged files', () => {
  it('answer every event once, with events that fit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ path: fc.constantFrom(...PLACES), by: junk }), { minLength: 1, maxLength: 6 }), async cuts => {
        const list = cuts.reduce<Json>((value, cut) => damage(value, cut), EVENTS) as Json[]
        const ledger = new ShapeLedger()
        const summary = await importDocument(
          new TextEncoder().encode(JSON.stringify({ type: 'EPCISDocument', epcisBody: { eventList: list } })),
          ledger.options(),
        )
        expect(summary.rows.map(row => row.index)).toEqual(list.map((_, index) => index))
        expect(summary.rows.filter(row => row.status === 'refused' && (row.pointer === undefined || row.detail === undefined))).toEqual([])
      }),
      { numRuns: 400 },
    )
  })
})

it.each([99, 20_000, 100_000])('an event nested %i deep is answered', async depth => {
  const event = `{"type":"ObjectEvent","a":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const file = `{"type":"EPCISDocument","epcisBody":{"eventList":[${event}]}}`
  const summary = await importDocument(new TextEncoder().encode(file), new ShapeLedger().options())
  expect(summary).toMatchObject({
    imported: 0,
    refused: 1,
    rows: [{ detail: 'The file is nested more than 100 deep, which no EPCIS event is.' }],
  })
})
