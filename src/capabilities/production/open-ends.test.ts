/** Where the record of a run stops without a reason: whoever adds to it, late or corrected, what is said is what the whole record gives. */
import { expect, it } from 'vitest'
import { expectSound, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const start = (at = 600, more: object = {}): Sent => ({ type: 'start', run: 'R', at, ...more })
const load = (number: string, at: number, more: object = {}): Sent => ({
  type: 'load',
  run: 'R',
  lot: lot(number),
  quantity: 50,
  at,
  ...more,
})
const produce = (number: string, at: number, more: object = {}): Sent => ({
  type: 'produce',
  run: 'R',
  lot: { material: 'TRAY', number },
  quantity: 10,
  at,
  ...more,
})
const finish = (at: number): Sent => ({ type: 'finish', run: 'R', at })
const order = { workOrder: 'WO' }
/** `0` is the first of what was told, `1` the second. */
const correct = (event: number, replacement?: Sent, also: { event: number; replacement?: Sent }[] = []): Sent => ({
  type: 'correct',
  event,
  reason: 'said wrong',
  ...(replacement ? { replacement } : {}),
  ...(also.length > 0 ? { also } : {}),
})

const NOTHING = 'output-without-input'
const MISSING = 'component-not-recorded'
const LEFT = 'unaccounted-quantity'
const cases: [string, Sent[], string[]][] = [
  ['made of nothing, twice', [start(), produce('T-1', 610), produce('T-2', 620)], [`T-1 ${NOTHING}`, `T-2 ${NOTHING}`]],
  ['a load told late was there before the first', [start(), produce('T-1', 610), produce('T-2', 620), load('B-1', 605)], []],
  ['a load told late came between', [start(), produce('T-1', 610), produce('T-2', 620), load('B-1', 615)], [`T-1 ${NOTHING}`]],
  ['a load that was earlier', [start(), produce('T-1', 610), load('B-1', 615), produce('T-2', 620), correct(2, load('B-1', 605))], []],
  [
    'a load that was later',
    [start(), load('B-1', 605), produce('T-1', 610), produce('T-2', 620), correct(1, load('B-1', 615))],
    [`T-1 ${NOTHING}`],
  ],
  [
    'the only load was not',
    [start(), load('B-1', 605), produce('T-1', 610), produce('T-2', 620), correct(1)],
    [`T-1 ${NOTHING}`, `T-2 ${NOTHING}`],
  ],
  [
    'the load was not, and one of the outputs neither',
    [start(), load('B-1', 605), produce('T-1', 610), produce('T-2', 620), correct(1, undefined, [{ event: 2 }])],
    [`T-2 ${NOTHING}`],
  ],
  [
    'all of it was not, and then some of it was',
    [start(), load('B-1', 605), produce('T-1', 610), correct(0, undefined, [{ event: 1 }, { event: 2 }]), start(600), produce('T-1', 610)],
    [`T-1 ${NOTHING}`],
  ],
  [
    'an output that nothing was loaded for was another',
    [start(), produce('T-1', 610), correct(1, produce('T-2', 610))],
    [`T-2 ${NOTHING}`],
  ],
  [
    'taken off before anything was made',
    [
      start(),
      load('B-1', 605),
      { type: 'unload', run: 'R', lot: lot('B-1'), quantity: 50, at: 607 },
      produce('T-1', 610, { from: time(608) }),
    ],
    [`T-1 ${NOTHING}`],
  ],
  [
    'a finish that leaves some in the run',
    [start(600, order), load('B-1', 605), load('B-2', 606), produce('T-1', 610), finish(630)],
    [`B-1 ${LEFT}`, `B-2 ${LEFT}`],
  ],
  ['a finish that was not', [start(600, order), load('B-1', 605), load('B-2', 606), produce('T-1', 610), finish(630), correct(4)], []],
  [
    'a finish that was later, after all was used up',
    [
      start(600, order),
      load('B-1', 605),
      produce('T-1', 610),
      finish(630),
      correct(3, finish(650)),
      produce('T-2', 640, { quantity: 40, late: true }),
    ],
    [],
  ],
  [
    'an output of a finished run that was not',
    [start(600, order), load('B-1', 605), produce('T-1', 610, { quantity: 50 }), finish(630), correct(2)],
    [`B-1 ${LEFT}`],
  ],
  ['a component that nobody recorded', [start(600, order), produce('T-1', 610)], [`T-1 ${MISSING}`]],
  ['and was recorded late', [start(600, order), produce('T-1', 610), load('B-1', 605, { late: true })], []],
  [
    'out of a container',
    [
      { type: 'pack', container: 'BOX', contents: [{ lot: lot('B-1'), quantity: 60 }], to: 'STORE', at: 10 },
      start(),
      load('B-1', 605),
      produce('T-1', 610),
      correct(2),
    ],
    [`T-1 ${NOTHING}`],
  ],
  [
    'what is made of nothing and goes on into another lot',
    [
      start(),
      load('B-1', 605),
      produce('T-1', 610),
      {
        type: 'transform',
        at: 700,
        inputs: [{ lot: lot('T-1'), quantity: 5 }],
        outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 5 }],
      },
      correct(1, undefined, [{ event: 3 }]),
    ],
    [`T-1 ${NOTHING}`],
  ],
  [
    'closed by a change of the raw lot',
    [
      start(),
      produce('T-1', 610),
      load('B-1', 615, { closes: { lot: { material: 'TRAY', number: 'T-2' }, quantity: 3 } }),
      produce('T-3', 620),
      correct(2),
    ],
    [`T-1 ${NOTHING}`, `T-3 ${NOTHING}`],
  ],
]

function time(minutes: number): string {
  return new Date(Date.parse('2026-03-02T00:00:00Z') + minutes * 60_000).toISOString()
}

it.each(cases)('%s', async (_, told, expected) => {
  const plant = await plantWithBasics(at, ...['B-1', 'B-2'].map(number => ({ ...receive('BOLT', number, 100), at: 1 })), {
    type: 'workOrder',
    number: 'WO',
    material: 'TRAY',
    quantity: 100,
    operations: [{ sequence: 10, name: 'Fill', workCenter: 'WC-1', components: [{ material: 'BOLT', per: 1 }] }],
  })
  const ids: string[] = []
  for (const { event, also, ...more } of told) {
    const named = {
      ...(event === undefined ? {} : { event: ids[event as number] }),
      ...(also === undefined ? {} : { also: (also as { event: number }[]).map(part => ({ ...part, event: ids[part.event] })) }),
    }
    const [result] = await plant.send({ ...more, ...named })
    expect(['recorded', 'exception'], JSON.stringify(result)).toContain(result?.status)
    ids.push(result?.id ?? '')
  }
  expect(await plant.openEnds()).toEqual(expected)
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
