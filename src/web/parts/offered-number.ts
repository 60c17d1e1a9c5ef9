import { newId } from '../../client/index.ts'

/** A number that a form offers and anybody may overwrite: the day, and four characters so that two people who ask at once do not share one. */
export const offeredNumber = (prefix: string): string =>
  `${prefix}-${new Date().toISOString().slice(2, 10).replaceAll('-', '')}-${newId().slice(-4).toUpperCase()}`
