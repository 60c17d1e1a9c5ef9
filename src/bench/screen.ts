/** One station as its operator meets it: the page in a browser, a badge, and a scanner that types. The browser is driven from a process of its own. */
import { Aside } from './aside.ts'
import { findChromium } from './chromium.ts'

/** What drives the browser. It is no dependency of the product, only of a checkout. */
export const DRIVER = 'playwright-core'

export type ScreenQuestion =
  | { readonly open: { readonly page: string; readonly chromium: string; readonly badge: string } }
  | { readonly scan: { readonly texts: readonly string[]; readonly everyMs: number } }

export class Screen {
  private readonly aside: Aside<ScreenQuestion, number[]>

  private constructor(aside: Aside<ScreenQuestion, number[]>) {
    this.aside = aside
  }

  /** Enrolled by this page's address, and the operator has shown the badge. */
  static async open(page: string, badge: string): Promise<Screen> {
    const aside = new Aside<ScreenQuestion, number[]>('screen-worker')
    try {
      await aside.ask({ open: { page, chromium: findChromium() ?? '', badge } })
    } catch (error) {
      aside.close()
      throw error
    }
    return new Screen(aside)
  }

  /** Milliseconds from the key event of Enter until the frame with the green for this very scan has been drawn. */
  scan(texts: readonly string[], everyMs: number): Promise<number[]> {
    return this.aside.ask({ scan: { texts, everyMs } })
  }

  close(): void {
    this.aside.close()
  }
}

/** What has to be installed before a screen can be measured; undefined where nothing is missing. */
export async function missingForScreen(): Promise<string | undefined> {
  if (findChromium() === undefined) return 'there is no Chromium: install the package `chromium`, or set CHROMIUM_PATH'
  const driver: unknown = await import(DRIVER).catch(() => undefined)
  return driver === undefined ? `there is no ${DRIVER}: \`npm install --no-save ${DRIVER}\` in a checkout` : undefined
}
