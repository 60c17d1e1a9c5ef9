/** The thread behind case-jobs/aside.ts: it does one piece of work, with a connection of its own, and is ended. */
import { parentPort } from 'node:worker_threads'
import { poolAside } from '../store/index.ts'
import { type Aside, type AsideSaid, type AsideTask, type AsideTold, errorOf, problemOf } from './case-jobs/aside.ts'
import { type Reckoning, reckoned } from './drills/scorecard.ts'
import { type Page, pdfOf } from './paper-page.ts'
import { gather } from './recall-cases/kept.ts'
import { type CalledAsked, calledNow } from './recall-cases/lists.ts'
import { type CaseAsked, readCase } from './recall-cases/reading.ts'
import { type Handed, received } from './tracing/handed.ts'
import type { TracedLots } from './tracing/traced.ts'

const WORKS: Readonly<Record<string, (aside: Aside, question: unknown) => Promise<unknown>>> = {
  gather: ({ pool }, question) => gather(pool, received(question as Handed)),
  evidence: (aside, question) => readCase(aside, question as CaseAsked),
  paper: (_, question) => pdfOf(question as Page),
  score: (aside, question) => reckoned(aside, question as Reckoning),
  customers: (aside, question) => calledNow(aside, question as CalledAsked),
}

const say = (said: AsideSaid): void => parentPort?.postMessage(said)
let waiting: { done: (traced: TracedLots) => void; fail: (error: Error) => void } | undefined

parentPort?.on('message', (told: AsideTold) => {
  if ('traced' in told) waiting?.done(received(told.traced))
  else if ('problem' in told) waiting?.fail(errorOf(told.problem))
  else void work(told)
})

async function work({ kind, address, question }: AsideTask): Promise<void> {
  const aside: Aside = {
    pool: poolAside(address),
    tell: (...far) => say({ far }),
    trace: asked =>
      new Promise((done, fail) => {
        waiting = { done, fail }
        say({ trace: asked })
      }),
  }
  try {
    const answer = await WORKS[kind]?.(aside, question)
    await aside.pool.end()
    say({ done: answer })
  } catch (error) {
    say({ problem: problemOf(error) })
  }
}
