import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { ask, type Plant } from './plant.ts'
import { PATIENCE, type View } from './walk.ts'
import { Wedge, type WedgeSetup } from './wedge.ts'

export const tablet: View = { width: 1024, height: 768 }

/** A station as its operator meets it: a screen, a scanner, and a count of every scan and touch. */
export class Kiosk {
  readonly page: Page
  readonly context: BrowserContext
  readonly wedge: Wedge
  readonly faults: string[] = []
  touches = 0

  private constructor(page: Page, wedge: Wedge) {
    this.page = page
    this.context = page.context()
    this.wedge = wedge
    page.on('pageerror', error => this.faults.push(error.message))
  }

  /** Enrolled with the administrator's link, as on the first day. */
  static async enrol(
    browser: Browser,
    plant: Plant,
    station: string,
    view: View = tablet,
    { clockAheadMs, ...setup }: WedgeSetup & { clockAheadMs?: number } = {},
  ): Promise<Kiosk> {
    const context = await browser.newContext({
      viewport: { width: view.width, height: view.height },
      colorScheme: view.scheme ?? 'light',
      reducedMotion: 'reduce',
      locale: 'en-GB',
    })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE)
    await listenToSound(page)
    await page.addInitScript(timeStops)
    if (clockAheadMs !== undefined) await page.addInitScript(runAhead, clockAheadMs)
    const { code } = (await ask(plant.url, `stations/${station}/enrolments`, {})) as { code: string }
    await page.goto(`${plant.url}/station#enrol=${code}`)
    const kiosk = new Kiosk(page, await Wedge.at(page, setup))
    await kiosk.next(/badge/i)
    return kiosk
  }

  /** Somebody sets the clock of the device, which was enrolled with a wrong one. */
  async setClock(aheadMs: number): Promise<void> {
    await this.page.evaluate(ahead => Object.assign(window, { clockAhead: ahead }), aheadMs)
  }

  /** The line is cut. What is scanned until it is back is kept in the browser. */
  async offline(): Promise<void> {
    await this.page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated')
    await this.context.setOffline(true)
    await this.page.getByText(/^Offline/).waitFor()
  }

  async online(): Promise<void> {
    await this.context.setOffline(false)
    await this.page.getByText('Connected').waitFor()
  }

  /** What is told happens while no scan gets its answer: whatever is seen meanwhile, the station knew by itself. */
  async heldBack(tell: () => Promise<void>): Promise<void> {
    let release = (): void => undefined
    const gate = new Promise<void>(resolve => {
      release = resolve
    })
    await this.page.route('**/scans', async route => {
      await gate
      await route.continue()
    })
    try {
      await tell()
    } finally {
      release()
      // what is still on its way goes on before the way is taken down: taken down first, it is handed on twice
      await this.page.unrouteAll({ behavior: 'wait' })
    }
  }

  scan(text: string, once?: WedgeSetup): Promise<void> {
    return this.wedge.scan(text, once)
  }

  async touch(target: Locator): Promise<void> {
    this.touches += 1
    await target.click()
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  /** Until the large sentence says what the next scan will do. */
  async next(sentence: string | RegExp): Promise<void> {
    await this.page.locator('.kiosk-next', { hasText: sentence }).waitFor()
  }

  async says(tone: 'done' | 'attention' | 'quiet' | 'kept' | 'heard', words: string | RegExp): Promise<void> {
    await this.page.locator(`.band-${tone}`, { hasText: words }).waitFor()
  }

  async stops(words: string | RegExp): Promise<void> {
    await this.page.locator('.stop h2', { hasText: words }).waitFor()
  }

  async asks(words: string | RegExp): Promise<void> {
    await this.page.locator('.question-title', { hasText: words }).waitFor()
  }

  async badge(badge = 'BADGE-ANA', name = 'Ana Lopez'): Promise<void> {
    await this.scan(badge)
    await this.page.locator('.kiosk-names', { hasText: name }).waitFor()
  }

  /** Only what comes from here on counts. */
  countFromHere(): void {
    this.touches = 0
    this.wedge.scans = 0
  }

  counts(): { scans: number; touches: number } {
    return { scans: this.wedge.scans, touches: this.touches }
  }

  /** The frequencies of the tones begun so far. */
  tones(): Promise<number[]> {
    return this.page.evaluate(() => (window as unknown as { tones: number[] }).tones)
  }

  /** How many milliseconds the latest stop took, from the end of its scan until it was drawn, by the page's own clock. */
  async lastStopTook(): Promise<number> {
    // It is noted with the frame after the one that shows it.
    const noted = await this.page.waitForFunction(() => (window as unknown as { stopTook?: number }).stopTook)
    return (await noted.jsonValue()) ?? Number.NaN
  }

  close(): Promise<void> {
    return this.context.close()
  }
}

/** Notes how long after the last Enter a stop is drawn. */
function timeStops(): void {
  let ended = 0
  let isStopped = false
  const begun = ({ key }: KeyboardEvent): void => {
    if (key !== 'Enter') return
    ended = performance.now()
    Object.assign(window, { stopTook: undefined })
  }
  window.addEventListener('keydown', begun, true)
  const look = (): void => {
    const stands = document.querySelector('.stop') !== null
    if (stands && !isStopped) requestAnimationFrame(() => Object.assign(window, { stopTook: performance.now() - ended }))
    isStopped = stands
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}

/** Notes each tone that is begun, and plays it all the same. */
async function listenToSound(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const tones: number[] = []
    Object.assign(window, { tones })
    const start = OscillatorNode.prototype.start
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      tones.push(this.frequency.value)
      start.call(this, when)
    }
  })
}

/** The clock of a device that is wrong: what the page asks for the time is so much later. */
function runAhead(ahead: number): void {
  Object.assign(window, { clockAhead: ahead })
  const Right = Date
  const now = () => Right.now() + (window as unknown as { clockAhead: number }).clockAhead
  window.Date = new Proxy(Right, {
    construct: (_target, given: number[]) => (given.length === 0 ? new Right(now()) : new Right(...(given as [number]))),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}

/** Until the browser has been told of all of these. */
export async function known(page: Page, names: readonly string[]): Promise<void> {
  await page.waitForFunction(
    async wanted => {
      const kept = await new Promise<string>(resolve => {
        const open = indexedDB.open('genealot-station')
        open.onsuccess = () => {
          const asked = open.result.transaction('kept').objectStore('kept').get('asked')
          asked.onsuccess = () => {
            open.result.close()
            resolve(JSON.stringify(asked.result ?? ''))
          }
        }
      })
      return wanted.every(name => kept.includes(`"${name}"`))
    },
    names,
    { polling: 250 },
  )
}
