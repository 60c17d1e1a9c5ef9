import { english } from '../../words/office.ts'
import { reader } from '../../words/read-back.ts'
import type { Words } from '../app/words.tsx'

type Key = Extract<keyof typeof english, `open-end.${string}`>
const isOpenEnd = (key: string): key is Key => key.startsWith('open-end.')
const sentences = Object.fromEntries(Object.entries(english).filter(([key]) => isOpenEnd(key))) as Record<Key, string>
const readBack = reader(sentences)

/** Where the record stops is kept in English: in the reader's language where it is one of our sentences, else as it was kept. */
export function openEndSaid(detail: string, { t }: Words): string {
  const found = readBack(detail)
  return found === undefined ? detail : t(found.key, found.params)
}
