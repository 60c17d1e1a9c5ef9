import type { Words } from '../../app/words.tsx'

const KINDS = [
  'hold.placed',
  'hold.released',
  'recall.opened',
  'recall.grown',
  'recall.closed',
  'drill.failed',
  'drill.due',
  'exception.raised',
  'lots.expiring',
  'signature.locked',
  'chain.broken',
  'complaint.opened',
  'complaint.late',
  'goods.returned',
  'reply.due',
  'concession.expiring',
  'disposition.due',
] as const

/** What an alert can be about, as a person chooses it. */
export function kindWord(kind: string, { t }: Words): string {
  const known = KINDS.find(one => one === kind)
  return known ? t(`alerts.on.${known}`) : kind
}
