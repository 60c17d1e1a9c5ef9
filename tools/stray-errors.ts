// A reporter: what broke outside of any test, and what passed only when it was tried again, is kept for `npm test` to say at its end. Vitest's JSON has neither.
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** The variable that names the file it is kept in. */
export const STRAY_ERRORS = 'GENEALOT_STRAY_ERRORS'

export interface StrayError {
  /** The file, and the test that ran then, as far as they are known. */
  readonly where: string
  readonly said: string
}

/** What a run leaves beside its report. */
export interface Left {
  readonly errors: readonly StrayError[]
  /** Tests that failed before they passed. */
  readonly again: readonly string[]
}

/** What vitest says of an error, as far as it is read here. */
interface Told {
  readonly name?: string
  readonly message?: string
  readonly stack?: string
  readonly VITEST_TEST_PATH?: string
  readonly VITEST_TEST_NAME?: string
}

export default class StrayErrors implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly Told[]): void {
    const file = process.env[STRAY_ERRORS]
    const left: Left = { errors: errors.map(strayError), again: modules.flatMap(triedAgain) }
    if (file !== undefined) writeFileSync(file, JSON.stringify(left))
  }
}

const triedAgain = ({ moduleId, children }: TestModule): string[] =>
  [...children.allTests('passed')]
    .filter(test => (test.diagnostic()?.retryCount ?? 0) > 0)
    .map(test => `${moduleId} > ${test.fullName}, at try ${(test.diagnostic()?.retryCount ?? 0) + 1}`)

function strayError({ name = 'Error', message = '', stack, VITEST_TEST_PATH: path, VITEST_TEST_NAME: test }: Told): StrayError {
  const where = [path, test].filter(Boolean).join(' > ') || 'nobody knows where'
  return { where, said: stack?.includes(message) ? stack : `${name}: ${message}\n${stack ?? ''}` }
}
