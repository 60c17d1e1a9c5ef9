import { beforeAll, describe, expect, it } from 'vitest'
import { type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'

const at = testStore()
interface Lot {
  id: number
  material: string
  number: string
  onHand: string
  status: string
  held: boolean
  places: { kind: string; code: string; quantity: string }[]
  matched?: { kind: string; value: string }
}
interface Page {
  lots: Lot[]
  next: string | null
}

const find = (plant: Plant, text: string, more = ''): Promise<Page> =>
  ask<Page>(plant.services, `GET /lots?site=${plant.site}&search=${encodeURIComponent(text)}${more}`)
const numbers = ({ lots }: Page): string[] => lots.map(lot => lot.number)
const idOf = async (plant: Plant, number: string): Promise<number> =>
  (await find(plant, number)).lots.find(lot => lot.number === number)?.id ?? 0
const page = async <T = Record<string, unknown>>(plant: Plant, number: string, rest = ''): Promise<T> =>
  ask<T>(plant.services, `GET /lots/${await idOf(plant, number)}${rest}`)

describe('search', () => {
  let plant: Plant
  const events: Sent[] = [
    receive('STEEL', 'AB-1', 10, {
      lot: { material: 'STEEL', number: 'AB-1', heat: 'H-55', identifiers: [{ kind: 'epc', value: 'urn:epc:1' }] },
    }),
    receive('STEEL', 'ab-10', 10),
    receive('STEEL', 'AB-11', 10),
    receive('BOLT', 'AB-1', 100, { vendorLot: 'X%_1' }),
    receive('BOLT', 'Z-1', 5, { vendorLot: 'AB-1' }),
    { type: 'workOrder', number: 'WO-9', material: 'PUMP', quantity: 1 },
    {
      type: 'transform',
      workOrder: 'WO-9',
      inputs: [{ lot: { material: 'BOLT', number: 'AB-1' }, quantity: 4 }],
      outputs: [{ lot: { material: 'PUMP', number: 'P-1' }, quantity: 1 }],
    },
    { type: 'pack', container: 'BOX-1', contents: [{ lot: { number: 'P-1' } }] },
    { type: 'pack', container: 'PAL-1', contents: [{ container: 'BOX-1' }] },
    { type: 'renumber', lot: { number: 'AB-11' }, number: 'NEW-11' },
    { type: 'split', lot: { number: 'Z-1' }, into: [{ number: 'Z-2', quantity: 2 }] },
    { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'Z-2' } }] },
  ]
  beforeAll(async () => {
    plant = await plantWithBasics(at, ...events)
  })

  it.each([
    [
      'the number first, then other identifiers, then what begins with it',
      'ab-1',
      ['AB-1', 'AB-1', 'NEW-11', 'Z-1', 'Z-2', 'ab-10'],
      'sorted',
    ],
    ['the heat', 'h-55', ['AB-1'], ''],
    ['an EPC', 'URN:EPC:1', ['AB-1'], ''],
    ['the number it had', 'ab-11', ['NEW-11'], ''],
    ['wildcards as letters', 'X%_', ['AB-1'], ''],
    ['the order', 'wo-9', ['P-1'], ''],
    ['the container', 'BOX-1', ['P-1'], ''],
    ['the container around it', 'pal-1', ['P-1'], ''],
    ['the shipment', 'sh-1', ['Z-2'], ''],
    ['nothing', 'nowhere', [], ''],
    ['what stands only inside', 'B-1', [], ''],
  ])('finds by %s', async (_, text, expected, order) => {
    const found = numbers(await find(plant, text))
    expect(order === 'sorted' ? [...found].sort() : found).toEqual(order === 'sorted' ? [...expected].sort() : expected)
  })

  it('puts the exact number before everything else, and says what matched', async () => {
    const { lots } = await find(plant, 'AB-1')
    expect(lots.slice(0, 3).map(lot => `${lot.material} ${lot.number} ${lot.matched?.kind}`)).toEqual([
      'STEEL AB-1 number',
      'BOLT AB-1 number',
      'BOLT Z-1 vendorLot',
    ])
  })

  it('finds what was parted by the vendor lot and the heat of the whole, behind the whole', async () => {
    const own = await plantWithBasics(
      at,
      receive('STEEL', 'S-1', 10, { vendorLot: 'VX-7', lot: { material: 'STEEL', number: 'S-1', heat: 'HX-7' } }),
      { type: 'split', lot: { number: 'S-1' }, into: [{ number: 'S-1A', quantity: 4 }] },
      { type: 'split', lot: { number: 'S-1A' }, into: [{ number: 'S-1B', quantity: 1 }] },
    )
    for (const [text, kind] of [
      ['vx-7', 'vendorLot'],
      ['HX-7', 'heat'],
    ] as const) {
      const { lots } = await find(own, text)
      expect(lots.map(({ number, matched }) => `${number} ${matched?.kind}`)).toEqual([`S-1 ${kind}`, `S-1A ${kind}`, `S-1B ${kind}`])
    }
  })

  it('gives the same lots page by page', async () => {
    const whole = numbers(await find(plant, 'AB-1'))
    const paged: string[] = []
    for (let cursor = ''; ; ) {
      const one = await find(plant, 'AB-1', `&limit=1${cursor}`)
      paged.push(...numbers(one))
      if (!one.next) break
      cursor = `&cursor=${one.next}`
    }
    expect(paged).toEqual(whole)
  })

  it('lists the newest first without a search, page by page', async () => {
    const all = await ask<Page>(plant.services, `GET /lots?site=${plant.site}`)
    expect(numbers(all)).toEqual(['Z-2', 'P-1', 'Z-1', 'AB-1', 'NEW-11', 'ab-10', 'AB-1'])
    const first = await ask<Page>(plant.services, `GET /lots?site=${plant.site}&limit=4`)
    const rest = await ask<Page>(plant.services, `GET /lots?site=${plant.site}&limit=4&cursor=${first.next}`)
    expect([...numbers(first), ...numbers(rest)]).toEqual(numbers(all))
    expect(rest.next).toBeNull()
  })

  it('refuses a cursor that is not ours', async () => {
    await expect(find(plant, 'AB-1', '&cursor=abc')).rejects.toMatchObject({ status: 400 })
  })

  it('leaves out a lot whose making was taken back', async () => {
    const [made] = await plant.ok(receive('STEEL', 'GONE-1', 1))
    await plant.ok({ type: 'correct', event: made?.id, reason: 'never came' })
    expect(numbers(await find(plant, 'GONE-1'))).toEqual([])
  })
})

describe('status', () => {
  it('says what one needs to know first', async () => {
    const plant = await plantWithBasics(
      at,
      receive('STEEL', 'OLD', 1, { lot: { material: 'STEEL', number: 'OLD', expiresAt: '2026-03-15' } }),
      receive('STEEL', 'FREE', 5),
      receive('STEEL', 'BAD', 5),
      receive('STEEL', 'EATEN', 1),
      receive('STEEL', 'SOLD', 1),
      receive('STEEL', 'LOST', 1),
      receive('STEEL', 'INSIDE', 1),
      {
        type: 'workOrder',
        number: 'WO-S',
        material: 'PART',
        quantity: 3,
        operations: [
          { sequence: 10, name: 'Saw', workCenter: 'WC-1' },
          { sequence: 20, name: 'Wash', workCenter: 'WC-2' },
        ],
      },
      {
        type: 'transform',
        workOrder: 'WO-S',
        operation: 10,
        inputs: [{ lot: { number: 'EATEN' }, quantity: 1 }],
        outputs: [{ lot: { material: 'PART', number: 'WIP' }, quantity: 3 }],
      },
      { type: 'ship', shipment: 'SH-S', customer: 'C-1', lots: [{ lot: { number: 'SOLD' } }] },
      { type: 'scrap', lot: { number: 'LOST' }, quantity: 1, reason: 'fell' },
      { type: 'start', run: 'R-S', workCenter: 'WC-1' },
      { type: 'load', run: 'R-S', lot: { number: 'INSIDE' }, quantity: 1 },
      { type: 'hold', hold: 'HOLD-S', lots: [{ number: 'BAD' }], reason: 'crack' },
    )
    const { lots } = await ask<Page>(plant.services, `GET /lots?site=${plant.site}`)
    expect(Object.fromEntries(lots.map(lot => [lot.number, lot.status]))).toEqual({
      OLD: 'expired',
      FREE: 'available',
      BAD: 'held',
      EATEN: 'used',
      SOLD: 'shipped',
      LOST: 'scrapped',
      INSIDE: 'in work',
      WIP: 'in work',
    })
    const held = await ask<Page>(plant.services, `GET /lots?site=${plant.site}&held=true`)
    expect(numbers(held)).toEqual(['BAD'])
  })

  it('among held lots a text finds those that are held, by whatever they are called, and none that came after the last of them', async () => {
    // More than the bits that the set of held lots begins with.
    const all = Array.from({ length: 2100 }, (_, index) => `HS-${String(index).padStart(4, '0')}`)
    const bad = all.filter((_, index) => index < 40 && index % 3 === 0)
    const lots = all.map(number => ({ material: 'STEEL', number, heat: 'HEAT-HS', identifiers: [{ kind: 'tag', value: `TAG-${number}` }] }))
    const plant = await plantWithBasics(
      at,
      { type: 'transform', inputs: [], outputs: lots.map(lot => ({ lot, quantity: 1 })) },
      { type: 'hold', hold: 'HOLD-HS', lots: bad.map(number => ({ number })), reason: 'crack' },
    )
    const found = async (text: string): Promise<string[]> =>
      numbers(await ask<Page>(plant.services, `GET /lots?site=${plant.site}&held=true&limit=100&search=${text}`))
    expect(await found('HS-')).toEqual(bad)
    expect(await found('HEAT-HS')).toEqual(bad)
    expect(await found('TAG-HS-')).toEqual(bad)
    expect([await found('HS-0003'), await found('HS-0004'), await found('HS-2099')]).toEqual([['HS-0003'], [], []])
  })
})

interface Detail extends Lot {
  drawnInto: { material: string; quantity: string }[]
  balance: { in: { kind: string; quantity: string }[]; out: { kind: string; quantity: string }[]; onHand: string; difference: string }
  identifiers: { kind: string; value: string }[]
  holds: { hold: string; direct: boolean; since: { number: string } | null }[]
  madeFrom: Summary
  wentInto: Summary
  shipments: { shipment: string; quantity: string }[]
  dispositions: { disposition: string; reason: string }[]
}
interface Summary {
  total: number
  certain: number
  possible: number
  links: Link[]
}
interface Link {
  lot: Lot
  certainty: string
  quantity: { min: string; expected: string | null; max: string | null; unit: string }
  parents: number
  children: number
  removedAt: string | null
  position: string | null
  event: string
}

describe('the page of a lot', () => {
  let plant: Plant
  beforeAll(async () => {
    plant = await plantWithBasics(
      at,
      { type: 'material', code: 'UNIT', unit: 'ea', tracking: 'serial', precision: 'approximate' },
      receive('BOLT', 'B-1', 50),
      receive('BOLT', 'B-2', 50),
      receive('MOTOR', 'M-1', 1),
      receive('MOTOR', 'M-2', 1),
      { type: 'start', run: 'R-1', workCenter: 'WC-1' },
      { type: 'load', run: 'R-1', lot: { number: 'B-1' }, quantity: 10, position: 'hopper' },
      { type: 'load', run: 'R-1', lot: { number: 'B-2' }, quantity: 10, position: 'hopper' },
      { type: 'produce', run: 'R-1', lot: { material: 'UNIT', number: 'P-1' }, quantity: 1 },
      { type: 'produce', run: 'R-1', lot: { material: 'UNIT', number: 'P-2' }, quantity: 1 },
      { type: 'finish', run: 'R-1' },
      { type: 'install', assembly: { number: 'P-1' }, component: { number: 'M-1' }, position: 'drive', by: 'ANNA' },
      { type: 'remove', assembly: { number: 'P-1' }, component: { number: 'M-1' } },
      { type: 'install', assembly: { number: 'P-1' }, component: { number: 'M-2' }, position: 'drive' },
      { type: 'ship', shipment: 'SH-P', customer: 'C-1', lots: [{ lot: { number: 'P-1' } }] },
      { type: 'return', shipment: 'SH-P', customer: 'C-1', lots: [{ lot: { number: 'P-1' } }], to: 'STORE', reason: 'loud' },
      { type: 'hold', hold: 'HOLD-P', lots: [{ number: 'B-1' }], reason: 'soft heads', case: 'C-7', by: 'ANNA' },
      { type: 'ship', shipment: 'SH-B', customer: 'C-1', lots: [{ lot: { number: 'B-2' }, quantity: 5 }] },
    )
  })

  it('balances what came in against what went out', async () => {
    const lot = await page<Detail>(plant, 'B-2')
    expect(lot.balance).toEqual({
      in: [{ kind: 'received', quantity: '50' }],
      out: [
        { kind: 'loaded', quantity: '10' },
        { kind: 'shipped', quantity: '5' },
      ],
      onHand: '35',
      difference: '0',
    })
    expect(lot.shipments).toMatchObject([{ shipment: 'SH-B', quantity: '5' }])
    expect((await page<Detail>(plant, 'P-1')).shipments, 'what came back is not with the customer').toEqual([])
  })

  it('says by material what was drawn from it', async () => {
    const other = await plantWithBasics(at, { type: 'material', code: 'PIN', unit: 'ea' }, receive('STEEL', 'S-9', 50))
    const made = (material: string, number: string, quantity: number) => ({
      type: 'transform',
      inputs: [{ lot: { number: 'S-9' }, quantity }],
      outputs: [{ lot: { material, number }, quantity: 1 }],
    })
    await other.ok(made('PART', 'P-91', 10), made('PIN', 'P-92', 12), made('PART', 'P-93', 5))
    expect((await page<Detail>(other, 'S-9')).drawnInto).toEqual([
      { material: 'PART', quantity: '15' },
      { material: 'PIN', quantity: '12' },
    ])
  })

  it('shows what it is made of, a part that was taken out as well', async () => {
    const { madeFrom } = await page<Detail>(plant, 'P-1')
    expect(madeFrom.total).toBe(madeFrom.certain + madeFrom.possible)
    const parts = Object.fromEntries(madeFrom.links.map(link => [link.lot.number, link]))
    expect(Object.keys(parts).sort()).toEqual(['B-1', 'B-2', 'M-1', 'M-2'])
    expect(parts['M-1']).toMatchObject({ position: 'drive', certainty: 'certain', removedAt: expect.any(String) as string })
    expect(parts['M-2']).toMatchObject({ removedAt: null, quantity: { min: '1', expected: '1', max: '1', unit: 'ea' } })
    expect(parts['B-1']).toMatchObject({ children: 2, parents: 0 })
  })

  it('is held by what may be in it, and says because of what', async () => {
    const lot = await page<Detail>(plant, 'P-2')
    expect(lot.held).toBe(true)
    expect(lot.holds).toMatchObject([{ hold: 'HOLD-P', direct: false, since: { number: 'B-1' } }])
    expect((await page<Detail>(plant, 'B-1')).holds).toMatchObject([{ direct: true, since: null }])
    const { holds } = await ask<{ holds: { hold: string; reached: number; lots: { number: string }[] }[] }>(
      plant.services,
      `GET /holds?site=${plant.site}`,
    )
    expect(holds).toMatchObject([{ hold: 'HOLD-P', reached: 3, lots: [{ number: 'B-1' }] }])
  })

  it('has sound bounds for what nobody counted', async () => {
    const run = await plantWithBasics(
      at,
      receive('BOLT', 'C-9', 50),
      { type: 'start', run: 'R-9', workCenter: 'WC-1' },
      { type: 'load', run: 'R-9', lot: { number: 'C-9' } },
      { type: 'produce', run: 'R-9', lot: { material: 'TRAY', number: 'T-9' }, quantity: 5 },
      { type: 'finish', run: 'R-9' },
    )
    const { madeFrom } = await page<Detail>(run, 'T-9')
    expect(madeFrom.links).toMatchObject([{ certainty: 'certain', quantity: { min: '0', max: '50', known: false, unit: 'ea' } }])
  })

  it('pages its links in both directions', async () => {
    const whole = await page<{ links: Link[]; next: string | null }>(plant, 'P-1', '/links?direction=up')
    const first = await page<{ links: Link[]; next: string | null }>(plant, 'P-1', '/links?direction=up&limit=3')
    const rest = await page<{ links: Link[]; next: string | null }>(plant, 'P-1', `/links?direction=up&limit=3&cursor=${first.next}`)
    expect([...first.links, ...rest.links]).toEqual(whole.links)
    expect(rest.next).toBeNull()
    const down = await page<{ links: Link[] }>(plant, 'B-1', '/links?direction=down')
    expect(down.links.map(link => link.lot.number)).toEqual(['P-1', 'P-2'])
  })

  it('tells what happened, newest first, page by page, what was voided included', async () => {
    interface Entry {
      type: string
      kind: string
      delta: string
      voided: boolean
      byName: string | null
      place: string | null
      detail: Record<string, unknown>
    }
    const [made] = await plant.ok({ type: 'scrap', lot: { number: 'B-2' }, quantity: 1, reason: 'bent', by: 'ANNA' })
    await plant.ok(
      {
        type: 'correct',
        event: made?.id,
        reason: 'it was two',
        replacement: { type: 'scrap', lot: { number: 'B-2' }, quantity: 2, reason: 'bent' },
      },
      { type: 'move', lot: { number: 'B-2' }, quantity: 3, to: 'DOCK' },
    )
    const { entries } = await page<{ entries: Entry[] }>(plant, 'B-2', '/timeline')
    expect(entries.map(entry => `${entry.type} ${entry.kind} ${entry.delta}${entry.voided ? ' voided' : ''}`)).toEqual([
      'move moved 0',
      'scrap scrapped -2',
      'scrap scrapped -1 voided',
      'ship shipped -5',
      'load loaded -10',
      'receive received 50',
    ])
    expect(entries[0]).toMatchObject({ place: 'DOCK', detail: { quantity: '3' } })
    expect(entries[1]?.detail).toMatchObject({ corrects: made?.id, reason: 'it was two' })
    const first = await page<{ entries: Entry[]; next: string }>(plant, 'B-2', '/timeline?limit=4')
    const rest = await page<{ entries: Entry[]; next: string | null }>(plant, 'B-2', `/timeline?limit=4&cursor=${first.next}`)
    expect([...first.entries, ...rest.entries]).toEqual(entries)
  })

  it.each([
    '/lots/0',
    '/lots/abc',
    '/lots/99999999',
    '/lots/99999999/links?direction=up',
    '/lots/99999999/timeline',
    '/lots/99999999/lanes',
    '/lots/99999999/as-built',
  ])('knows nothing at %s', async address => {
    await expect(ask(plant.services, `GET ${address}`)).rejects.toMatchObject({ status: 404 })
  })
})

describe('lanes', () => {
  interface Span {
    lot: { number: string }
    relation: string
    from: string
    to: string
    kinds: string[]
    delta: string
    workCenter: string | null
    operationName: string | null
  }
  const told = (spans: Span[]): string[] =>
    spans.map(({ lot, relation, kinds, delta, workCenter, operationName }) =>
      [relation, lot.number, kinds.join('+'), delta, 'at', workCenter, operationName].join(' '),
    )

  it('tell where a lot was, one span for a run, and its direct neighbours; nothing of what they are made of themselves, and nothing voided', async () => {
    const plant = await plantWithBasics(
      at,
      { type: 'workCenter', code: 'SAW', name: 'Saw' },
      { type: 'workOrder', number: 'WO-7', material: 'PUMP', quantity: 9, operations: [{ sequence: 10, name: 'Assemble' }] },
      receive('STEEL', 'S-1', 40),
      {
        type: 'transform',
        workCenter: 'SAW',
        inputs: [{ lot: { material: 'STEEL', number: 'S-1' }, quantity: '2.5' }],
        outputs: [{ lot: { material: 'BOLT', number: 'K-1' }, quantity: 5 }],
      },
      {
        type: 'transform',
        workOrder: 'WO-7',
        operation: 10,
        workCenter: 'SAW',
        inputs: [{ lot: { material: 'BOLT', number: 'K-1' }, quantity: 4 }],
        outputs: [{ lot: { material: 'PUMP', number: 'Q-1' }, quantity: 1 }],
      },
    )
    const [moved] = await plant.ok({ type: 'move', lot: { number: 'K-1' }, quantity: 1, to: 'DOCK' })
    await plant.ok({ type: 'correct', event: moved?.id, reason: 'it never went there' })
    const lanes = await page<{ spans: Span[]; parents: object; children: object; whole: boolean }>(plant, 'K-1', '/lanes')
    expect(told(lanes.spans).toSorted()).toEqual([
      'child Q-1 produced 1 at SAW Assemble',
      'own K-1 consumed -4 at SAW Assemble',
      'own K-1 produced 5 at SAW ',
      'parent S-1 consumed -2.5 at SAW ',
      'parent S-1 received 40 at  ',
    ])
    expect(lanes).toMatchObject({ parents: { shown: 1, of: 1 }, children: { shown: 1, of: 1 }, whole: true })
    const ofBar = await page<{ spans: Span[] }>(plant, 'S-1', '/lanes')
    expect(ofBar.spans.map(({ lot }) => lot.number)).not.toContain('Q-1')
  })

  it('count the neighbours that find no room', async () => {
    const inputs = [{ lot: { material: 'STEEL', number: 'S-2' }, quantity: 1 }]
    const pieces = Array.from({ length: 45 }, (_, index) => ({
      type: 'transform',
      inputs,
      outputs: [{ lot: { material: 'BOLT', number: `N-${index}` }, quantity: 1 }],
    }))
    const plant = await plantWithBasics(at, receive('STEEL', 'S-2', 100), ...pieces)
    const lanes = await page<{ spans: Span[]; children: object }>(plant, 'S-2', '/lanes')
    expect(lanes.children).toEqual({ shown: 40, of: 45 })
    expect(lanes.spans.filter(({ relation }) => relation === 'own')).toHaveLength(46)
  })

  it('put a lot in a run into one span from its first to its last movement there', async () => {
    const plant = await plantWithBasics(
      at,
      receive('STEEL', 'S-3', 100),
      { type: 'workCenter', code: 'SAW', name: 'Saw' },
      { type: 'workOrder', number: 'WO-3', material: 'BOLT', quantity: 9, operations: [{ sequence: 10, name: 'Turn' }] },
      { type: 'start', run: 'R-3', workOrder: 'WO-3', operation: 10, workCenter: 'SAW' },
      { type: 'load', run: 'R-3', lot: { material: 'STEEL', number: 'S-3' }, quantity: 10 },
      { type: 'produce', run: 'R-3', lot: { material: 'BOLT', number: 'M-3' }, quantity: 7 },
      { type: 'unload', run: 'R-3', lot: { material: 'STEEL', number: 'S-3' }, quantity: 2 },
    )
    const { spans } = await page<{ spans: Span[] }>(plant, 'S-3', '/lanes')
    const inRun = spans.filter(({ relation, workCenter }) => relation === 'own' && workCenter === 'SAW')
    expect(told(inRun)).toEqual(['own S-3 loaded+unloaded -8 at SAW Turn'])
    expect(inRun[0]?.from).not.toBe(inRun[0]?.to)
  })
})
