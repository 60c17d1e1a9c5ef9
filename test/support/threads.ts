import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { bundle, threads } from '../../tools/program.ts'

/** Inside the checkout, as what is bundled looks for its packages from where it lies. */
const places = resolve(import.meta.dirname, '../../node_modules/.cache')

/** Bundles the threads once for the run: one that reads TypeScript by itself takes 0.7 to 1.6 s of a processor each time it is started. */
export default async function setup(project: TestProject): Promise<() => void> {
  // Another project of the run has done it.
  if (process.env.GENEALOT_THREADS !== undefined) return () => undefined
  mkdirSync(places, { recursive: true })
  const folder = mkdtempSync(join(places, 'genealot-threads-'))
  process.env.GENEALOT_THREADS = folder
  await bundle(threads(), folder)
  project.onTestsRerun(() => bundle(threads(), folder))
  return () => rmSync(folder, { recursive: true, force: true })
}
