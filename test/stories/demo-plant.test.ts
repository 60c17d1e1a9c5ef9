import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { audited } from './audit.ts'
import { ask, openPlant, type Plant } from './plant.ts'
import { desk, enter, phone, settled, type View, type Walk, widthBeyond } from './walk.ts'
import { Wedge } from './wedge.ts'

interface Story {
  search: string
  material: string
  number: string
}

interface FoundLot {
  id: number
  number: string
  material: string
  kind: string
}

describe.skipIf(findChromium() === undefined)('the demo plant', () => {
  let plant: Plant
  let browser: Browser
  let bad: Story
  let seed: FoundLot
  let shipment: string

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: true }), openBrowser()])
    const home = (await ask(plant.url, 'home?site=demo')) as { story: Story[] }
    bad = home.story[0]
    const found = (await ask(plant.url, `lots?site=demo&search=${encodeURIComponent(bad.number)}`)) as { lots: FoundLot[] }
    const { plannedShipments } = (await ask(plant.url, 'planned-shipments?site=demo')) as {
      plannedShipments: { number: string; loaded: number }[]
    }
    shipment = plannedShipments.find(one => one.loaded > 0)?.number ?? ''
    seed = found.lots.find(lot => lot.number === bad.number) ?? found.lots[0]
  }, 480_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  const recallOf = (story: Story) => `/recall?site=demo&seed=${encodeURIComponent(`${story.material}~${story.number}`)}`

  async function inside(view: View, tell: (walk: Walk) => Promise<void>): Promise<void> {
    const walk = await enter(browser, plant.url, view)
    try {
      await walk.page.getByRole('heading', { level: 1 }).first().waitFor()
      await tell(walk)
      expect(walk.faults).toEqual([])
    } finally {
      await walk.context.close()
    }
  }

  it('leads a newcomer to a finished recall in one step', () =>
    inside(desk, async walk => {
      const began = Date.now()
      await walk.click(walk.page.getByRole('link', { name: /^Recall it/ }))
      for (const end of ['Stop', 'Quarantine', 'Call', 'Gone']) await walk.page.locator('.end', { hasText: end }).first().waitFor()
      await walk.page
        .getByText(/\d+ customers?/)
        .first()
        .waitFor()
      await walk.page.getByRole('heading', { name: /^Balance/ }).waitFor()
      expect(await walk.page.locator('.customer').count()).toBeGreaterThan(2)
      expect(walk.steps).toBeLessThanOrEqual(6)
      expect(Date.now() - began).toBeLessThan(60_000)
      // No key stays in the address bar, where it would be copied along with the link.
      expect(walk.page.url()).not.toContain('key=')
    }))

  it('commits what is on the screen: a drill is a case of its own after five steps, the reason typed among them, and holds nothing', () =>
    inside(desk, async walk => {
      const { page } = walk
      await walk.click(page.getByRole('link', { name: /^Recall it/ }))
      await walk.click(page.getByRole('button', { name: 'Commit this recall…' }))
      // The reason is where the cursor stands.
      const reason = page.getByRole('textbox', { name: 'Reason' })
      await expect.poll(() => reason.evaluate(field => field === document.activeElement)).toBe(true)
      await page.keyboard.type('yearly drill')
      await walk.click(page.getByRole('checkbox', { name: /^This is a drill/ }))
      await walk.click(page.getByRole('button', { name: 'Commit the drill' }))
      await page.getByRole('heading', { level: 1, name: 'Recall case DR-0001' }).waitFor()
      await page.getByText('Reproduced').waitFor()
      expect(walk.steps, 'link, button, reason, tick, button').toBe(5)
      const answer = (await ask(plant.url, 'recalls/DR-0001?site=demo')) as { hold: string | null; lots: number }
      expect(answer).toMatchObject({ hold: null })
      expect(answer.lots).toBeGreaterThan(100)
      await page.goto(`${plant.url}/recalls?site=demo`)
      await page.getByText('yearly drill').waitFor()
    }))

  it('shows the same recall from its address alone, and the numbers of the API', () =>
    inside(desk, async ({ page }) => {
      const answer = (await ask(plant.url, 'recalls/simulations', {
        seeds: [{ site: 'demo', material: bad.material, number: bad.number }],
      })) as { totals: { lots: number }; customers: unknown[] }
      await page.goto(plant.url + recallOf(bad))
      await page.getByText(`${answer.totals.lots.toLocaleString('en')} lots and serials`).waitFor()
      // The first answer says so already; who the customers are comes with the whole.
      await page.locator('.customer').first().waitFor()
      expect(await page.locator('.customer').count()).toBe(answer.customers.length)
    }))

  it('finds a lot by any of its identifiers with the keyboard alone', () =>
    inside(desk, async ({ page }) => {
      for (const text of new Set([bad.search, bad.number])) {
        await page.keyboard.press('/')
        await page.getByRole('combobox', { name: /vendor lot/ }).fill(text)
        await page.getByRole('option').filter({ hasText: bad.number }).first().waitFor()
        await page.keyboard.press('Enter')
        await page.waitForURL(/\/lots\/\d+/)
        await page.getByRole('heading', { level: 1, name: bad.number }).waitFor()
        await page.goBack()
      }
    }))

  it('opens what is scanned on any page, and gives a field its text back', () =>
    inside(desk, async ({ page }) => {
      await page.goto(`${plant.url}/lots?site=demo`)
      const field = page.getByRole('textbox', { name: 'Material' })
      await field.fill('typed before')
      await field.focus()
      await (await Wedge.at(page)).scan(bad.number)
      await page.waitForURL(new RegExp(`/lots/${seed.id}`))
      await page.getByRole('heading', { level: 1, name: new RegExp(bad.number) }).waitFor()
    }))

  it('takes slow typing for typing', () =>
    inside(desk, async ({ page }) => {
      await page.goto(`${plant.url}/lots?site=demo`)
      const field = page.getByRole('textbox', { name: 'Any number' })
      await field.pressSequentially(bad.number.slice(0, 4), { delay: 90 })
      await page.keyboard.press('Enter')
      expect(await field.inputValue()).toBe(bad.number.slice(0, 4))
      expect(page.url()).toContain('/lots?')
    }))

  it('shows a lot both ways', () =>
    inside(desk, async ({ page }) => {
      await page.goto(`${plant.url}/lots/${seed.id}`)
      await page.getByRole('heading', { name: /Went into \d/ }).waitFor()
      const child = page.locator('.near-forward .lot-link').first()
      const number = await child.textContent()
      await child.click()
      await page.getByRole('heading', { level: 1, name: number ?? '' }).waitFor()
      await page.locator('.near-back .lot-link', { hasText: bad.number }).waitFor()
      for (const tab of ['Genealogy', 'Balance', 'Identifiers', 'As built']) {
        await page.getByRole('tab', { name: tab }).click()
        await page.getByRole('tabpanel').waitFor()
        expect(await page.getByRole('alert').count()).toBe(0)
      }
    }))

  it('walks the trace tree with the arrow keys', () =>
    inside(desk, async ({ page }) => {
      await page.goto(`${plant.url}/trace?lot=${seed.id}`)
      const tree = page.getByRole('treegrid', { name: 'Went into' })
      const rows = tree.locator('[role=row][aria-level]')
      await rows.first().waitFor()
      await rows.first().focus()
      await page.keyboard.press('ArrowDown')
      expect(await rows.nth(1).evaluate(row => row === document.activeElement)).toBe(true)
      await page.keyboard.press('Home')
      if ((await rows.first().getAttribute('aria-expanded')) === 'true') await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('ArrowRight')
      await tree.locator('[role=row][aria-level="2"]').first().waitFor()
      expect(await rows.first().getAttribute('aria-expanded')).toBe('true')
      await page.keyboard.press('ArrowRight')
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-level'))).toBe('2')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('ArrowLeft')
      expect(await rows.first().getAttribute('aria-expanded')).toBe('false')
      await page.keyboard.press('Enter')
      await page.waitForURL(/\/lots\/\d+/)
    }))

  it('shows the whole trace as a table that can be sorted and saved', () =>
    inside(desk, async ({ page }) => {
      await page.goto(`${plant.url}/trace?lot=${seed.id}&view=table`)
      const table = page.getByRole('table', { name: 'Traced lots' })
      await table.getByRole('row').nth(3).waitFor()
      await table.getByRole('button', { name: 'Steps' }).click()
      await page.waitForURL(/sort=steps/)
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
      expect(file.suggestedFilename()).toContain(bad.number)
    }))

  it('opens an event of the ledger word for word', () =>
    inside(desk, async ({ page }) => {
      await page.goto(`${plant.url}/ledger?site=demo`)
      await page
        .getByRole('link', { name: /^Event \d/ })
        .first()
        .click()
      await page.getByText('What was recorded, word for word').waitFor()
      await page.getByText('Hash of the event before').waitFor()
    }))

  /** What looks otherwise in a plant of fifty thousand events; `every-screen.test.ts` looks at every route of a small one. */
  const screens = () => [
    '/?site=demo',
    '/lots?site=demo',
    `/lots/${seed.id}?site=demo`,
    `/lots/${seed.id}?site=demo&tab=as-built`,
    `/trace?site=demo&lot=${seed.id}`,
    `/trace?site=demo&lot=${seed.id}&view=table`,
    recallOf(bad),
    `/ship?site=demo&shipment=${shipment}`,
    '/wip?site=demo&view=lots',
    '/variance?site=demo',
    '/tv?site=demo',
    '/ledger?site=demo&event=100',
  ]

  it(
    'has no accessibility finding in light or dark, and no sideways scroll on a phone, where there is much to show',
    { timeout: 200_000 },
    () =>
      inside(desk, async ({ page }) => {
        const findings: string[] = []
        for (const screen of screens()) findings.push(...(await judged(page, plant.url, screen)))
        expect(findings).toEqual([])
      }),
  )
})

async function judged(page: Page, url: string, screen: string): Promise<string[]> {
  await page.setViewportSize(desk)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(url + screen)
  await settled(page)
  const light = await audited(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await audited(page, { only: ['color-contrast'] })
  await page.setViewportSize(phone)
  const findings = [...light, ...dark, ...((await widthBeyond(page)) > 0 ? ['wider than a phone'] : [])]
  return findings.map(finding => `${screen}: ${finding}`)
}
