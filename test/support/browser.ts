import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { findChromium } from '../../src/bench/chromium.ts'

export { findChromium }

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let shared: Promise<Browser> | undefined

/** The browser of this worker: started once, because that takes longer than many a story; it ends with the worker. Each story has windows of its own in it. */
export async function openBrowser(): Promise<Browser> {
  const running = await shared?.catch(() => undefined)
  if (running?.isConnected()) return running
  shared = launch()
  return shared
}

/** What a story has opened goes, also where it failed; the browser stays for the next one. */
export async function closeWindows(browser: Browser | undefined): Promise<void> {
  await Promise.all(browser?.contexts().map(context => context.close()) ?? [])
}

async function launch(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('There is no Chromium. Install the package `chromium`, or set CHROMIUM_PATH.')
  return await chromium.launch({ executablePath, headless: true, args: QUIET })
}
