/** Every route of the office, in a plant where every type of event has happened: no accessibility finding, nothing beyond the edge, in both schemes and at three widths. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWindows, findChromium, openBrowser } from '../support/browser.ts'
import { guide } from '../support/guide.ts'
import { audited } from './audit.ts'
import { ask, openPlant, type Plant, record } from './plant.ts'
import { comeTo, enter, settled, type View, type Walk, widthBeyond } from './walk.ts'

/** As the router states them: a route that is added and not looked at below fails the first test. */
const routes = [
  ...readFileSync(new URL('../../src/web/app/router.tsx', import.meta.url), 'utf8').matchAll(/createRoute\(\{[^}]*?path: '([^']+)'/g),
].map(([, path]) => path)

/** Where each route is looked at; LOT stands for a lot with ancestors, descendants and a customer. */
const looked: Readonly<Record<string, readonly string[]>> = {
  '/': ['', '?site=nowhere'],
  '/lots': ['', '?search=NOSUCH'],
  '/lots/$id': [
    'LOT',
    ...['timeline&view=lanes', 'genealogy', 'balance', 'values', 'quality', 'documents', 'identifiers', 'as-built', 'labels'].map(
      tab => `LOT?tab=${tab}`,
    ),
    '999999',
  ],
  '/trace': ['', '?lot=LOT', '?lot=LOT&view=table&direction=back', '?lot=LOT&view=picture', '?lot=LOT&view=timeline'],
  '/recall': ['', '?seed=', '?seed=R1', '?seed=R1&list=call'],
  '/recalls': [''],
  '/recalls/$recall': ['RC-12', 'NOSUCH'],
  '/recalls/$recall/pick': ['RC-12/pick'],
  '/drills': [''],
  '/drills/$drill': ['DR-0001'],
  '/proof': ['', '?direction=forward&lot=F1&seed=R1'],
  '/common-factor': ['', '?failed=F1&good=F2'],
  '/compare': ['', '?left=F1&right=F2'],
  '/difference': ['', '?lot=F1&direction=back&from=2025-03-03T10:00&to=2025-03-05T00:00'],
  '/seeds': ['', '?workCenter=MILL'],
  '/exposure': [''],
  '/genealogy-doctor': [''],
  '/receive': ['', '?order=PO-9'],
  '/produce': ['', '?way=start', '?way=runs'],
  '/ship': ['', '?view=sent', '?view=direct', '?shipment=SH-1'],
  '/ledger': ['', '?event=20', '?type=token&by=nobody'],
  '/exceptions': ['', '?view=settled'],
  '/wip': ['', '?view=board', '?view=lots'],
  '/variance': ['', '?by=material&days=90'],
  '/tv': [''],
  '/holds': ['', '?released=1', '?place=1'],
  '/deviations': ['', '?view=all', '?ask=1'],
  '/orders': ['', '?view=lots', '?order=WO-1', '?search=NOSUCH'],
  '/purchase-orders': ['', '?order=PO-9'],
  '/sales-orders': ['', '?order=SO-3'],
  '/settings': [''],
  '/materials': [''],
  '/materials/$code': ['GEAR', 'OIL?tab=values', 'NOSUCH'],
  '/characteristics/$code': ['viscosity', 'NOSUCH'],
  '/alerts': [''],
  '/complaints': ['', '?state=closed', '?intake=1'],
  '/complaints/$complaint': ['CO-0001', 'CO-0002'],
  '/returns': [''],
  '/printers': [''],
  '/labels': [''],
  '/stations': [''],
  '/setup/scanner': [''],
  '/places/$kind/$code': ['container/BOX-1', 'location/STORES', 'container/NOSUCH'],
  '/people': [''],
  '/records': [''],
  '/s/$number': ['NOSUCH'],
  '/01/$': ['04012345123456/10/NOSUCH'],
  '/access': [''],
  '/access-log': [''],
  '/machines': [''],
}

/** The rail is looked at with these: where none of its links is the place where one is, and where one is. */
const RAILS = ['/', '/lots']

interface Look {
  /** Of its route. */
  isFirst: boolean
  withRail: boolean
}

/** What is open when the guide ends with everything closed. */
const open = [
  { type: 'hold', hold: 'NCR-8', lots: [{ lot: { material: 'OIL', number: 'D1' } }], direction: 'forward', reason: 'smells burnt' },
  {
    type: 'complaint',
    number: 'CO-0002',
    customer: 'C-1',
    severity: 'minor',
    text: 'Rusty',
    said: 'P-1',
    lots: [{ lot: { number: 'P-1' } }],
  },
  { type: 'raise', code: 'ask-supervisor', detail: 'two labels on one box' },
  { type: 'workOrder', number: 'WO-2', material: 'GEAR', quantity: 50, operations: guide.events.find(isOrder)?.operations },
  { type: 'start', run: 'RUN-2', workOrder: 'WO-2', operation: 10, workCenter: 'MILL', by: 'anna' },
  { type: 'load', run: 'RUN-2', lot: { material: 'BLANK', number: 'R2' }, quantity: 30, position: 'feed' },
  { type: 'produce', run: 'RUN-2', lot: { number: 'F9' }, quantity: 20 },
  { type: 'adjust', lot: { material: 'OIL', number: 'D1-FILTERED' }, quantity: 19, reason: 'dip stick' },
]

function isOrder(event: { type: string }): event is { id: string; type: string; operations: unknown } {
  return event.type === 'workOrder'
}

describe.skipIf(findChromium() === undefined)('every screen', () => {
  let plant: Plant
  let browser: Browser
  let lot: string

  beforeAll(async () => {
    ;[plant, browser] = await Promise.all([openPlant({ demo: false }), openBrowser()])
    await recordAll(guide.events)
    const [recall] = guide.recalls
    if (!recall) throw new Error('the guide shows no recall')
    const named = (of: typeof recall.lots) => (of ?? []).map(one => one.lot)
    const { simulation } = (await ask(plant.url, 'recalls/simulations', {
      seeds: named(recall.lots),
      exclude: named(recall.exclusions),
    })) as { simulation: string }
    await recordAll([{ ...recall, simulation }])
    await recordAll(
      open.map((event, index) => ({ ...event, id: randomUUID(), at: new Date(Date.now() - 3_600_000 + index).toISOString() })),
    )
    const { lots } = (await ask(plant.url, 'lots?search=F1&material=GEAR')) as { lots: { id: number; number: string }[] }
    lot = String(lots.find(one => one.number === 'F1')?.id)
  }, 180_000)

  afterAll(async () => {
    await closeWindows(browser)
    await plant?.stop()
  })

  async function recordAll(events: readonly object[]): Promise<void> {
    const results = await record(plant.url, events)
    expect(results.filter(result => result.status !== 'recorded')).toEqual([])
  }

  it('is looked at: no route of the router is left out', () => {
    expect(routes.length).toBeGreaterThan(40)
    expect(Object.keys(looked).toSorted()).toEqual(routes.toSorted())
  })

  // Two windows at once, because the audit of a page is pure computing.
  const addresses = Object.entries(looked).flatMap(([route, ends], place) =>
    ends.map((end, index) => ({ address: addressOf(route, end), isFirst: index === 0, withRail: RAILS.includes(route), part: place % 2 })),
  )
  it.concurrent.each([0, 1])('is sound in light and dark at every width (part %i)', { timeout: 900_000 }, async part => {
    const walk = await enter(browser, plant.url)
    try {
      const findings: string[] = []
      for (const { address, ...look } of addresses.filter(one => one.part === part))
        findings.push(...(await judged(walk, plant.url + address.replace('LOT', lot), look)))
      expect([...findings, ...walk.faults]).toEqual([])
    } finally {
      await walk.context.close()
    }
  })
})

/** The end of an address takes the place of the route's last parameters. */
function addressOf(route: string, end: string): string {
  const fixed = route.split('/').filter(part => !part.startsWith('$'))
  return route.includes('$') ? `/${fixed[1]}/${end}` : `${route}${end}`
}

/** One visit answers every question: light and wide, then dark and narrow, where tables are cards; in between only what is too wide. The second look of one route has the colours of its first. */
async function judged({ page }: Walk, address: string, { isFirst, withRail }: Look): Promise<string[]> {
  const findings: string[] = []
  for (const { width, height, scheme, rules } of views) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: scheme })
    if (scheme === 'light') {
      const isThere = await openLook(page, address, isFirst).then(
        () => true,
        () => false,
      )
      if (!isThere) return [`${address}: no heading, or something is still being looked up`]
      const trouble = await page.locator('.trouble').allInnerTexts()
      if (trouble.length > 0 && !address.includes('NOSUCH')) findings.push(`${address}: ${trouble.join(' ')}`)
    }
    const said = [
      ...(rules === 'none' || (scheme === 'dark' && !isFirst) ? [] : await audited(page, { withRail, ...(rules ? { only: rules } : {}) })),
      ...(await tooWide(page, width)),
    ]
    findings.push(...said.map(one => `${address} at ${width} in ${scheme}: ${one}`))
    if (pictures) await page.screenshot({ path: join(pictures, `${fileName(address)} ${width} ${scheme}.png`) })
  }
  return findings
}

/** Each route once by its address, which is how a link in a letter leads there; its further looks as somebody comes there within the office, which takes a fifth of the time. */
async function openLook(page: Page, address: string, isFirst: boolean): Promise<void> {
  if (!isFirst) return comeTo(page, address)
  await page.goto(address)
  await settled(page)
}

/** For whoever wants to look at them all: GENEALOT_PICTURES names a folder. */
const pictures = process.env.GENEALOT_PICTURES
const fileName = (address: string): string => new URL(address).href.replace(/^\w+:\/\/[^/]+\//, '').replaceAll(/[^\w-]+/g, '_') || 'home'

/** The other scheme differs in its colours, and a phone in what scrolls and how large it is. */
const views: readonly (View & { scheme: 'light' | 'dark'; rules: readonly string[] | undefined | 'none' })[] = [
  { width: 1440, height: 900, scheme: 'light', rules: undefined },
  { width: 1024, height: 768, scheme: 'dark', rules: 'none' },
  { width: 360, height: 760, scheme: 'dark', rules: ['color-contrast', 'scrollable-region-focusable', 'target-size'] },
]

/** On a desk a table shows all its columns; on less it may be moved inside its frame, and the page never. */
async function tooWide(page: Page, width: number): Promise<string[]> {
  const findings = (await widthBeyond(page)) > 0 ? ['wider than the screen'] : []
  if (width < 1440) return findings
  const cut = await page
    .locator('.table-scroll')
    .evaluateAll(tables =>
      tables
        .filter(table => table.scrollWidth > table.clientWidth)
        .map(table => table.getAttribute('aria-label') ?? table.firstElementChild?.getAttribute('aria-label')),
    )
  return [...findings, ...cut.map(label => `columns of "${label}" are out of sight`)]
}
