/** The process behind screen.ts: a browser with one station's page, and a scanner's keys. */
import type { Browser, CDPSession, Page } from 'playwright-core'
import { answerAside } from './aside.ts'
import { DRIVER, type ScreenQuestion } from './screen.ts'

/** Between two characters, as a hand scanner types them. */
const KEY_MS = 4
const PATIENCE_MS = 60_000
const SHIFT = 8

let station: Station | undefined

answerAside(async (question: ScreenQuestion): Promise<number[]> => {
  if ('open' in question) station = await Station.open(question.open)
  else if (station) return station.scanAll(question.scan.texts, question.scan.everyMs)
  return []
})

process.once('SIGTERM', () => {
  const closing = station?.close() ?? Promise.resolve()
  void closing.finally(() => process.exit(0))
})
process.once('disconnect', () => process.exit(0))

class Station {
  private readonly browser: Browser
  private readonly page: Page
  private readonly keys: CDPSession
  /** The scanner's own clock, in seconds: its rhythm is the same however busy this machine is. */
  private clock = Date.now() / 1000
  private green: (ms: number) => void = () => undefined

  private constructor(browser: Browser, page: Page, keys: CDPSession) {
    this.browser = browser
    this.page = page
    this.keys = keys
  }

  static async open({
    page: address,
    chromium: executablePath,
    badge,
  }: {
    page: string
    chromium: string
    badge: string
  }): Promise<Station> {
    const { chromium } = (await import(DRIVER)) as typeof import('playwright-core')
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
    const page = await browser.newPage({ viewport: { width: 1024, height: 768 }, locale: 'en-GB' })
    page.setDefaultTimeout(PATIENCE_MS)
    const station = new Station(browser, page, await page.context().newCDPSession(page))
    await page.exposeFunction('stationIsGreen', (ms: number) => station.green(ms))
    await page.addInitScript(TIMES_GREEN)
    await page.goto(address)
    await page.locator('.kiosk-next').waitFor()
    await station.type(badge)
    await page.locator('.kiosk-names').waitFor()
    return station
  }

  /** One after the other at this pace. Whoever has waited too long is late with the next scan, too, and that counts. */
  async scanAll(texts: readonly string[], everyMs: number): Promise<number[]> {
    const took: number[] = []
    const began = performance.now()
    for (const [turn, text] of texts.entries()) {
      const due = began + turn * everyMs
      const late = turn === 0 ? 0 : Math.max(0, performance.now() - due)
      await new Promise(done => setTimeout(done, due - performance.now()))
      took.push(late + (await this.scan(text)))
    }
    return took
  }

  private async scan(text: string): Promise<number> {
    const green = new Promise<number>((done, fail) => {
      const tooLate = setTimeout(() => void this.said().then(said => fail(new Error(`no green for ${text}: ${said}`)), fail), PATIENCE_MS)
      this.green = ms => {
        clearTimeout(tooLate)
        done(ms)
      }
    })
    await this.type(text)
    return green
  }

  private async said(): Promise<string> {
    return (await this.page.locator('body').innerText()).slice(0, 400)
  }

  /** Trusted key events, each with the scanner's own time. */
  private async type(text: string): Promise<void> {
    this.clock = Math.max(this.clock + 0.2, Date.now() / 1000)
    await Promise.all([...Array.from(text, character => this.press(character)), this.press('Enter')])
  }

  private async press(key: string): Promise<void> {
    this.clock += KEY_MS / 1000
    const text = key === 'Enter' ? '\r' : key
    const common = { key, code: codeOf(key), modifiers: key !== key.toLowerCase() && key !== 'Enter' ? SHIFT : 0, timestamp: this.clock }
    const code = key === 'Enter' ? { windowsVirtualKeyCode: 13 } : {}
    await Promise.all([
      this.keys.send('Input.dispatchKeyEvent', { type: 'keyDown', ...common, ...code, text, unmodifiedText: text }),
      this.keys.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common, ...code }),
    ])
  }

  close(): Promise<void> {
    return this.browser.close()
  }
}

function codeOf(key: string): string {
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`
  if (/^\d$/.test(key)) return `Digit${key}`
  return key === 'Enter' ? 'Enter' : 'Minus'
}

/**
 * Runs in the page, ahead of its own code. The clock starts with the key event of Enter, before anybody else hears of it, and ends when the frame that shows the next green has
 * been drawn: the callback of the frame comes before it is drawn, a message posted there after. The green of the scan before, which stands until then, does not count.
 */
const TIMES_GREEN = `{
  let entered, before
  const green = () => document.querySelector('.band-done')?.textContent
  addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') [entered, before] = [performance.now(), green()]
  }, true)
  const drawn = new MessageChannel()
  drawn.port1.onmessage = ({ data }) => stationIsGreen(performance.now() - data)
  new MutationObserver(() => {
    const now = green()
    if (now === undefined) before = undefined
    if (entered === undefined || now === before) return
    const since = entered
    entered = undefined
    requestAnimationFrame(() => drawn.port2.postMessage(since))
  }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true })
}`
