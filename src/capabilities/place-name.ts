/** Where something lies, as a movement writes it: `kind:code`. What is only known to be at work has no kind. */
import type { Place } from '../answers/index.ts'

export const PLACE_KINDS = ['container', 'location', 'workCenter'] as const

export function placeNamed(text: string): Pick<Place, 'kind' | 'code'> {
  const kind = PLACE_KINDS.find(one => text.startsWith(`${one}:`))
  return kind === undefined ? { kind: '', code: text } : { kind, code: text.slice(kind.length + 1) }
}
