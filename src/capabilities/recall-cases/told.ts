/** Who of a case's customers got what, was told and answered, of now; what takes long of it is remembered while nothing of the case is touched. */

import type { Pool } from 'pg'
import type { Contact } from '../../answers/index.ts'
import { LotBits } from '../recalls/lot-bits.ts'
import { type Prepared, standsStill } from '../recalls/prepared.ts'
import { entriesOf } from '../recalls/queries.ts'
import { askedAs } from '../recalls/scope.ts'
import type { Services } from '../route.ts'
import type { Engine } from '../tracing/engine.ts'
import { customersNamed } from '../tracing/queries.ts'
import { CalledBack, type CaseCustomers } from './customers.ts'
import type { LetterTexts } from './letters.ts'
import { type CalledAsked, type CalledNow, type Case, calledBack, entriesOfKind, questionOf } from './lists.ts'
import { languagesAt } from './queries.ts'

export const REMIND_AFTER_DAYS = 3

interface Asked {
  remindAfter?: number
  /** Whose rows are wanted. */
  wants?: Exclude<CalledAsked['wants'], 'none'>
}

export async function toldOf(
  services: Services,
  found: Case,
  { remindAfter = REMIND_AFTER_DAYS, wants }: Asked = {},
): Promise<CaseCustomers> {
  const { pool, now } = services
  const { site, recall } = found.row
  const called = wants ? summed(await calledBack(services, found, wants)) : await calledStill(services, found)
  const [languages, named, contacts] = await Promise.all([
    languagesAt(pool, site),
    namesOf(pool, site, called),
    entriesOf(pool, site, recall, ['contact']),
  ])
  return called.told({ contacts, languages, named, clock: now(), remindAfterDays: remindAfter })
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

interface Kept {
  position: number
  readonly rests: Omit<Prepared, 'found' | 'position'>
  readonly called: CalledBack
}
const summed = ({ sums }: CalledNow): CalledBack => new CalledBack(undefined, new Map(sums))

const CASES_MAX = 4
const kept = new WeakMap<Engine, Map<string, Promise<Kept>>>()

/** Whoever asks while it is being read waits for that. */
async function calledStill(services: Services, found: Case): Promise<CalledBack> {
  const { engine, pool } = services
  const question = JSON.stringify([askedAs(questionOf(found)), found.row.position])
  const cases = kept.get(engine) ?? new Map<string, Promise<Kept>>()
  kept.set(engine, cases)
  await engine.current(pool)
  const known = await cases.get(question)?.catch(() => undefined)
  if (known && (await isStill(pool, known, engine.position))) return known.called
  const reading = calledBack(services, found, 'none').then(read => {
    const { position, lots, shipments } = read
    return { position, rests: { lots: new LotBits(lots), shipments }, called: summed(read) }
  })
  cases.delete(question)
  cases.set(question, reading)
  for (const oldest of [...cases.keys()].slice(0, -CASES_MAX)) cases.delete(oldest)
  return (await reading).called
}

/** Looking for what was touched over more positions than these takes longer than tracing. */
const POSITIONS_MAX = 200_000

/** What stands still up to now need not be looked at again. */
async function isStill(pool: Pool, known: Kept, position: number): Promise<boolean> {
  if (position < known.position || position - known.position > POSITIONS_MAX) return false
  if (!(await standsStill(pool, { ...known.rests, position: known.position }, position))) return false
  known.position = Math.max(known.position, position)
  return true
}
