/** axe, run in the page itself: what a wrapper adds (a second page, every frame, every rule that passed) takes four times as long and finds nothing more here. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface Finding {
  id: string
  nodes: { html: string }[]
}

/** Which of its rules axe looks at: those it would by itself, with some more or without some, or a few only. */
interface Rules {
  only?: readonly string[]
  more?: readonly string[]
  without?: readonly string[]
  /** The rail is the same on every screen and half of what stands there: it is looked at where this is said. */
  withRail?: boolean
}

const RAIL = [['.rail'], ['.phone-bar']]

/** What axe finds on the page as it stands. */
export async function audited(page: Page, { only, more = [], without = [], withRail = false }: Rules = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const options = {
    resultTypes: ['violations'],
    ...(only ? { runOnly: { type: 'rule', values: only } } : {}),
    rules: Object.fromEntries([...more, ...without].map(rule => [rule, { enabled: more.includes(rule) }])),
  }
  const question = { context: { include: [['html']], exclude: withRail ? [] : RAIL }, options }
  const violations = await page.evaluate(async asked => {
    const inPage = window as unknown as { axe: { run(context: object, options: object): Promise<{ violations: Finding[] }> } }
    const found = await inPage.axe.run(asked.context, asked.options)
    return found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 1).map(({ html }) => ({ html })) }))
  }, question)
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
}
