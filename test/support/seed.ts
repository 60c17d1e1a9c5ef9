import fc from 'fast-check'
import { afterEach } from 'vitest'
import { sayingSeed } from './run-seed.ts'

/** The run has given it (`vitest.config.ts`). */
const seed = Number(process.env.GENEALOT_SEED)
let isDrawn = false

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  get seed() {
    isDrawn = true
    return seed
  },
})

// Also where it is not a property that fails, but what is asked behind it, or its time is over.
afterEach(({ task }) => {
  if (isDrawn) for (const error of task.result?.errors ?? []) Object.assign(error, sayingSeed(error, seed))
})
