import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { enter, expectSound, settled, type Walk } from './walk.ts'

const PATIENT = { timeout: 15_000 }
const steel = (number: string): object => ({ material: 'STEEL', number })
const events = [
  { type: 'partner', code: 'MILL', roles: ['vendor'] },
  { type: 'partner', code: 'SHOP', name: 'Shop Ltd', roles: ['customer'] },
  { type: 'material', code: 'STEEL', unit: 'kg' },
  { type: 'material', code: 'PART' },
  { type: 'receive', vendor: 'MILL', lot: steel('S-1'), quantity: 100 },
  { type: 'receive', vendor: 'MILL', lot: steel('S-2'), quantity: 100 },
  {
    type: 'transform',
    inputs: [{ lot: steel('S-2'), quantity: 10 }],
    outputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 10 }],
  },
  {
    type: 'transform',
    inputs: [{ lot: { material: 'PART', number: 'P-1' }, quantity: 4 }],
    outputs: [{ lot: { material: 'PART', number: 'P-2' }, quantity: 4 }],
  },
  { type: 'ship', shipment: 'SH-1', customer: 'SHOP', lots: [{ lot: { material: 'PART', number: 'P-2' }, quantity: 4 }] },
  { type: 'person', code: 'QUINN', roles: ['quality'] },
].map((event, index) => ({ id: randomUUID(), at: new Date(Date.now() - 3_600_000 + index * 60_000).toISOString(), ...event }))

describe.skipIf(findChromium() === undefined)('an engineer finds that the wrong bar was booked', () => {
  let plant: Plant
  let browser: Browser
  let walk: Walk

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    for (const event of events) await record(plant.url, [event])
    await ask(plant.url, 'people/QUINN/pin', { pin: '482911' })
    const seeds = [{ material: 'STEEL', number: 'S-1' }]
    const { simulation } = (await ask(plant.url, 'recalls/simulations', { seeds })) as { simulation: string }
    await record(plant.url, [
      { type: 'recall', recall: 'RC-0001', lots: [{ lot: steel('S-1') }], simulation, reason: 'cracks in the bar' },
      { type: 'settings', signatures: [{ type: 'correct', role: 'quality', meaning: 'Corrected' }] },
    ])
    walk = await enter(browser, plant.url)
    await walk.page.getByRole('link', { name: 'Lots', exact: true }).first().waitFor()
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  it('is told why it cannot just go, what was recorded since, and what the right bar changes; signs, and finds both in the history', async () => {
    const { page } = walk
    const { lots } = (await ask(plant.url, 'lots?search=P-1')) as { lots: { id: number }[] }
    await page.goto(`${plant.url}/lots/${lots[0]?.id}`)
    await page.goto(`${plant.url}/ledger?event=7`)
    await page.getByRole('button', { name: 'This is wrong: void it…' }).click()
    const why = page.getByRole('region', { name: 'Why it would be refused' })
    await expect.poll(() => why.textContent(), PATIENT).toMatch(/used or shipped since|Later records name/)
    await why.getByRole('link', { name: /#8/ }).waitFor()
    await settled(page)
    await expectSound(walk)

    await page.getByText('Replace it', { exact: true }).click()
    await page.getByRole('textbox', { name: 'inputs › 1 › lot › number' }).fill('S-1')
    await page.getByRole('button', { name: 'See what would change' }).click()
    await expect.poll(() => why.textContent(), PATIENT).toMatch(/S-1 is on hold/)
    await page.getByLabel(/It happened so, even where a rule speaks against it/).check()
    await page.getByRole('button', { name: 'See what would change' }).click()
    const change = page.getByRole('region', { name: 'What would change' })
    await expect.poll(() => change.textContent(), PATIENT).toMatch(/S-1.*100 → 90 kg/)
    const said = (await change.textContent()) ?? ''
    expect(said).toMatch(/S-2.*90 → 100 kg/)
    expect(said).toMatch(/Held from then on 2.*P-1.*P-2/)
    expect(said).toMatch(/Open recalls 1.*RC-0001.*2 more/)
    expect(said).toMatch(/of another origin than was believed.*P-2.*SHOP.*SH-1/)
    await settled(page)
    await expectSound(walk)

    await page.getByLabel('Why is it wrong?').fill('the operator took the other bar')
    await page.getByRole('button', { name: 'Replace this event' }).click()
    const sign = page.getByRole('dialog', { name: 'Sign' })
    await sign.getByLabel('Person').fill('QUINN')
    await sign.getByLabel('PIN').first().fill('482911')
    await sign.getByRole('button', { name: 'Sign', exact: true }).click()
    await page.getByText('Replaced. Traces follow what is right; the audit shows both.').waitFor()

    await page.goto(`${plant.url}/lots/${lots[0]?.id}?tab=timeline`)
    await page.getByText('the operator took the other bar').first().waitFor()
    await settled(page)
    await page.goto(`${plant.url}/ledger?event=7`)
    await page.getByText('voided').first().waitFor()
    await page.getByRole('link', { name: /event #\d+/ }).click()
    await expect.poll(() => page.getByRole('dialog').textContent(), PATIENT).toMatch(/QUINN/)
    await expectSound(walk)
  })

  it('puts a receipt right together with what was made and sent of it, in one act that is signed once', async () => {
    const { page } = walk
    const at = (minutes: number): string => new Date(Date.now() - 1_800_000 + minutes * 60_000).toISOString()
    const made = { material: 'PART', number: 'P-9' }
    const told = [
      { type: 'receive', vendor: 'MILL', lot: steel('S-9'), quantity: 1000 },
      { type: 'transform', inputs: [{ lot: steel('S-9'), quantity: 700 }], outputs: [{ lot: made, quantity: 700 }] },
      { type: 'ship', shipment: 'SH-9', customer: 'SHOP', lots: [{ lot: made, quantity: 500 }] },
    ].map((event, index) => ({ id: randomUUID(), at: at(index), ...event }))
    const [receipt] = await record(plant.url, told)
    await page.goto(`${plant.url}/ledger?event=${receipt?.sequence}`)
    await page.getByRole('button', { name: 'Something in it is wrong: correct it…' }).click()
    await page.getByRole('textbox', { name: 'quantity', exact: true }).fill('100')
    await page.getByRole('button', { name: 'See what would change' }).click()
    const why = page.getByRole('region', { name: 'Why it would be refused' })
    await expect.poll(() => why.textContent(), PATIENT).toMatch(/S-9 would be short of 600 kg.*Produced.*P-9.*700 kg/)
    await settled(page)
    await expectSound(walk)

    await why.getByRole('button', { name: 'Correct it too…' }).click()
    const together = page.getByRole('region', { name: 'Put right in the same act' })
    await together.getByRole('textbox', { name: 'inputs › 1 › quantity' }).fill('70')
    await together.getByRole('textbox', { name: 'outputs › 1 › quantity' }).fill('70')
    await page.getByRole('button', { name: 'See what would change' }).click()
    await expect.poll(() => why.textContent(), PATIENT).toMatch(/P-9 would be short of 430 .*Shipped.*500/)
    await why.getByRole('button', { name: 'Void it too' }).click()
    const change = page.getByRole('region', { name: 'What would change' })
    await expect.poll(() => change.textContent(), PATIENT).toMatch(/S-9.*300 → 30 kg/)
    expect(await change.textContent()).toMatch(/P-9.*200 → 70/)
    await settled(page)
    await expectSound(walk)

    await page.getByLabel('Why is it wrong?').fill('a zero too many on the delivery note')
    await page.getByRole('button', { name: 'Put all 3 right in one act' }).click()
    const sign = page.getByRole('dialog', { name: 'Sign' })
    await sign.getByLabel('Person').fill('QUINN')
    await sign.getByLabel('PIN').first().fill('482911')
    await sign.getByRole('button', { name: 'Sign', exact: true }).click()
    await page.getByText('3 events are put right, in one act.').waitFor()
    const { lots } = (await ask(plant.url, 'lots?search=P-9')) as { lots: { onHand: string }[] }
    expect(lots.map(({ onHand }) => onHand)).toEqual(['70'])
  })

  it('cannot correct it a second time, and is told what to correct instead', async () => {
    const { page } = walk
    const { id } = (await ask(plant.url, 'ledger/7')) as { id: string }
    const again = { type: 'correct', id: randomUUID(), at: new Date().toISOString(), event: id, reason: 'again' }
    const signers = [{ person: 'QUINN', pin: '482911', meaning: 'Corrected' }]
    await expect(ask(plant.url, 'signatures', { event: again, signers })).resolves.toMatchObject({
      status: 'refused',
      code: 'already-corrected',
      detail: expect.stringMatching(/what replaced it can be corrected in its turn/),
    })
    const preview = (await ask(plant.url, 'corrections/preview', { event: id })) as { refused: { code: string } }
    expect(preview.refused.code).toBe('already-corrected')
    await page.goto(`${plant.url}/ledger?event=7`)
    await page.getByText('voided').first().waitFor()
    expect(await page.getByRole('button', { name: /correct it…|void it…/ }).count()).toBe(0)
    await page.getByRole('link', { name: /event #\d+/ }).waitFor()
  })
})
