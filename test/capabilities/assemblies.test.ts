import { describe, expect, it } from 'vitest'
import { expectSound, opening, type Plant, plantWithBasics, receive, type Sent } from '../ledger/plant.ts'
import { testStore } from '../support/store.ts'

const at = testStore()
const install = (assembly: string, component: string, more: object = {}): Sent => ({
  type: 'install',
  assembly: { number: assembly },
  component: { number: component },
  ...more,
})
const remove = (assembly: string, component: string, more: object = {}): Sent => ({
  type: 'remove',
  assembly: { number: assembly },
  component: { number: component },
  ...more,
})
const begun = (...more: Sent[]): Promise<Plant> =>
  plantWithBasics(
    at,
    {
      type: 'workOrder',
      number: 'WO-1',
      material: 'PUMP',
      quantity: 2,
      operations: [{ sequence: 10, name: 'Mount', workCenter: 'WC-1', components: [{ material: 'MOTOR' }, { material: 'BOLT' }] }],
    },
    receive('MOTOR', 'M-1', 1),
    receive('BOLT', 'B-1', 10),
    receive('STEEL', 'S-1', 10),
    { ...opening('PUMP', 'U-1', 1), workOrder: 'WO-1' },
    opening('PUMP', 'U-2', 1),
    ...more,
  )

describe('install and remove', () => {
  it('a serial is in one assembly at a time, and can go from one into another', async () => {
    const plant = await begun(install('U-1', 'M-1'))
    await plant.refused(install('U-2', 'M-1'), 'serial-already-installed', '/component')
    await plant.ok(remove('U-1', 'M-1', { to: 'STORE' }), install('U-2', 'M-1'), remove('U-2', 'M-1'), install('U-1', 'M-1'))
    expect(await plant.links('U-1')).toEqual(['M-1 1 of 1 removed', 'M-1 1 of 1'])
    expect(await plant.links('U-2')).toEqual(['M-1 1 of 1 removed'])
    expect(await plant.onHand('M-1')).toBe(0)
  })

  it('takes out a part of what was put in, and the rest later', async () => {
    const plant = await begun(install('U-1', 'B-1', { quantity: 8 }), remove('U-1', 'B-1', { quantity: 3 }))
    await plant.refused(remove('U-1', 'B-1', { quantity: 6 }), 'quantity-exceeds-balance', '/quantity')
    await plant.ok(remove('U-1', 'B-1'))
    expect(await plant.onHand('B-1')).toBe(10)
    await plant.refused(remove('U-1', 'B-1'), 'not-installed', '/component')
  })

  it('what is taken out goes where it is said, or away', async () => {
    const plant = await begun(
      install('U-1', 'M-1'),
      install('U-1', 'B-1', { quantity: 4 }),
      remove('U-1', 'M-1', { to: 'DOCK' }),
      remove('U-1', 'B-1', { disposition: 'scrap' }),
    )
    expect(await plant.places('M-1')).toEqual({ 'location:DOCK': 1 })
    expect(await plant.onHand('B-1')).toBe(6)
  })

  it('reports the operation of the routing at the work center', async () => {
    const plant = await begun()
    const [result] = await plant.ok(install('U-1', 'M-1', { workCenter: 'WC-1' }))
    expect((await plant.rows('select work_order, operation from ledger where id = $1', result?.id))[0]).toEqual({
      work_order: 'WO-1',
      operation: 10,
    })
  })

  const cases: [string, Sent, string, string][] = [
    ['an assembly nobody knows', install('U-9', 'M-1'), 'unknown-lot', '/assembly/number'],
    ['a component nobody knows', install('U-1', 'M-9'), 'unknown-lot', '/component/number'],
    ['an assembly into itself', install('U-1', 'U-1'), 'invalid-event', '/component'],
    ['more than there is', install('U-1', 'B-1', { quantity: 11 }), 'quantity-exceeds-balance', '/quantity'],
    ['a component the operation does not take', install('U-1', 'S-1', { workCenter: 'WC-1' }), 'wrong-component', '/component/material'],
    ['at an order nobody stated', install('U-1', 'M-1', { workOrder: 'WO-9' }), 'unknown-work-order', '/workOrder'],
    ['removal of what is not in there', remove('U-1', 'M-1'), 'not-installed', '/component'],
    ['removal from another assembly', remove('U-2', 'B-1'), 'not-installed', '/component'],
    ['removal to a place nobody stated', remove('U-1', 'B-1', { to: 'MOON' }), 'unknown-location', '/to'],
  ]
  it.each(cases)('refuses %s', async (_, event, code, pointer) => {
    await (await begun(install('U-1', 'B-1', { quantity: 2 }))).refused(event, code, pointer)
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
