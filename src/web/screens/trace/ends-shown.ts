import type { Trace } from '../../../client/index.ts'

/** Of so many lots the trace says at once where they lie and who got them; whoever needs all of them asks for a recall. */
const ENDS_LIMIT = 1000

export const endsOf = (direction: Trace['direction']): { endsLimit?: number } => (direction === 'forward' ? { endsLimit: ENDS_LIMIT } : {})

/** Said before a number that counts only the lots shown. */
export const atLeast = ({ endPages }: Pick<Trace, 'endPages'>): string => (endPages?.call.next ? 'at least ' : '')
