import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seedOfRun } from '../support/rounds.ts'
import { sayingSeed } from '../support/run-seed.ts'

it('is the same for all random cases of a run', () => {
  expect(seedOfRun()).toBe(Number(process.env.GENEALOT_SEED))
  expect(fc.check(fc.property(fc.nat(), () => false)).seed).toBe(seedOfRun())
})

it('stands in front of what failed, with what broke the property', () => {
  const failure = {
    message: 'Property failed after 3 tests\n{ seed: 7 }',
    stack: 'Error: Property failed after 3 tests\n{ seed: 7 }\n    at here',
  }
  const said = 'GENEALOT_SEED=7 repeats its cases. expected $& to be 2. Property failed after 3 tests\n{ seed: 7 }'
  const cause = { message: 'expected $& to be 2\nand more' }
  expect(sayingSeed({ ...failure, cause }, 7)).toEqual({ message: said, stack: `Error: ${said}\n    at here` })
})

it('is said where the stack does not begin with what failed, as where its time is over', () => {
  const { stack } = sayingSeed({ message: 'Test timed out in 100ms.', stack: 'Error: STACK_TRACE_ERROR\n    at there' }, 7)
  expect(stack).toBe('GENEALOT_SEED=7 repeats its cases. Test timed out in 100ms.\nError: STACK_TRACE_ERROR\n    at there')
})
