/** The letters of a case as a ZIP: a PDF for each customer, named by his code, and more where his lots do not fit on one paper. Made by a job. */
import { appear, emptied, folderOf } from '../case-jobs/files.ts'
import type { Made, Work } from '../case-jobs/runner.ts'
import { notFound } from '../problem.ts'
import type { Services } from '../route.ts'
import { paperOf } from './case-thread.ts'
import type { CaseCustomer } from './customers.ts'
import { letterPages } from './letters.ts'
import { caseOf } from './lists.ts'
import { senderAt } from './queries.ts'
import { textsOf, toldOf } from './told.ts'
import { ZipFile } from './zip-file.ts'

export const lettersWork: Work = (services, doing) => makeLetters(services, doing)

/** Of so many lots together the rows are kept at a time: some thirty megabytes. */
const ROWS_KEPT = 100_000

async function makeLetters(services: Services, { job, tell }: Parameters<Work>[1]): Promise<Made> {
  const { id, site, subject: recall } = job
  const folder = folderOf(services)
  const { part } = await emptied(folder, id)
  const found = await caseOf(services, site, recall)
  const { customers } = await toldOf(services, found)
  if (customers.length === 0) throw notFound(`Nobody got anything that recall ${recall} reaches: there is no letter to write.`)
  const sent = { texts: textsOf(found), row: found.row, sender: await senderAt(services.pool, site), now: services.now() }
  const zip = new ZipFile(part)
  const names = new Set<string>()
  let done = 0
  for (const some of groups(customers)) {
    const wanted = new Set(some.map(({ customer }) => customer))
    const told = await toldOf(services, found, { wants: [...wanted] })
    for (const one of told.customers.filter(({ customer }) => wanted.has(customer))) {
      let number = 0
      for (const page of letterPages(one, sent)) await zip.add(fileName(one.customer, ++number, names), [await paperOf(page)])
      tell('write', ++done, customers.length)
    }
  }
  zip.end()
  return { file: await appear(folder, id, `letters ${recall}.zip`) }
}

/** Customers whose rows fit into memory together. */
function* groups(customers: readonly CaseCustomer[]): Generator<CaseCustomer[]> {
  let group: CaseCustomer[] = []
  for (const one of customers) {
    const lots = group.reduce((sum, other) => sum + other.lots, 0)
    if (group.length > 0 && lots + one.lots > ROWS_KEPT) {
      yield group
      group = []
    }
    group.push(one)
  }
  if (group.length > 0) yield group
}

/** Codes come from people: only what every file system takes is kept of them, and two of them never become one. */
function fileName(customer: string, number: number, taken: Set<string>): string {
  const plain = customer.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^\.+/, '') || 'customer'
  const part = number === 1 ? '' : `-part-${number}`
  for (let again = 1; ; again++) {
    const name = `letters/${plain}${again === 1 ? '' : `~${again}`}${part}.pdf`
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}
