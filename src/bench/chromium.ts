import { existsSync } from 'node:fs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser of this machine: CHROMIUM_PATH, or where Debian and others put it. */
export const findChromium = (): string | undefined => [process.env.CHROMIUM_PATH, ...PLACES].find(path => path && existsSync(path))
