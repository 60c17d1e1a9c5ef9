import { describe, expect, it } from 'vitest'
import { parseQuantity } from '../../base/quantity.ts'
import type { WorkOrder } from '../booking/records.ts'
import { STANDARD } from '../policies.ts'
import type { Decision } from './answer.ts'
import { contextSchema, EMPTY, type StationContext } from './context.ts'
import type { Facts } from './facts.ts'
import { priceFrom } from './price.ts'
import { readText } from './read.ts'
import { reduce } from './reduce.ts'
import type { LotSeen, PersonSeen, ReportSeen, Seen } from './seen.ts'
import type { Station } from './station.ts'
import type { Turn } from './turn.ts'
import { understand } from './understand.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')
const order: WorkOrder = {
  number: 'WO-1',
  material: 'PART',
  quantity: '1000',
  operations: [
    { sequence: 10, name: 'Turn', createsLot: true },
    { sequence: 20, name: 'Check', workCenter: 'WC' },
    { sequence: 30, name: 'Deburr', workCenter: 'DEBURR', report: 'both' },
    { sequence: 40, name: 'Check again', workCenter: 'WC', passThrough: true },
  ],
}
const report = (operation: number | null, more: Partial<ReportSeen> = {}): ReportSeen => ({
  type: 'pass',
  event: 'E',
  since: 1,
  at: NOW - 3_600_000,
  by: 'ANA',
  name: 'Ana',
  workOrder: 'WO-1',
  operation,
  workCenter: operation === 30 ? 'DEBURR' : 'WC',
  quantity: '250',
  scrap: '0',
  run: null,
  runOpen: false,
  ...more,
})
const lot = (more: Partial<LotSeen> = {}): LotSeen => ({
  id: 1,
  material: 'PART',
  number: '4711',
  kind: 'lot',
  unit: 'ea',
  expiresAt: null,
  workOrder: 'WO-1',
  record: null,
  order,
  onHand: '250',
  places: [],
  holds: [],
  concessions: { granted: [], uses: [] },
  reports: [],
  ...more,
})
const lots = (...seen: LotSeen[]): Seen => ({ kind: 'lots', lots: seen, container: null })
const ana: PersonSeen = { code: 'ANA', name: 'Ana', language: null, roles: [], pin: null, certifications: [] }
const nothing: Facts = {
  seen: null,
  center: null,
  runs: [],
  run: null,
  lots: [],
  people: [ana],
  started: [],
  loaded: [],
  price: null,
  materials: [],
  assembly: null,
  unit: null,
  orderLots: [],
  plans: [],
  values: [],
  dock: null,
  usedSince: [],
}
const station = (more: Partial<Omit<Station, 'policies'>> = {}, policies: Partial<Station['policies']> = {}): Station => ({
  code: 'S-1',
  site: 'main',
  workCenter: 'WC',
  job: 'report',
  badges: 'sticky',
  ...more,
  policies: { ...STANDARD, ...policies },
})
const present: StationContext = { ...EMPTY, people: [{ code: 'ANA', name: 'Ana', language: null }] }

function scan(text: string, seen: Seen | null, more: Partial<Turn> = {}): Decision {
  const context = more.context ?? present
  const reading = readText(text)
  const turn: Turn = {
    station: station(),
    context,
    scan: '00000000-0000-4000-8000-000000000001',
    text,
    reading,
    at: NOW,
    offline: false,
    touched: false,
    shiftEndsAt: NOW + 3_600_000,
    badge: null,
    pin: null,
    ...more,
    facts: { ...nothing, seen, ...more.facts },
  }
  const decision = reduce(turn, understand(context, reading, { isBadge: turn.badge !== null, offline: turn.offline }))
  // What a station is answered with must be what it may send.
  expect(contextSchema.parse(JSON.parse(JSON.stringify(decision.context)))).toEqual(JSON.parse(JSON.stringify(decision.context)))
  return decision
}

const said = ({ outcome, message, wishes }: Decision): string => [outcome, message.key, ...wishes.map(wish => wish.type)].join(' ')

describe('a lot at an operation that lots pass', () => {
  const checked = report(20)
  const cases: [string, LotSeen, string, Partial<Turn>][] = [
    ['is next', lot(), 'done done.reported pass', {}],
    ['has no order', lot({ workOrder: null, order: null }), 'done done.reported pass', {}],
    ['is reported in part', lot({ reports: [report(20, { quantity: '100' })] }), 'done done.reported pass', {}],
    ['comes a second time on its route', lot({ reports: [checked, report(30, { type: 'finish' })] }), 'done done.reported pass', {}],
    ['comes back before the operation between', lot({ reports: [checked] }), 'attention ask.skipped', {}],
    ['was at both operations', lot({ reports: [report(40), report(30), checked] }), 'attention ask.repeat', {}],
    [
      'was at both operations, where that stops',
      lot({ reports: [report(40), report(30), checked] }),
      'stop ask.repeat',
      { station: station({}, { repeat: 'stop' }) },
    ],
    [
      'is not on its route',
      lot({ order: { ...order, operations: [{ sequence: 5, name: 'Weld', workCenter: 'WELD' }] } }),
      'attention ask.off-route',
      {},
    ],
    ['is held', lot({ holds: [{ hold: 'H', reason: 'Cracks', by: 'Ben' }] }), 'stop stop.held', {}],
    ['has expired', lot({ expiresAt: NOW - 1 }), 'stop stop.expired', {}],
    ['is used up', lot({ onHand: '0' }), 'stop stop.finished', {}],
    ['stops by policy', lot({ reports: [checked] }), 'stop ask.skipped', { station: station({}, { sequence: 'stop' }) }],
    ['goes on by policy', lot({ reports: [checked] }), 'done done.reported pass', { station: station({}, { sequence: 'allow' }) }],
    ['nobody is there', lot(), 'attention ask.badge', { context: EMPTY }],
    ['nobody needs to be there', lot(), 'done done.reported pass', { context: EMPTY, station: station({}, { badge: 'optional' }) }],
    ['waits for others', lot(), 'done done.gathered', { station: station({}, { together: true }) }],
    ['has no work center to be at', lot(), 'stop stop.no-work-center', { station: station({ workCenter: undefined }) }],
    ['offline, held', lot({ holds: [{ hold: 'H', reason: 'Cracks', by: null }] }), 'done done.reported pass', { offline: true }],
    ['offline, out of sequence', lot({ reports: [checked] }), 'done done.reported pass raise', { offline: true }],
    ['offline, repeated', lot({ reports: [report(40), report(30), checked] }), 'done ask.repeat raise', { offline: true }],
  ]
  it.each(cases)('%s', (_, one, expected, more) => {
    expect(said(scan('4711', lots(one), more))).toBe(expected)
  })
})

describe('a lot at an operation with start and finish', () => {
  const here = station({ workCenter: 'DEBURR' })
  const begun = report(30, { type: 'start', run: 'R-1', runOpen: true })
  const cases: [string, ReportSeen[], string][] = [
    ['starts', [report(20)], 'done done.started start'],
    ['finishes', [begun, report(20)], 'done done.finished finish'],
    ['was finished', [report(30, { type: 'finish', run: 'R-1' }), { ...begun, runOpen: false }, report(20)], 'attention ask.repeat'],
  ]
  it.each(cases)('%s', (_, reports, expected) => {
    expect(said(scan('4711', lots(lot({ reports })), { station: here }))).toBe(expected)
  })
})

describe('what is no lot', () => {
  const cases: [string, Seen, string][] = [
    ['unknown', { kind: 'unknown', text: 'X', problem: null }, 'stop stop.unknown'],
    ['of another site', { kind: 'elsewhere', site: 'north', text: 'X' }, 'stop stop.elsewhere'],
    ['a place', { kind: 'place', code: 'STORE' }, 'attention ask.place'],
    ['a badge of nobody', { kind: 'badge', text: 'BADGE:X' }, 'stop stop.badge'],
    ['an empty container', { kind: 'lots', lots: [], container: 'BOX' }, 'stop stop.empty'],
    ['two lots of one number', lots(lot(), lot({ id: 2, material: 'OTHER' })), 'attention ask.which'],
    ['a label in several ways', { kind: 'doubtful', text: 'X', ways: ['(10)A', '(10)A(21)B'] }, 'attention ask.how-to-read'],
  ]
  it.each(cases)('%s', (_, seen, expected) => {
    expect(said(scan('X', seen))).toBe(expected)
  })
})

describe('while a question is open', () => {
  const asked = scan('4711', lots(lot({ reports: [report(20)] }))).context
  const again = lots(lot({ reports: [report(20)] }))
  const cases: [string, string, Seen | null, Partial<Turn>, string][] = [
    ['OK goes on', 'OK', again, {}, 'done done.reported pass raise'],
    ['NO gives up', 'NO', null, {}, 'done done.cancelled'],
    ['another lot asks again', '4712', null, {}, 'attention ask.skipped'],
    [
      'a badge is heard, and the question stays',
      'b',
      null,
      { badge: { person: { ...ana, code: 'BEN' }, current: true } },
      'attention done.badge',
    ],
    ['a hold placed meanwhile stops', 'OK', lots(lot({ holds: [{ hold: 'H', reason: 'Cracks', by: null }] })), {}, 'stop stop.held'],
    ['the lot was reported meanwhile', 'OK', lots(lot({ reports: [report(40), report(30), report(20)] })), {}, 'attention ask.repeat'],
  ]
  it.each(cases)('%s', (_, text, seen, more, expected) => {
    expect(said(scan(text, seen, { context: asked, at: NOW + 5000, ...more }))).toBe(expected)
  })
})

describe('cards', () => {
  const cases: [string, string][] = [
    ['DONE', 'attention ask.lot'],
    ['UNDO', 'attention ask.nothing-to-undo'],
    ['QTY', 'attention ask.quantity-next'],
    ['QTY:25', 'done done.ahead'],
    ['qty:2,5', 'done done.ahead'],
    ['QTY:1,500', 'attention ask.which-number'],
    ['SCRAP:1,500:Damaged', 'attention ask.which-number'],
    ['QTY:1.500', 'done done.ahead'],
    ['QTY:many', 'attention ask.quantity-next'],
    ['QTY:-1', 'attention ask.quantity-next'],
    ['SCRAP:3', 'attention ask.scrap-reason'],
    ['SCRAP:3:Damaged', 'done done.ahead-scrap'],
    ['NEW LOT', 'attention ask.no-run'],
    ['HELP', 'done done.help raise'],
    ['OK', 'attention ask.nothing-asked'],
    ['HOLD', 'attention ask.tool-lot'],
    ['PACK', 'attention ask.tool-container'],
    ['VALUE:3', 'attention ask.nothing-asked'],
  ]
  it.each(cases)('%s', (text, expected) => {
    expect(said(scan(text, null))).toBe(expected)
  })
})

describe('what another raw lot costs', () => {
  const q = (value: number) => parseQuantity(value)
  const cases: [string, Parameters<typeof priceFrom>[0], { before: string; after: string }][] = [
    [
      'nothing made yet, in any order',
      { recalled: [q(0)], joining: q(0), left: [q(400)], brings: q(850), isSequential: false },
      { before: '400', after: '1250' },
    ],
    [
      'the same, in order',
      { recalled: [q(0)], joining: q(0), left: [q(400)], brings: q(850), isSequential: true },
      { before: '400', after: '850' },
    ],
    [
      'half made',
      { recalled: [q(200)], joining: q(0), left: [q(200)], brings: q(850), isSequential: false },
      { before: '400', after: '1250' },
    ],
    [
      'a lot that is in others already',
      { recalled: [q(0)], joining: q(5000), left: [q(400)], brings: q(100), isSequential: false },
      { before: '400', after: '5500' },
    ],
    [
      'a third lot',
      { recalled: [q(100), q(300)], joining: q(0), left: [q(50), q(50)], brings: q(100), isSequential: false },
      { before: '400', after: '500' },
    ],
  ]
  it.each(cases)('%s', (_, facts, expected) => {
    expect(priceFrom(facts)).toEqual(expected)
  })
})
