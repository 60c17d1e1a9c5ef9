/** A thread beside the server's own: draws papers, and writes the files of a package. One task after the other. */
import { parentPort } from 'node:worker_threads'
import { type Page, pdfOf } from '../paper-page.ts'
import { type PackageTask, type PackageWritten, writePackage } from './package-files.ts'

export type CaseTask = { readonly kind: 'paper'; readonly page: Page } | { readonly kind: 'package'; readonly task: PackageTask }
export interface CaseAnswer {
  readonly paper: Uint8Array
  readonly package: PackageWritten
}
/** What a thread says: how far it is, that it is done, or what went wrong. */
export type CaseSaid =
  | { readonly far: readonly [done: number, total: number] }
  | { readonly done: CaseAnswer[CaseTask['kind']] }
  | { readonly problem: { message: string; code: string | null; isRange: boolean } }

parentPort?.on('message', (task: CaseTask) => {
  work(task).then(
    done => say({ done }),
    (error: unknown) => say({ problem: problemOf(error) }),
  )
})

const say = (said: CaseSaid): void => parentPort?.postMessage(said)

const work = async (task: CaseTask): Promise<CaseAnswer[CaseTask['kind']]> =>
  task.kind === 'paper' ? pdfOf(task.page) : writePackage(task.task, telling())

const TOLD_MS = 200

function telling(): (done: number, total: number) => void {
  let last = 0
  return (done, total) => {
    if (performance.now() - last < TOLD_MS) return
    last = performance.now()
    say({ far: [done, total] })
  }
}

function problemOf(error: unknown): { message: string; code: string | null; isRange: boolean } {
  const { code = null } = error as { code?: string | null }
  return {
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    code: typeof code === 'string' ? code : null,
    isRange: error instanceof RangeError,
  }
}
