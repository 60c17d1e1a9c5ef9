/** Who of a case's customers got what, was told and answered, of now; what takes long of it is remembered while nothing of the case is touched. */

import type { Pool } from 'pg'
import type { Contact } from '../../answers/index.ts'
import { standsStill } from '../recalls/prepared.ts'
import { askedAs } from '../recalls/scope.ts'
import type { Services } from '../route.ts'
import type { Engine } from '../tracing/engine.ts'
import { customersNamed } from '../tracing/queries.ts'
import type { CalledBack, CaseCustomers } from './customers.ts'
import type { LetterTexts } from './letters.ts'
import { type Called, type Case, calledBack, entriesOfKind, questionOf } from './lists.ts'
import { languagesAt } from './queries.ts'

export const REMIND_AFTER_DAYS = 3

interface Asked {
  remindAfter?: number
  /** Whose rows are wanted. */
  wants?: (customer: string) => boolean
}

export async function toldOf(
  services: Services,
  found: Case,
  { remindAfter = REMIND_AFTER_DAYS, wants }: Asked = {},
): Promise<CaseCustomers> {
  const { pool, now } = services
  const called = wants ? (await calledBack(services, found, wants)).called : await calledStill(services, found)
  const [languages, named] = await Promise.all([languagesAt(pool, found.row.site), namesOf(pool, found.row.site, called)])
  return called.told({ contacts: entriesOfKind(found, 'contact'), languages, named, clock: now(), remindAfterDays: remindAfter })
}

export async function namesOf(
  client: Parameters<typeof customersNamed>[0],
  site: string,
  called: CalledBack,
): Promise<Map<string, { name: string | null; contact: Contact | null }>> {
  return new Map((await customersNamed(client, site, called.codes())).map(row => [row.customer, row]))
}

/** The last one said for each language counts. */
export const textsOf = (found: Case): LetterTexts =>
  new Map(entriesOfKind(found, 'letter').flatMap(({ language, detail }) => (detail === null ? [] : [[language, detail] as const])))

const CASES_MAX = 4
const kept = new WeakMap<Engine, Map<string, Called>>()

async function calledStill(services: Services, found: Case): Promise<CalledBack> {
  const { engine, pool } = services
  const question = JSON.stringify([askedAs(questionOf(found)), found.row.position])
  const cases = kept.get(engine) ?? new Map<string, Called>()
  kept.set(engine, cases)
  await engine.current(pool)
  const known = cases.get(question)
  if (known && (await isStill(pool, known, engine.position))) return known.called
  const fresh = await calledBack(services, found)
  cases.delete(question)
  // What is read of the tables while the ledger goes on is of more than one moment.
  if (engine.position === fresh.position) cases.set(question, fresh)
  for (const oldest of [...cases.keys()].slice(0, -CASES_MAX)) cases.delete(oldest)
  return fresh.called
}

/** Looking for what was touched over more positions than these takes longer than tracing. */
const POSITIONS_MAX = 200_000
const isStill = async (pool: Pool, known: Called, position: number): Promise<boolean> =>
  position - known.position <= POSITIONS_MAX && (await standsStill(pool, known, position))
