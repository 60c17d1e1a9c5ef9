import { Refusal } from '../../base/refusal.ts'
import type { State } from '../../ledger/state.ts'

/** A location, a work center or a container, by its code. */
export function placeNamed(state: State, code: string, pointer: string): string {
  if (state.master('location', code)) return `location:${code}`
  if (state.master('workCenter', code)) return `workCenter:${code}`
  if (state.container(code)) return `container:${code}`
  throw new Refusal(
    'unknown-location',
    `There is no location, work center or container "${code}" at site ${state.site}: add it first.`,
    pointer,
  )
}
