/** A label asked for at a station that does not come out is said there, with the printers that could print it instead. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lotOf, type Scanner, standing } from '../../../test/capabilities/scanner.ts'
import { hostStatus, type PaperPrinter, paperPrinter } from '../../../test/labels/printer.ts'
import type { Plant } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import type { StuckLabel } from '../../answers/index.ts'
import { PrintQueue } from '../labels/queue.ts'

const store = testStore()
let plant: Plant
let at: Scanner
let paper: PaperPrinter
let other: PaperPrinter
let queue: PrintQueue

beforeEach(async () => {
  process.env.GENEALOT_PRINTER_NETWORKS = '127.0.0.0/8'
  ;[paper, other] = await Promise.all([paperPrinter(), paperPrinter()])
  ;({ plant, at } = await standing(store, 'CHECK', lotOf('WO-1', 'PART', 'L-1')))
  await plant.ok(
    { type: 'printer', code: 'P-1', host: '127.0.0.1', port: paper.port, usual: true },
    { type: 'printer', code: 'P-2', host: '127.0.0.1', port: other.port },
    { type: 'printer', code: 'P-OLD', host: '127.0.0.1', port: other.port, retired: true },
  )
  queue = new PrintQueue(plant.services, { pollMs: 50, backoff: [600] })
  plant.services.wakePrinters = () => queue.wake()
})
afterEach(async () => {
  await queue.close()
  await Promise.all([paper.close(), other.close()])
  delete process.env.GENEALOT_PRINTER_NETWORKS
})

const here = (): string => `/stations/CHECK?site=${plant.site}`
const labelPath = (job: string): string => `/stations/CHECK/labels/${job}?site=${plant.site}`

async function stuck(holds: (labels: StuckLabel[]) => boolean): Promise<StuckLabel[]> {
  for (;;) {
    const { labels } = await ask<{ labels: StuckLabel[] }>(plant.services, `GET ${here()}`)
    if (holds(labels)) return labels
    await new Promise(done => setTimeout(done, 20))
  }
}

it('is named with its reason, and printed at the other printer by a touch', async () => {
  paper.status = hostStatus({ headOpen: 1 })
  await at.said('REPRINT', 'L-1')
  const [label] = await stuck(labels => labels.length > 0)
  expect(label).toEqual({
    job: label?.job,
    label: 'L-1',
    printer: 'P-1',
    status: 'waiting',
    doubtful: false,
    problem: 'Printer P-1 cannot print: its print head is open: close it.',
    others: ['P-2'],
  })
  // One behind it has had no try of its own yet.
  await at.said('REPRINT', 'L-1')
  expect((await stuck(labels => labels.length > 1))[1]).toMatchObject({ problem: label?.problem })
  for (const { job } of (await stuck(labels => labels.length > 1)).reverse())
    await ask(plant.services, `POST ${labelPath(job)}`, { printer: 'P-2' })
  await other.hasLabels(2)
  await stuck(labels => labels.length === 0)
  expect(paper.labels).toEqual([])
  await expect(ask(plant.services, `POST ${labelPath(label?.job ?? '')}`, {})).rejects.toThrow(/printed/)
})

it('is not asked for any more where it is not needed, and nothing of another station is decided about here', async () => {
  paper.status = hostStatus({ paused: 1 })
  await at.said('REPRINT', 'L-1')
  const [label] = await stuck(labels => labels.length > 0)
  await expect(ask(plant.services, `DELETE ${labelPath(label?.job ?? '').replace('CHECK', 'DEBURR')}`)).rejects.toThrow(/no label/)
  expect(await ask(plant.services, `DELETE ${labelPath(label?.job ?? '')}`)).toEqual({ labels: [] })
})
