import type { ComplaintListed } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { When } from '../../parts/when.tsx'

/** When it came in, and who took it. */
export function Opened({ one, exact = false }: { one: Pick<ComplaintListed, 'openedAt' | 'openedBy'>; exact?: boolean }) {
  const { rich } = useWords()
  const time = <When at={one.openedAt} exact={exact} />
  return one.openedBy ? rich('complaint.opened-by', { time, person: one.openedBy }) : time
}
