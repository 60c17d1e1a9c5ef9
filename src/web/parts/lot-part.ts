import type { TraceSeed } from '../../client/index.ts'
import { instantOf, type LotPart } from '../app/search-params.ts'
import type { Words } from '../app/words.tsx'
import { decimal } from './amount.tsx'
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
export function partWords({ after, until, run, quantity, container }: LotPart, unit: string | undefined, words: Words): string {
  const { t } = words
  if (run) return t('part.through-run', { run })
  if (quantity) return t('part.some', { quantity: [decimal(quantity, words.mark), unit].filter(Boolean).join(' ') })
  const times = { from: timeWords(after, words), to: timeWords(until, words) }
  const span = after && until ? 'from-to' : after ? 'from' : until ? 'to' : undefined
  if (container) return span === undefined ? t('part.lay', { container }) : t(`part.lay-${span}`, { container, ...times })
  return span === undefined ? '' : t(`part.left-${span}`, times)
}

const timeWords = (text: string | undefined, words: Words): string =>
  text === undefined || Number.isNaN(Date.parse(text)) ? (text ?? '') : absoluteTime(instantOf(text), false, words)
