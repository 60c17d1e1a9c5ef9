/** A customer complains: somebody in the office takes it, holds the lot, takes the goods back, and everybody who should know is told. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listener, listener, until } from '../alerts/receivers.ts'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { audited } from './audit.ts'
import { openPlant, type Plant, record } from './plant.ts'
import { desk, enter, settled } from './walk.ts'

type Sent = { type: string; [field: string]: unknown }

describe.skipIf(findChromium() === undefined)('complaints, returns and alerts', () => {
  let plant: Plant
  let browser: Browser
  let hook: Listener

  beforeAll(async () => {
    process.env.GENEALOT_WEBHOOK_NETWORKS = '127.0.0.1'
    ;[plant, browser, hook] = await Promise.all([openPlant({ demo: false }), openBrowser(), listener()])
    delete process.env.GENEALOT_WEBHOOK_NETWORKS
    await recordEarlier(...sold)
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
    await hook?.close()
  })

  const recordEarlier = (...events: Sent[]): Promise<unknown> => record(plant.url, events, new Date(Date.now() - 3_600_000).toISOString())

  it('states a webhook and a rule, tests them, and reads in the log who was told', async () => {
    const { page } = await enter(browser, plant.url, desk)
    await settled(page)
    await page.goto(`${plant.url}/alerts`)
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('textbox', { name: 'Code' }).fill('erp')
    await drawer.getByRole('textbox', { name: 'Address' }).fill(hook.url)
    await drawer.getByRole('button', { name: 'Add it' }).click()
    await page.getByRole('region', { name: 'Webhook erp' }).waitFor()

    await page.getByRole('button', { name: 'Add a rule' }).first().click()
    await drawer.getByRole('textbox', { name: 'Code' }).fill('quality')
    await drawer.getByRole('checkbox', { name: 'A hold is placed' }).check()
    await drawer.getByRole('checkbox', { name: 'A complaint comes in' }).check()
    await drawer.getByRole('checkbox', { name: 'erp' }).check()
    await drawer.getByRole('button', { name: 'Add it' }).click()
    const rule = page.getByRole('region', { name: 'Rule quality' })
    await rule.getByRole('button', { name: 'Test' }).click()
    await rule.getByRole('status').getByText('sent in').waitFor()
    expect(hook.calls.map(call => call.type)).toEqual(['test'])
  })

  it('takes a complaint from what was pasted, and it is one click to hold and to take back', async () => {
    const { page } = await enter(browser, plant.url, desk)
    await settled(page)
    await page.goto(`${plant.url}/complaints`)
    await page.getByRole('button', { name: 'Take a complaint' }).first().click()
    await page.getByRole('textbox', { name: 'What the customer gave' }).fill('P-1, SH-1, nobody')
    await page.getByText('A shipment with 1 lot or serial.').waitFor()
    await page.getByText('Nothing is recorded under this.').waitFor()
    await page.getByRole('button', { name: 'Pump Works' }).click()
    await page.getByRole('textbox', { name: 'What is wrong' }).fill('It leaks.')
    await page.getByRole('button', { name: 'Record it and start the clock' }).click()
    await page.getByRole('heading', { level: 1, name: 'Complaint CO-0001' }).waitFor()
    await page.getByText(/^waits /).waitFor()
    await page.getByText(/ with Pump Works by SH-1/).waitFor()

    await page.getByRole('link', { name: 'Hold', exact: true }).click()
    await page.getByRole('textbox', { name: 'Reason' }).and(page.locator(':focus')).waitFor()
    await page.getByRole('textbox', { name: 'Reason' }).fill('leaks')
    expect(await page.getByRole('textbox', { name: 'Case' }).inputValue()).toBe('CO-0001')
    await page.getByRole('button', { name: 'Place the hold' }).click()
    await page.getByText('CO-0001').first().waitFor()
    await page.getByRole('button', { name: 'Release…' }).click()
    await page.getByText('Single lots').click()
    await page.getByRole('dialog').getByRole('button', { name: 'P-1' }).click()
    await page.getByRole('dialog').getByText('take out').waitFor()
    expect(await audited(page)).toEqual([])

    await page.goto(`${plant.url}/complaints/CO-0001`)
    await page.getByRole('link', { name: 'Take goods back' }).click()
    expect(await page.getByRole('textbox', { name: 'What is it?' }).inputValue()).toBe('P-1')
    await page.getByRole('checkbox').first().check()
    await page.getByRole('textbox', { name: 'How much of P-1 comes back' }).fill('2')
    await page.getByRole('textbox', { name: 'Why does it come back?' }).fill('leaks')
    await page.getByRole('button', { name: 'Take back this lot' }).click()
    await page.getByText('It is back, as the same lots.').waitFor()

    await page.goto(`${plant.url}/complaints/CO-0001`)
    await page.getByText('Came back').waitFor()
    await page.getByRole('button', { name: 'Answer' }).click()
    await page.getByRole('textbox', { name: 'What was the customer answered?' }).fill('We look into it.')
    await page.getByRole('button', { name: 'Record the answer' }).click()
    await page.getByText(/^answered after/).waitFor()
    await page.getByRole('button', { name: 'Close…' }).click()
    await page.getByRole('textbox', { name: 'What was found, and what was done?' }).fill('The seal was cracked.')
    await page.getByRole('button', { name: 'Close it' }).click()
    await page.getByText('closed: confirmed').waitFor()
  })

  it('says of a complaint that is not there where the others are, and offers nothing to try again', async () => {
    const { page } = await enter(browser, plant.url, desk)
    await settled(page)
    await page.goto(`${plant.url}/complaints/CO-9`)
    await page.getByRole('heading', { level: 1, name: 'Not found' }).waitFor()
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    expect(await audited(page)).toEqual([])
    await page.getByRole('link', { name: 'All complaints' }).click()
    await page.getByRole('link', { name: 'CO-0001' }).waitFor()
  })

  it('has told the webhook of both, and the log says so', async () => {
    const heard = await until(() => hook.calls.length >= 3 && hook.calls.map(call => call.type))
    // The two are told side by side: only what is about one thing has an order.
    expect(heard.toSorted()).toEqual(['complaint.opened', 'hold.placed', 'test'])
    const { page } = await enter(browser, plant.url, desk)
    await settled(page)
    await page.goto(`${plant.url}/alerts`)
    await page.getByText('Complaint CO-0001 from C-1').waitFor()
    await page.getByRole('button', { name: 'Deliver Complaint CO-0001 from C-1 to webhook:erp again' }).click()
    const twice = await until(() => hook.calls.length >= 4 && hook.calls.filter(call => call.type === 'complaint.opened'))
    expect(new Set(twice.map(call => call.headers['webhook-id'])).size).toBe(1)
  })

  it('holds only what came back, as a lot of its own that is named on the screen', async () => {
    await recordEarlier({ type: 'settings', returns: { quarantine: true } })
    const { page } = await enter(browser, plant.url, desk)
    await settled(page)
    await page.goto(`${plant.url}/returns?customer=C-1`)
    await page.getByRole('checkbox').first().check()
    await page.getByRole('textbox', { name: 'How much of P-1 comes back' }).fill('1')
    await page.getByRole('textbox', { name: 'Why does it come back?' }).fill('wet')
    await page.getByRole('button', { name: 'Take back this lot' }).click()
    await page.getByText('put the new number on it').waitFor()
    await page.getByRole('table', { name: 'Returns' }).getByRole('link', { name: 'P-1-R1' }).click()
    await page.getByRole('heading', { level: 1, name: /P-1-R1/ }).waitFor()
    await page.getByText('on hold').first().waitFor()
  })
})

const sold: Sent[] = [
  { type: 'material', code: 'PART', unit: 'pcs' },
  { type: 'partner', code: 'C-1', name: 'Pump Works', roles: ['customer'] },
  { type: 'transform', inputs: [], outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 10 }] },
  { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'P-1' }, quantity: 6 }] },
]
