import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { audited } from './audit.ts'
import { token } from './plant.ts'

export interface Walk {
  page: Page
  context: BrowserContext
  /** What a person does, as the page sees it, however the test does it: each press of the pointer, each word typed into a field, each other key. */
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
/** For how long a page is waited for that does not show what it should. What is there is seen at once, so it costs only what is really broken; less is too little on a machine that others use as well. */
export const PATIENCE = 45_000

/** A browser window of somebody who opened the link that the server printed. */
export async function enter(browser: Browser, url: string, view: View = desk): Promise<Walk> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.height },
    colorScheme: view.scheme ?? 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  const walk: Walk = {
    page,
    context,
    steps: 0,
    faults: [],
    click: target => target.click(),
    press: key => page.keyboard.press(key),
  }
  await page.exposeFunction('stepTaken', () => {
    walk.steps += 1
  })
  await page.addInitScript(countSteps)
  page.on('pageerror', error => walk.faults.push(error.message))
  page.on('response', answer => {
    if (answer.status() >= 500) walk.faults.push(`${answer.request().method()} ${answer.url()} answered ${answer.status()}`)
  })
  // Signed in: whoever leaves the page earlier takes no session along.
  const signedIn = page.waitForResponse(
    answer => answer.request().method() === 'POST' && new URL(answer.url()).pathname.endsWith('/session'),
  )
  await page.goto(`${url}/#key=${token}`)
  await (await signedIn).finished()
  return walk
}

/** Runs in the page. What is typed into one field without anything in between is one step; so is what is set there at once. */
function countSteps(): void {
  const step = (): void => {
    const taken: unknown = Reflect.get(window, 'stepTaken')
    if (typeof taken === 'function') taken()
  }
  let field: EventTarget | null = null
  const typed = (event: Event): void => {
    if (event.target === field) return
    field = event.target
    step()
  }
  const listen = (type: string, heard: (event: Event) => void): void => window.addEventListener(type, heard, { capture: true })
  listen('pointerdown', () => {
    field = null
    step()
  })
  listen('keydown', event => {
    const { key } = event as KeyboardEvent
    const isEntry = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(key)) return
    if (isEntry && (key.length === 1 || key === 'Backspace')) return typed(event)
    field = null
    step()
  })
  listen('input', event => {
    // What is ticked or chosen was pressed.
    if (event.target instanceof HTMLInputElement && ['checkbox', 'radio', 'file'].includes(event.target.type)) return
    typed(event)
  })
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

/** On to another screen as a link leads there, with nothing loaded anew. The screen that is left has its heading marked, for it stands until the next is there. */
export async function moveOn(page: Page, address: string): Promise<void> {
  await page.evaluate(next => {
    document.querySelector('h1')?.setAttribute('data-left', '')
    history.pushState({}, '', next)
  }, address)
  await page.waitForFunction(
    () => document.querySelector('h1:not([data-left])') !== null && document.querySelector('h1[data-left]') === null,
  )
  await settled(page)
}

/** The same to a screen that may be another look of the one that is open, whose heading stays: over a page that has nothing, as somebody leaves and comes back. */
export async function comeTo(page: Page, address: string): Promise<void> {
  await moveOn(page, '/no-such-page')
  await moveOn(page, address)
}
