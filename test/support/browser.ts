import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser of this machine: CHROMIUM_PATH, or where Debian and others put it. */
export const findChromium = (): string | undefined => [process.env.CHROMIUM_PATH, ...PLACES].find(path => path && existsSync(path))

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
