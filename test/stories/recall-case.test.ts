import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPackage } from '../../src/base/signed-package.ts'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { audited } from './audit.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { desk, enter, type Walk, widthBeyond } from './walk.ts'
import { Wedge } from './wedge.ts'

/** BAR B-1 was made into P-1, P-2 and P-3, BAR B-2 into P-7; P-1 went to ACME, P-2 lies in RACK. */
const facts = [
  { type: 'material', code: 'BAR', unit: 'pcs' },
  { type: 'material', code: 'PIN', unit: 'pcs' },
  { type: 'partner', code: 'MILL', name: 'Mill', roles: ['vendor'] },
  { type: 'partner', code: 'ACME', name: 'Acme Motors', roles: ['customer'], contact: 'quality@acme.example' },
  { type: 'location', code: 'RACK' },
  { type: 'receive', lot: { material: 'BAR', number: 'B-1' }, quantity: 100, vendor: 'MILL', vendorLot: 'V-889', location: 'RACK' },
  ...['P-1', 'P-2', 'P-3'].map(number => ({
    type: 'transform',
    inputs: [{ lot: { number: 'B-1' }, quantity: 5 }],
    outputs: [{ lot: { material: 'PIN', number }, quantity: 50 }],
  })),
  { type: 'receive', lot: { material: 'BAR', number: 'B-2' }, quantity: 100, vendor: 'MILL', vendorLot: 'V-890' },
  {
    type: 'transform',
    inputs: [{ lot: { number: 'B-2' }, quantity: 5 }],
    outputs: [{ lot: { material: 'PIN', number: 'P-7' }, quantity: 50 }],
  },
  { type: 'move', lot: { number: 'P-2' }, to: 'RACK' },
  { type: 'ship', shipment: 'SH-1', customer: 'ACME', lots: [{ lot: { number: 'P-1' } }] },
]

describe.skipIf(findChromium() === undefined)('a recall, from a pasted list to its evidence', () => {
  let plant: Plant
  let browser: Browser
  let walk: Walk

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    const start = Date.parse('2026-03-02T06:00:00Z')
    const events = facts.map((fact, minute) => ({ ...fact, id: crypto.randomUUID(), at: new Date(start + minute * 60_000).toISOString() }))
    const { results } = (await ask(plant.url, 'capture', events)) as { results: { status: string }[] }
    expect(results.map(one => one.status)).toEqual(facts.map(() => 'recorded'))
    walk = await enter(browser, plant.url, desk)
    await walk.page.getByRole('heading', { level: 1 }).waitFor()
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  it('answers every line of a list, and takes no nearest spelling by itself', async () => {
    const { page } = walk
    await page.goto(`${plant.url}/recall`)
    await page.getByRole('button', { name: 'A list or file…' }).click()
    await page.getByRole('textbox', { name: 'Identifiers, one a line' }).fill('V-889\nP-I\nforeign 4711\nv-889')
    await page.getByRole('button', { name: 'Check 4 lines' }).click()
    await page.getByText('2 not known').waitFor()
    await page.getByText('1 there already').waitFor()
    await page.getByRole('button', { name: 'take P-1 PIN' }).waitFor()
    expect(await audited(page)).toEqual([])
    await page.getByRole('button', { name: 'Add 1 lot', exact: true }).click()
    await page.getByText('4 lots and serials').or(page.getByText('3 lots and serials')).first().waitFor()
  })

  it('excludes a lot on recorded evidence, says what that does, and commits it', async () => {
    const { page } = walk
    await page.getByRole('button', { name: 'Exclude a lot…' }).click()
    await page.getByRole('textbox', { name: 'Lot known not to be affected' }).fill('P-3')
    await page.getByRole('option').first().click()
    await page.getByRole('textbox', { name: 'Why' }).fill('sealed before')
    await page.getByLabel('The recorded event that proves it').selectOption({ index: 1 })
    expect(await audited(page)).toEqual([])
    await page.getByRole('button', { name: 'Exclude it and simulate again' }).click()
    await page.getByText(/Without exclusions 3 lots and 1 customer, with them 2 lots and 1 customer/).waitFor()
    await page.getByRole('button', { name: 'Commit this recall…' }).click()
    await page.getByRole('textbox', { name: 'Reason' }).fill('cracks')
    expect(await audited(page)).toEqual([])
    await page.getByRole('button', { name: 'Commit and hold' }).click()
    await page.getByRole('heading', { level: 1, name: 'Recall case RC-0001' }).waitFor()
    await page.getByRole('link', { name: /^event #/ }).waitFor()
    await page.getByText('0 % found').waitFor()
    expect(await audited(page)).toEqual([])
  })

  it('a second engineer who commits the same is shown the case that is open, and records nothing twice', async () => {
    const { page } = walk
    await page.goBack()
    await page.getByRole('button', { name: 'Commit this recall…' }).click()
    await page.getByRole('textbox', { name: 'Reason' }).fill('cracks, too')
    await page.getByRole('button', { name: 'Commit and hold' }).click()
    await page.getByText('Recall RC-0001 is open for exactly this scope already').waitFor()
    expect(await audited(page)).toEqual([])
    await page.getByRole('link', { name: 'Go on with RC-0001' }).click()
    await page.getByRole('heading', { level: 1, name: 'Recall case RC-0001' }).waitFor()
    const { recalls } = (await ask(plant.url, 'recalls')) as { recalls: object[] }
    expect(recalls).toHaveLength(1)
  })

  it('fetches with a scanner: the place, the goods, once', async () => {
    const { page } = walk
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('link', { name: 'Scan what is found' }).click()
    await page.getByText('Ready. Scan a place or goods.').waitFor()
    const wedge = await Wedge.at(page)
    await wedge.scan('RACK')
    await page.getByText('RACK: 2 to fetch here.').waitFor()
    await wedge.scan('P-2')
    await page.getByText('P-2, 50 pcs at RACK. Put it into quarantine.').waitFor()
    await wedge.scan('P-2')
    await page.getByText('P-2 was found already').waitFor()
    await wedge.scan('P-3')
    await page.getByText('P-3 is excluded (sealed before): leave it.').waitFor()
    expect(await audited(page)).toEqual([])
    expect(await widthBeyond(page)).toBeLessThanOrEqual(0)
    await page.getByRole('link', { name: 'The case' }).click()
    await page.getByText('50 % found').waitFor()
    await page.setViewportSize(desk)
  })

  it('tells the customer, and takes in what has grown', async () => {
    const { page } = walk
    await page.getByRole('button', { name: 'Letters were sent to the one not told yet' }).click()
    await page
      .getByText('0 to tell or remind')
      .or(page.getByText('told', { exact: true }))
      .first()
      .waitFor()
    const language = page.getByRole('combobox', { name: 'Language of letters to Acme Motors' })
    await language.selectOption('de')
    await page.waitForFunction(() => document.querySelector<HTMLSelectElement>('.letter-language select')?.disabled === false)
    await page.getByRole('button', { name: 'Text of the letter…' }).click()
    await page.getByRole('textbox', { name: 'Text' }).getByText('Sehr geehrte Damen und Herren').waitFor()
    await page.getByRole('textbox', { name: 'Text' }).fill('Recall {recall}\nDear {nmae}')
    await page.getByRole('button', { name: 'Keep the text' }).click()
    await page.getByText('The letter has no field {nmae}').waitFor()
    await page.getByRole('textbox', { name: 'Text' }).fill('Recall {recall}\nDear {name}')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('Dear Acme Motors').waitFor()
    expect(await audited(page)).toEqual([])
    await page.getByRole('button', { name: 'Keep the text' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const late = {
      type: 'transform',
      late: true,
      inputs: [{ lot: { number: 'B-1' }, quantity: 1 }],
      outputs: [{ lot: { material: 'PIN', number: 'P-9' }, quantity: 5 }],
    }
    await record(plant.url, [late], '2026-03-02T08:00:00Z')
    await page.reload()
    await page.getByRole('button', { name: 'Make this version 2…' }).click()
    await page.getByRole('textbox', { name: 'Reason' }).fill('reported late')
    await page.getByRole('dialog').getByRole('link', { name: 'P-9' }).waitFor()
    expect(await audited(page)).toEqual([])
    await page.getByRole('button', { name: 'Freeze version 2' }).click()
    await page.getByText('Since version 2').waitFor()
  })

  it('starts the next version from another lot and undoes an exclusion, with the difference before it is frozen', async () => {
    const { page } = walk
    await page.getByRole('button', { name: 'Make this version 3…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The same lots, to the same extent.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Freeze version 3' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'Start from another lot as well' }).fill('B-2')
    await page.getByRole('option', { name: /B-2/ }).click()
    await dialog.getByRole('list', { name: 'The difference' }).getByRole('link', { name: 'P-7' }).waitFor()
    await dialog.getByRole('checkbox', { name: 'P-3 stays excluded' }).uncheck()
    await dialog.getByRole('list', { name: 'The difference' }).getByRole('link', { name: 'P-3' }).waitFor()
    await dialog.getByRole('status').getByText('Lots and serials: 5, before 3').waitFor()
    expect(await audited(page)).toEqual([])
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('V-890 cracks as well')
    await dialog.getByRole('button', { name: 'Freeze version 3' }).click()
    await page.getByText('Since version 3').waitFor()
    await page.getByRole('list', { name: 'Taken in again' }).getByRole('link', { name: 'P-3' }).waitFor()
    const { holds } = (await ask(plant.url, 'holds')) as { holds: { lots: { number: string }[] }[] }
    expect(holds[0]?.lots.map(lot => lot.number)).toEqual(['B-1', 'B-2'])
  })

  it('hands the evidence over', async () => {
    const { page } = walk
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Evidence' }).click()])
    expect(checkPackage(new Uint8Array(readFileSync(await file.path())))).toMatchObject({
      ok: true,
      manifest: { about: { recall: 'RC-0001', version: 3 } },
    })
    expect(walk.faults).toEqual([])
  })
})
