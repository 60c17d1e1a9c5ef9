import { english, type OfficeKey } from '../../../words/office.ts'
import type { Words } from '../../app/words.tsx'

const isKnown = (key: string): key is OfficeKey => Object.hasOwn(english, key)

/** What happened to a quantity of a lot; a kind that came later is said as the server says it. */
export function kindWord(kind: string, { t }: Words): string {
  const key = `kind.${kind}`
  return isKnown(key) ? t(key) : kind
}

export function dispositionWord(disposition: string, { t }: Words): string {
  const key = `disposition.${disposition}`
  return isKnown(key) ? t(key) : disposition
}
