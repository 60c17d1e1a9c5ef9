/** A small shop for the stories of quality: bars received, gears turned and hardened, two people of quality with PINs. */
import { record } from './plant.ts'

type Sent = { type: string; [field: string]: unknown }

export const PIN = '4711'
const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString()

/** Thirty lots with a bore measured on each, so that there is a capability to tell. */
const GEARS = Array.from({ length: 30 }, (_, index) => `G-${index + 1}`)
const bore = (index: number): string => (index === 17 ? '20.130' : (20 + ((index * 7) % 11) / 250 - 0.02).toFixed(3))

export const shop: Sent[] = [
  { type: 'material', code: 'BAR', unit: 'kg', description: 'Round bar 42CrMo4' },
  { type: 'material', code: 'GEAR', unit: 'ea', description: 'Gear' },
  { type: 'material', code: 'PIN', unit: 'ea', description: 'Pin' },
  { type: 'material', code: 'PIN-X', unit: 'ea', description: 'Pin, other hardness' },
  { type: 'partner', code: 'MILL', roles: ['vendor'] },
  { type: 'partner', code: 'ACME', roles: ['customer'] },
  { type: 'workCenter', code: 'OVEN', name: 'Oven' },
  { type: 'person', code: 'ANNA', name: 'Anna of quality', roles: ['quality'], pin: PIN },
  { type: 'person', code: 'BERT', name: 'Bert of quality', roles: ['quality'], pin: PIN },
  { type: 'person', code: 'OTTO', name: 'Otto of the shop', roles: ['operator'], pin: PIN },
  {
    type: 'workOrder',
    number: 'WO-1',
    material: 'GEAR',
    quantity: 100,
    operations: [{ sequence: 10, name: 'Harden', workCenter: 'OVEN', components: [{ material: 'PIN', per: 1 }] }],
  },
  {
    type: 'collectionPlan',
    material: 'GEAR',
    characteristics: [{ code: 'bore', unit: 'mm', min: '19.9', max: '20.1', kind: 'number', at: 'finish', outOfRange: 'record' }],
  },
  ...GEARS.map(number => ({ type: 'transform', inputs: [], outputs: [{ lot: { material: 'GEAR', number }, quantity: 10 }] })),
  ...GEARS.map((number, index) => ({
    type: 'collect',
    by: 'OTTO',
    lots: [{ lot: { material: 'GEAR', number } }],
    values: [{ characteristic: 'bore', value: bore(index), unit: 'mm' }],
  })),
  { type: 'transform', inputs: [], outputs: [{ lot: { material: 'PIN-X', number: 'PX-1' }, quantity: 500 }] },
]

export async function openShop(url: string): Promise<void> {
  await record(
    url,
    shop.map((event, index) => ({ ...event, at: at(60 + shop.length - index) })),
  )
}
