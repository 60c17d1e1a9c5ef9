import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { ComplaintState } from '../complaints/complaint-state.tsx'

/** What customers have complained of in this lot; nothing where nobody has. */
export function ComplaintNote({ lot }: { lot: LotDetail }) {
  const found = useQuery({ queryKey: ['complaintsOfLot', lot.id], queryFn: () => client.complaints({ lot: lot.id }) })
  return found.data?.complaints.slice(0, 5).map(one => (
    <p key={one.number} className="row">
      <Link className="mono strong" to="/complaints/$complaint" params={{ complaint: one.number }}>
        {one.number}
      </Link>
      <span>{one.text}</span>
      <ComplaintState one={one} />
    </p>
  ))
}
