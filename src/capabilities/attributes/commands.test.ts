import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
const lot = (number: string): { number: string } => ({ number })
const plan = (material: string, ...characteristics: object[]): Sent => ({ type: 'collectionPlan', material, characteristics })
const value = (characteristic: string, of: unknown, more: object = {}): object => ({ characteristic, value: of, ...more })
const collect = (number: string, ...values: object[]): Sent => ({ type: 'collect', lots: [{ lot: lot(number) }], values })
const pass = (number: string, more: object = {}): Sent => ({ type: 'pass', lot: lot(number), workCenter: 'WC-1', ...more })

interface Row {
  number: string | null
  characteristic: string
  value: string
  unit: string | null
  kind: string | null
  low: string | null
  high: string | null
  inRange: boolean | null
}
const rows = (plant: Plant): Promise<Row[]> =>
  plant.rows<Row>(
    `select l.number, m.characteristic, m.value, m.unit, m.kind, trim_scale(m.low)::text as low, trim_scale(m.high)::text as high, m.in_range as "inRange"
       from measurement m left join lot l on l.id = m.lot where m.site = $1 and m.until is null order by m.since, m.line`,
    plant.site,
  )

const KINDS = plan(
  'PART',
  { code: 'bore', unit: 'mm', min: 19.9, max: 20.1 },
  { code: 'colour', kind: 'choice', choices: ['red', 'blue'] },
  { code: 'clean', kind: 'yesno' },
  { code: 'baked', kind: 'date' },
  { code: 'remark', kind: 'text' },
  { code: 'curve', kind: 'series', unit: 'Cel', min: 800, max: 860 },
  { code: 'picture', kind: 'photo' },
)

describe('what a value must be', () => {
  it.each<[string, object, string, string]>([
    ['text for a number', value('bore', 'wide'), 'invalid-value', '/values/0/value'],
    ['yes for a number', value('bore', true), 'invalid-value', '/values/0/value'],
    ['the wrong unit', value('bore', 20, { unit: 'in' }), 'wrong-unit', '/values/0/unit'],
    ['no such choice', value('colour', 'green'), 'invalid-value', '/values/0/value'],
    ['maybe', value('clean', 'maybe'), 'invalid-value', '/values/0/value'],
    ['a day that is none', value('baked', '2026-02-30'), 'invalid-value', '/values/0/value'],
    ['an empty text', value('remark', ' '), 'invalid-value', '/values/0/value'],
    ['one number for a series', value('curve', 840), 'invalid-value', '/values/0/value'],
    ['a word in a series', value('curve', [840, 'hot']), 'invalid-value', '/values/0/value/1'],
    ['a picture that is no hash', value('picture', 'photo.jpg'), 'invalid-value', '/values/0/value'],
    ['a picture nobody uploaded', value('picture', 'a'.repeat(64)), 'unknown-document', '/values/0/value'],
  ])('refuses %s, and records nothing of the event', async (_, sent, code, pointer) => {
    const plant = await plantWithBasics(at, KINDS, opening('PART', 'P-1', 10))
    const other = await plantWithBasics(at)
    await other.ok(opening('PART', 'P-1', 1))
    await plant.refused(collect('P-1', sent), code, pointer)
    await plant.refused(collect('P-1', value('remark', 'fine'), sent), code, pointer.replace('/0', '/1'))
    await plant.refused(pass('P-1', { values: [sent] }), code, pointer)
    expect(await rows(plant)).toEqual([])
  })

  it('keeps each with the unit and the limits it had', async () => {
    const plant = await plantWithBasics(at, KINDS, opening('PART', 'P-1', 10))
    await plant.ok(
      collect(
        'P-1',
        value('bore', '20.10'),
        value('colour', 'red'),
        value('clean', 'no'),
        value('baked', '2026-02-28'),
        value('curve', [800, '861.5']),
      ),
      plan('PART', { code: 'bore', unit: 'mm', min: 0, max: 1 }),
      collect('P-1', value('unasked', 7, { unit: 'g' })),
    )
    expect(await rows(plant)).toMatchObject([
      { characteristic: 'bore', value: '20.1', unit: 'mm', kind: 'number', low: '19.9', high: '20.1', inRange: true },
      { characteristic: 'colour', value: 'red', inRange: null },
      { characteristic: 'clean', value: 'false' },
      { characteristic: 'baked', value: '2026-02-28', kind: 'date' },
      { characteristic: 'curve', value: '["800","861.5"]', kind: 'series', inRange: false },
      { characteristic: 'unasked', value: '7', unit: 'g', kind: null, low: null, inRange: null },
    ])
  })

  it.each<[string, object]>([
    ['limits upside down', { code: 'x', min: 2, max: 1 }],
    ['a choice without choices', { code: 'x', kind: 'choice' }],
  ])('refuses a plan with %s', async (_, characteristic) => {
    await (await plantWithBasics(at)).refused(plan('PART', characteristic), 'invalid-event')
  })
})

describe('outside its limits, by policy', () => {
  const bore = (outOfRange?: string): Sent => plan('PART', { code: 'bore', min: 1, max: 2, ...(outOfRange ? { outOfRange } : {}) })

  it('is recorded as it is where nothing is said, and told where the plan says so', async () => {
    const plant = await plantWithBasics(at, bore(), opening('PART', 'P-1', 10))
    await plant.ok(collect('P-1', value('bore', 3)))
    await plant.ok(bore('record'))
    await plant.exception(collect('P-1', value('bore', 3)), 'value-out-of-range')
  })

  it('stops, also whoever agrees; what already happened is an exception', async () => {
    const plant = await plantWithBasics(at, bore('stop'), opening('PART', 'P-1', 10))
    await plant.refused(collect('P-1', value('bore', 3, { accepted: true })), 'value-out-of-range', '/values/0/value')
    await plant.refused(pass('P-1', { values: [value('bore', 0.999)] }), 'value-out-of-range')
    await plant.ok(pass('P-1', { values: [value('bore', 1)] }))
    await plant.exception({ ...collect('P-1', value('bore', 3)), late: true }, 'value-out-of-range')
  })

  it('asks, and goes on when somebody agreed', async () => {
    const plant = await plantWithBasics(at, bore('ask'), opening('PART', 'P-1', 10))
    await plant.refused(collect('P-1', value('bore', 3)), 'value-out-of-range')
    await plant.exception(collect('P-1', value('bore', 3, { accepted: true })), 'value-out-of-range')
  })

  it('holds the lot and all that is made of it, in the same fact; a correction of the value takes the hold back', async () => {
    const plant = await plantWithBasics(at, bore('hold'), opening('PART', 'P-1', 10), opening('PART', 'P-2', 10))
    await plant.ok({
      type: 'transform',
      inputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 2 }],
      outputs: [{ lot: { material: 'TRAY', number: 'T-1' }, quantity: 1 }],
    })
    const measured = await plant.exception(collect('P-1', value('bore', 3)), 'value-out-of-range')
    await plant.refused(pass('P-1'), 'lot-on-hold')
    await plant.refused({ type: 'ship', shipment: 'S-1', customer: 'C-1', lots: [{ lot: lot('T-1') }] }, 'lot-on-hold')
    await plant.ok(pass('P-2'))
    await plant.ok({
      type: 'correct',
      event: measured.id,
      reason: 'typed wrong',
      replacement: { ...collect('P-1', value('bore', 1.5)), id: crypto.randomUUID(), at: '2026-03-02T08:00:00Z', site: plant.site },
    })
    await plant.ok(pass('P-1'))
  })

  it.each([
    ['a value', (number: string) => collect(number, value('bore', 3))],
    ['a report with its value', (number: string) => pass(number, { values: [value('bore', 3)] })],
  ])('%s that holds is known to everything sent behind it in the same moment, and those before it are recorded', async (_, out) => {
    const numbers = ['P-1', 'P-2', 'P-3', 'P-4']
    const plant = await plantWithBasics(at, bore('hold'), ...numbers.map(number => opening('PART', number, 10)))
    const good = (number: string) => collect(number, value('bore', 1.5))
    const use = (number: string) => ({ type: 'scrap', lot: lot(number), quantity: 1, reason: 'test' })
    const sent = [good('P-1'), out('P-2'), pass('P-2'), pass('P-1'), out('P-3'), pass('P-3'), use('P-1'), out('P-4')]
    const results = await plant.send(...sent)
    expect(results.map(({ status, code }) => (status === 'recorded' ? status : code))).toEqual([
      'recorded',
      'value-out-of-range',
      'lot-on-hold',
      'recorded',
      'value-out-of-range',
      'lot-on-hold',
      'recorded',
      'value-out-of-range',
    ])
    const sequences = results.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence]))
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
  })
})

describe('required values', () => {
  it('are there at the receipt or it is refused; with it they are one fact', async () => {
    const plant = await plantWithBasics(at, plan('BOLT', { code: 'hardness', at: 'receipt', min: 1, required: true }))
    await plant.refused(receive('BOLT', 'B-1', 100), 'value-missing', '/values')
    expect(await plant.rows('select 1 from lot where site = $1', plant.site)).toEqual([])
    await plant.ok(receive('BOLT', 'B-1', 100, { values: [value('hardness', 40)] }))
    expect(await rows(plant)).toMatchObject([{ number: 'B-1', characteristic: 'hardness', value: '40', inRange: true }])
    await plant.exception(receive('BOLT', 'B-2', 100, { late: true }), 'value-missing')
  })

  it('are there when the lot leaves, however long ago they were measured', async () => {
    const plant = await plantWithBasics(
      at,
      plan('PART', { code: 'leak', kind: 'yesno', at: 'shipment', required: true }),
      opening('PART', 'P-1', 10),
    )
    const ship: Sent = { type: 'ship', shipment: 'S-1', customer: 'C-1', lots: [{ lot: lot('P-1') }] }
    await plant.refused(ship, 'value-missing')
    await plant.ok(collect('P-1', value('leak', false)), ship)
  })

  const routed = (number: string): Sent => ({
    type: 'workOrder',
    number,
    material: 'PART',
    quantity: 10,
    operations: [
      { sequence: 10, name: 'Make', workCenter: 'WC-2', createsLot: true },
      { sequence: 20, name: 'Grind', workCenter: 'WC-1' },
    ],
  })
  const make = (workOrder: string, number: string): Sent => ({
    type: 'transform',
    workOrder,
    operation: 10,
    inputs: [],
    outputs: [{ lot: { number }, quantity: 10 }],
  })

  it('are of this execution of the operation: rework through an earlier operation is measured anew', async () => {
    const plant = await plantWithBasics(
      at,
      plan('PART', { code: 'ground', operation: 20, min: 1, max: 2, required: true }),
      routed('WO-1'),
      make('WO-1', 'P-1'),
    )
    await plant.refused(pass('P-1'), 'value-missing')
    await plant.ok(collect('P-1', value('ground', 1.5)), pass('P-1'))
    await plant.refused(pass('P-1'), 'value-missing')
    await plant.ok(pass('P-1', { values: [value('ground', 1.6)] }))
    expect((await rows(plant)).map(row => row.value)).toEqual(['1.5', '1.6'])
  })

  it.each<[object, number]>([
    [{ count: 3 }, 3],
    [{ count: 50 }, 10],
    [{ oneIn: 4 }, 3],
    [{ percent: 25 }, 3],
  ])('are as many as the sample %j asks for of ten pieces', async (sample, wanted) => {
    const plant = await plantWithBasics(
      at,
      plan('PART', { code: 'ground', kind: 'series', required: true, sample }),
      opening('PART', 'P-1', 10),
    )
    const measured = (count: number): object => ({
      values: [
        value(
          'ground',
          Array.from({ length: count }, () => 1),
        ),
      ],
    })
    if (wanted > 1) await plant.refused(pass('P-1', measured(wanted - 1)), 'value-missing')
    await plant.ok(pass('P-1', measured(wanted)))
  })

  it('of a run are asked at its finish, of every lot in it by its own plan', async () => {
    const plant = await plantWithBasics(
      at,
      plan('PART', { code: 'soak', unit: 'Cel', min: 835, max: 855, required: true }),
      plan(
        'TRAY',
        { code: 'soak', unit: 'Cel', min: 800, max: 845, outOfRange: 'hold' },
        { code: 'quench', kind: 'yesno', required: true },
      ),
      opening('PART', 'P-1', 10),
      opening('TRAY', 'T-1', 10),
      { type: 'start', run: 'HT-1', workCenter: 'WC-1', lots: [{ lot: lot('P-1') }, { lot: lot('T-1') }] },
    )
    await plant.refused({ type: 'finish', run: 'HT-1' }, 'value-missing')
    await plant.exception({ type: 'collect', run: 'HT-1', values: [value('soak', 850)] }, 'value-out-of-range')
    await plant.refused({ type: 'finish', run: 'HT-1' }, 'value-missing')
    await plant.ok({ type: 'finish', run: 'HT-1', values: [value('quench', true)] })
    await plant.ok(pass('P-1', { values: [value('soak', 840)] }))
    await plant.refused(pass('T-1'), 'lot-on-hold')
  })
})

describe('charts', () => {
  it('give capability from 25 values on, of both limits, and say why where not', async () => {
    const plant = await plantWithBasics(at, plan('PART', { code: 'bore', unit: 'mm', min: 9, max: 11 }), opening('PART', 'P-1', 100))
    const measure = (values: readonly number[]): Promise<unknown> => plant.ok(...values.map(of => collect('P-1', value('bore', of))))
    await measure(Array.from({ length: 24 }, (_, index) => 10 + (index % 2 ? 0.1 : -0.1)))
    const few = await ask(plant.services, `GET /characteristics/bore?site=${plant.site}&material=PART`)
    expect(few).toMatchObject({ statistics: { count: 24, cp: null, cpk: null, capability: 'too-few-values' } })
    await measure([10.1])
    const enough = await ask<{ statistics: { count: number; mean: string; cp: number; cpk: number }; values: unknown[] }>(
      plant.services,
      `GET /characteristics/bore?site=${plant.site}`,
    )
    // 12 of 9.9, 13 of 10.1: mean 10.004, deviation 0.1020 (n-1): Cp 2/(6·0.10198) = 3.2686, Cpk (11-10.004)/(3·0.10198) = 3.2555.
    expect(enough.statistics).toMatchObject({ count: 25, mean: 10.004, capability: 'ok' })
    expect(enough.statistics.cp).toBeCloseTo(3.2686, 3)
    expect(enough.statistics.cpk).toBeCloseTo(3.2555, 3)
    expect(enough.values).toHaveLength(25)
    const { characteristics } = await ask<{ characteristics: object[] }>(plant.services, `GET /characteristics?site=${plant.site}`)
    expect(characteristics).toMatchObject([{ characteristic: 'bore', material: 'PART', values: 25, outOfRange: 0 }])
  })
})

describe('what a report will be asked for', () => {
  interface Asked {
    characteristics: { code: string; wanted: number; required?: boolean }[]
  }
  const asks = async (plant: Plant, question: string): Promise<string[]> =>
    (await ask<Asked>(plant.services, `GET /collection-plans/asked?site=${plant.site}&${question}`)).characteristics.map(
      ({ code, wanted, required }) => `${code} ${wanted}${required ? ' required' : ''}`,
    )
  const lines = plan(
    'PART',
    { code: 'colour', at: 'receipt' },
    { code: 'bore', at: 'finish', required: true, min: 1, sample: { oneIn: 10 } },
    { code: 'soak', at: 'finish', operation: 20, kind: 'number' },
    { code: 'seal', at: 'shipment', sample: { percent: 50 } },
  )
  const order: Sent = {
    type: 'workOrder',
    number: 'WO-A',
    material: 'PART',
    quantity: 100,
    operations: [
      { sequence: 10, name: 'Turn', workCenter: 'WC-1', characteristics: [{ code: 'torque', required: true }] },
      { sequence: 20, name: 'Soak', workCenter: 'WC-1' },
    ],
  }

  it.each([
    ['at=receipt&material=PART', ['colour 1']],
    ['at=finish&material=PART&quantity=25', ['bore 3 required']],
    ['at=finish&material=PART&workOrder=WO-A&operation=10', ['torque 1 required', 'bore 1 required']],
    ['at=finish&material=PART&workOrder=WO-A&operation=20&quantity=100', ['bore 10 required', 'soak 1']],
    ['at=shipment&material=PART&quantity=7', ['seal 4']],
    ['at=receipt&material=NEVER-HEARD-OF', []],
    ['at=start&run=NO-SUCH-RUN', []],
  ])('%s', async (question, expected) => {
    const plant = await plantWithBasics(at, lines, order)
    expect(await asks(plant, question)).toEqual(expected)
  })

  it('asks of a run what everything in it needs, and what is sent then is enough', async () => {
    const plant = await plantWithBasics(at, lines, order, opening('PART', 'P-1', 30))
    await plant.ok({ type: 'start', run: 'R-1', workOrder: 'WO-A', operation: 20, workCenter: 'WC-1', lots: [{ lot: lot('P-1') }] })
    expect(await asks(plant, 'at=finish&run=R-1')).toEqual(['bore 3 required', 'soak 1'])
    await plant.refused({ type: 'finish', run: 'R-1', values: [value('bore', 2), value('bore', 2)] }, 'value-missing')
    await plant.ok({ type: 'finish', run: 'R-1', values: [value('bore', 2), value('bore', 2), value('bore', 2)] })
  })
})

describe('all of it', () => {
  it('verifies, and comes out the same when it is made anew', async () => expectSound(at))
})

describe('produced in one go', () => {
  const asked = plan('PART', { code: 'bore', unit: 'mm', min: 1, max: 2, required: true, sample: { oneIn: 5 }, outOfRange: 'stop' })
  const go = (values: object[] | undefined, ...outputs: [string, string, number][]): Sent => ({
    type: 'transform',
    inputs: [{ lot: { material: 'BAR', number: 'B-1' }, quantity: 1 }],
    outputs: outputs.map(([material, number, quantity]) => ({ lot: { material, number }, quantity })),
    ...(values ? { values } : {}),
  })
  const shop = async () => {
    const plant = await plantWithBasics(at, { type: 'material', code: 'BAR', unit: 'kg' }, opening('BAR', 'B-1', 100))
    await plant.ok(asked)
    return plant
  }

  it('is asked for what the plan requires of each lot made, as a finish is', async () => {
    const plant = await shop()
    await plant.refused(go(undefined, ['PART', 'P-1', 10]), 'value-missing', '/values')
    await plant.refused(go([value('bore', 1.5)], ['PART', 'P-1', 10]), 'value-missing', '/values')
    await plant.refused(go([value('bore', 1.5), value('bore', 3)], ['PART', 'P-1', 10]), 'value-out-of-range', '/values/1/value')
    await plant.refused(go([value('bore', 1.5, { unit: 'in' })], ['PART', 'P-1', 5]), 'wrong-unit', '/values/0/unit')
    expect(await rows(plant)).toEqual([])
    await plant.ok(go([value('bore', 1.5), value('bore', '1.6')], ['PART', 'P-1', 10]))
    expect(await rows(plant)).toMatchObject([
      { number: 'P-1', characteristic: 'bore', value: '1.5', inRange: true },
      { number: 'P-1', characteristic: 'bore', value: '1.6', inRange: true },
    ])
  })

  it('keeps a value with the lots of which it is asked, and what is asked of none with all', async () => {
    const plant = await shop()
    await plant.ok(go([value('bore', 1.5), value('remark', 'new tool')], ['PART', 'P-1', 5], ['TRAY', 'T-1', 1]))
    expect((await rows(plant)).map(({ number, characteristic }) => `${number} ${characteristic}`).sort()).toEqual([
      'P-1 bore',
      'P-1 remark',
      'T-1 remark',
    ])
  })

  it('asks opening stock for nothing: it was made before', async () => {
    const plant = await shop()
    await plant.ok(opening('PART', 'P-1', 10))
  })

  it('takes its values back with a correction', async () => {
    const plant = await shop()
    const [made] = await plant.ok(go([value('bore', 1.5)], ['PART', 'P-1', 5]))
    await plant.ok({ type: 'correct', event: made?.id, reason: 'not made' })
    expect(await rows(plant)).toEqual([])
  })
})
