import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { audited } from './audit.ts'
import { token } from './plant.ts'

export interface Walk {
  page: Page
  context: BrowserContext
  /** Clicks, and keys that are not part of a typed word: what a person does. */
  steps: number
  click(target: Locator): Promise<void>
  press(key: string): Promise<void>
  faults: string[]
}

export interface View {
  width: number
  height: number
  scheme?: 'light' | 'dark'
}

export const desk: View = { width: 1440, height: 900 }
export const phone: View = { width: 360, height: 760 }
/** A browser window of somebody who opened the link that the server printed. */
export async function enter(browser: Browser, url: string, view: View = desk): Promise<Walk> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.scheme ?? 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const walk: Walk = {
    page,
    context,
    steps: 0,
    faults: [],
    click: async target => {
      walk.steps += 1
      await target.click()
    },
    press: async key => {
      walk.steps += 1
      await page.keyboard.press(key)
    },
  }
  page.on('pageerror', error => walk.faults.push(error.message))
  // Signed in: whoever leaves the page earlier takes no session along.
  const signedIn = page.waitForResponse(
    answer => answer.request().method() === 'POST' && new URL(answer.url()).pathname.endsWith('/session'),
  )
  await page.goto(`${url}/#key=${token}`)
  await (await signedIn).finished()
  return walk
}

export async function widthBeyond(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}

/** No accessibility finding, and nothing beyond the edge. */
export async function expectSound({ page }: Walk): Promise<void> {
  expect(await audited(page)).toEqual([])
  expect(await widthBeyond(page)).toBeLessThanOrEqual(0)
}

/** The page has said what it has to say: a heading is there, and nothing is still being looked up. A page that listens for news is never idle. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('h1') !== null && document.querySelector('.skeleton') === null)
}
