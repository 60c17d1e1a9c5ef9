import type { KnownEvent } from '../../ledger/state.ts'

interface Said {
  type?: string
  event?: string
}

/** What a reversal takes back: the event somebody asked a supervisor about, or else the one that raised the exception itself. */
export function subjectOf(event: KnownEvent): string {
  const body = JSON.parse(event.body ?? '{}') as Said & { replacement?: Said }
  const { type, event: about } = body.replacement ?? body
  return type === 'raise' && about !== undefined ? about : event.id
}
