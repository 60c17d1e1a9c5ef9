import { Problem } from '../../client/index.ts'

export interface Fault {
  code?: string | undefined
  detail: string
  /** JSON pointer into the event, "" when the refusal is about the event as a whole. */
  pointer: string
}

export function faultOf(error: unknown): Fault {
  if (!(error instanceof Problem)) return { detail: error instanceof Error ? error.message : String(error), pointer: '' }
  // The event was sent as the only one of a list, so its pointer may begin with its place there.
  return { code: error.code, detail: error.message, pointer: (error.pointer ?? '').replace(/^\/0(?=\/|$)/, '') }
}
