/** The screens of the office in other languages: nothing English is left over, nothing is wider than the screen, and the account, the badge and the menu decide. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SPOKEN } from '../../src/web/app/spoken.ts'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { audited } from './audit.ts'
import { furnish, makeLots, record } from './floor.ts'
import { ask, openPlant, type Plant } from './plant.ts'
import { enter, moveOn, settled, type Walk, widthBeyond } from './walk.ts'
import { Wedge } from './wedge.ts'

/** Of one thing there is a screen only once there is the thing; a label is read of something that is not there, else it leads elsewhere. */
const OF_ONE: Readonly<Record<string, string>> = {
  '/lots/$id': '/lots/1',
  '/s/$number': '/s/NOT-THERE',
  '/01/$': '/01/04006381333931/10/NOT-THERE',
  '/places/$kind/$code': '/places/workCenter/LATHE',
  '/materials/$code': '/materials/GEAR',
}
const paths = Object.keys(SPOKEN)
  .map(route => OF_ONE[route] ?? route)
  .filter(path => !path.includes('$'))
const widths = [1440, 820, 390]

describe.skipIf(findChromium() === undefined)('the office', () => {
  let plant: Plant
  let browser: Browser

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await furnish(plant)
    await makeLots(plant, ['T-1', 'T-2'])
    // So that every figure on the wall has a number.
    await record(plant, [{ type: 'pass', lot: { material: 'GEAR', number: 'T-1' }, workCenter: 'DEBURR' }])
  }, 300_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  async function walking(tell: (walk: Walk) => Promise<void>): Promise<void> {
    const walk = await enter(browser, plant.url)
    try {
      await tell(walk)
      expect(walk.faults).toEqual([])
    } finally {
      await walk.context.close()
    }
  }

  it.each(['qps', 'de', 'zh'])('in %s: every screen that speaks speaks it, and fits three widths', { timeout: 300_000 }, language =>
    walking(async ({ page }) => {
      await page.evaluate(chosen => localStorage.setItem('genealot.language', chosen), language)
      await page.goto(`${plant.url}/no-such-page`)
      await settled(page)
      // Once every screen is opened by its address; from then on as a link leads there, which takes a fifth of the time.
      const goTo = language === 'qps' ? openAt : moveOn
      const findings: string[] = []
      for (const path of paths) {
        await page.setViewportSize({ width: widths[0] ?? 0, height: 900 })
        await goTo(page, path)
        if (language === 'qps') findings.push(...(await plainWords(page)).map(word => `${path}: ${word}`))
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 })
          if ((await widthBeyond(page)) > 0) findings.push(`${path}: wider than ${width}`)
        }
      }
      expect(findings).toEqual([])
      expect(await page.evaluate(() => document.documentElement.dir)).toBe(language === 'qps' ? 'rtl' : 'ltr')
    }),
  )

  it('is English as a whole where nothing speaks', () =>
    walking(async ({ page }) => {
      await page.evaluate(() => localStorage.setItem('genealot.language', 'de'))
      await page.goto(`${plant.url}/no-such-page`)
      await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
      expect(await page.locator('main').getAttribute('lang')).toBe('en')
      await page.getByRole('link', { name: 'Sperren' }).first().waitFor()
    }))

  it('speaks as the account says, then as the badge does that is scanned, then as is chosen', async () => {
    const made = (await ask(plant.url, 'tokens', { name: `madrid-${Date.now()}`, role: 'writer', language: 'es' })) as { token: string }
    const context = await browser.newContext({ locale: 'en-GB' })
    try {
      const page = await context.newPage()
      await page.goto(`${plant.url}/#key=${encodeURIComponent(made.token)}`)
      await page.getByRole('navigation', { name: 'Principal', exact: true }).waitFor()
      await page.goto(`${plant.url}/wip`)
      await page.getByRole('heading', { name: 'En curso' }).waitFor()
      const wedge = await Wedge.at(page)
      await wedge.scan('BADGE-BEN')
      await page.getByRole('heading', { name: 'Umlauf' }).waitFor()
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
      await page.getByRole('button', { name: /Sprache, Aussehen/ }).click()
      await page.getByRole('menuitem', { name: /Français/ }).click()
      await page.getByRole('heading', { name: 'En-cours' }).waitFor()
    } finally {
      await context.close()
    }
  })

  it('has seven to one for whoever asks for more contrast', { timeout: 300_000 }, () =>
    walking(async ({ page }) => {
      const findings: string[] = []
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, contrast: 'more' })
        for (const path of ['/', '/wip', '/exceptions', '/people', '/stations']) {
          await page.goto(plant.url + path)
          await settled(page)
          findings.push(
            ...(await audited(page, { only: ['color-contrast-enhanced'], withRail: true })).map(one => `${path} in ${colorScheme}: ${one}`),
          )
        }
      }
      expect(findings).toEqual([])
    }),
  )

  it('offers to add somebody where nobody is known', () =>
    walking(async ({ page }) => {
      await page.goto(`${plant.url}/people?site=elsewhere`)
      await page.getByRole('heading', { name: 'Nobody is known here yet' }).waitFor()
      await page.locator('.blank').getByRole('button', { name: 'Add a person' }).click()
      await page.getByRole('textbox', { name: 'Code' }).fill('EVA')
      await page.getByRole('button', { name: 'Record it' }).click()
      await page.getByRole('table').getByText('EVA').waitFor()
    }))

  it('sorts a list that is shown as cards', () =>
    walking(async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 })
      await page.goto(`${plant.url}/people`)
      const first = page.locator('.table-body .table-row').first()
      await first.getByText('Ana Lopez').waitFor()
      await page.getByRole('combobox', { name: 'Sort by: Person' }).selectOption({ label: 'Person ↓' })
      await first.getByText('Ben Sommer').waitFor()
    }))
})

async function openAt(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href)
  await settled(page)
}

/** Said in letters without an accent: then it did not come from the catalogue. Codes, names and numbers of the plant are set apart by their face or stand in what was recorded; kinds of files are called the same everywhere. */
function plainWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const plain: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement
      const text = node.nodeValue?.trim() ?? ''
      if (parent === null || text === '' || parent.closest('script, style, .mono, kbd, select, .rail-mark, [translate="no"]') !== null)
        continue
      if (parent.closest('h1, h2, th, label, button, [role="columnheader"], .page-head') === null) continue
      if (/[a-z]{3}/i.test(text) && !/^(CSV|XLSX|PDF)$/.test(text) && !/[áëïøüÅËÏØÜ⟦⟧·]/.test(text)) plain.push(text)
    }
    return [...new Set(plain)]
  })
}
