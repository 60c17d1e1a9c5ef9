import type { Right } from '../../client/index.ts'
import { useSession } from './session.tsx'

/** Why what needs this right is out of reach; undefined where the session has it. */
export function useHindrance(needs: Right = 'writer'): string | undefined {
  const session = useSession().data
  if (session === undefined || session.rights.includes(needs)) return undefined
  return `${session.name} is ${article(session.role)} here. ${sentences[needs]}`
}

export const useMay = (needs: Right = 'writer'): boolean => useHindrance(needs) === undefined

const article = (role: string): string => `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`

const sentences: Record<Right, string> = {
  reader: 'This takes an account that may look.',
  station: 'This takes a station, or an account that may record.',
  writer: 'This takes an account that may record.',
  administrator: 'This takes an administrator.',
  auditor: 'This takes an auditor or an administrator.',
}
