// A reporter: what broke outside of any test is kept, for `npm test` to say it again at its end. Vitest's JSON does not have it.
import { writeFileSync } from 'node:fs'
import type { Reporter } from 'vitest/node'

/** The variable that names the file it is kept in. */
export const STRAY_ERRORS = 'GENEALOT_STRAY_ERRORS'

export interface StrayError {
  /** The file, and the test that ran then, as far as they are known. */
  readonly where: string
  readonly said: string
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
  onTestRunEnd(_modules: unknown, errors: readonly Told[]): void {
    const file = process.env[STRAY_ERRORS]
    if (file !== undefined) writeFileSync(file, JSON.stringify(errors.map(strayError)))
  }
}

function strayError({ name = 'Error', message = '', stack, VITEST_TEST_PATH: path, VITEST_TEST_NAME: test }: Told): StrayError {
  const where = [path, test].filter(Boolean).join(' > ') || 'nobody knows where'
  return { where, said: stack?.includes(message) ? stack : `${name}: ${message}\n${stack ?? ''}` }
}
