import { randomInt } from 'node:crypto'

/** One for all random cases of a run. Where many wait for the answer (CI) the cases are the same at every run; elsewhere they roam. */
export const runSeed = (): string => process.env.GENEALOT_SEED ?? (process.env.CI ? '20261101' : String(randomInt(2 ** 31)))

interface Failure {
  readonly message: string
  readonly stack?: string
  readonly cause?: unknown
}

/** In front, as the list of faults shows the beginning of each; and what broke the property, which it would not show at all. */
export function sayingSeed({ message, stack = '', cause }: Failure, seed: number): Failure {
  const [broke] = typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message).split('\n') : []
  const said = `GENEALOT_SEED=${seed} repeats its cases. ${broke === undefined ? '' : `${broke}. `}${message}`
  return { message: said, stack: stack.includes(message) ? stack.replace(message, () => said) : `${said}\n${stack}` }
}
