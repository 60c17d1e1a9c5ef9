import type { Trace } from '../../../client/index.ts'

/** Of so many lots the trace says at once where they lie and who got them; whoever needs all of them asks for a recall. */
const ENDS_LIMIT = 1000

export const endsOf = (direction: Trace['direction']): { endsLimit?: number } => (direction === 'forward' ? { endsLimit: ENDS_LIMIT } : {})

/** The number counts only the lots shown. */
export const isLeast = ({ endPages }: Pick<Trace, 'endPages'>): boolean => Boolean(endPages?.call.next)
