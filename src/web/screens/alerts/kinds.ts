/** What an alert can be about, as a person chooses it. */
export const KIND_WORDS: Readonly<Record<string, string>> = {
  'hold.placed': 'A hold is placed',
  'hold.released': 'A hold is released',
  'recall.opened': 'A recall is committed',
  'recall.grown': 'A recall has grown',
  'recall.closed': 'A recall is closed',
  'drill.failed': 'A drill did not pass',
  'drill.due': 'A drill is due',
  'exception.raised': 'An exception is raised',
  'lots.expiring': 'Lots are about to expire',
  'signature.locked': 'Signing is locked for somebody',
  'chain.broken': 'The ledger does not verify',
  'complaint.opened': 'A complaint comes in',
  'complaint.late': 'A complaint waits for its answer',
  'goods.returned': 'Goods come back',
  'reply.due': 'Customers have not answered a recall',
  'concession.expiring': 'Concessions are about to end',
  'disposition.due': 'A hold waits for a decision',
}
export const kindWord = (kind: string): string => KIND_WORDS[kind] ?? kind
