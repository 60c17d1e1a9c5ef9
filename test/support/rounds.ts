import fc from 'fast-check'

/** How many rounds a property runs here: GENEALOT_ROUNDS multiplies. By a part of one it leaves a dozen, or what is seen in them would be chance. */
export const rounds = (count: number): number => Math.max(Math.min(count, 12), Math.ceil(count * Number(process.env.GENEALOT_ROUNDS ?? 1)))

/** The seed of the run, for cases that fast-check does not make: a test that has asked for it says it when it fails. */
export const seedOfRun = (): number => Number(fc.readConfigureGlobal().seed)
