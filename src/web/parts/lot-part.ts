import type { TraceSeed } from '../../client/index.ts'
import { instantOf, type LotPart } from '../app/search-params.ts'
import { absoluteTime } from './when.tsx'

/** Of whatever else stands in the address, the part. */
export const partIn = ({ after, until, run, quantity, container }: LotPart): LotPart => ({ after, until, run, quantity, container })

/** The same as the server is asked. */
export function partOfSeed({ after, until, run, quantity, container }: LotPart): Partial<TraceSeed> {
  return {
    ...(after ? { after: instantOf(after) } : {}),
    ...(until ? { until: instantOf(until) } : {}),
    ...(run ? { run } : {}),
    ...(quantity ? { quantity } : {}),
    ...(container ? { container } : {}),
  }
}

/** Empty where the whole lot is meant. */
export function partWords({ after, until, run, quantity, container }: LotPart, unit: string | undefined): string {
  if (run) return `what went through run ${run}`
  if (quantity) return `${[quantity, unit].filter(Boolean).join(' ')} of it, nobody knows which`
  const from = after ? ` after ${timeWords(after)}` : ''
  const to = until ? ` until ${timeWords(until)}` : ''
  if (container) return `what lay in container ${container}${from}${to}`
  return from || to ? `what left it${from}${to}` : ''
}

const timeWords = (text: string): string => (Number.isNaN(Date.parse(text)) ? text : absoluteTime(instantOf(text)))
