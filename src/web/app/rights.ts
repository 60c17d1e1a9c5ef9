import type { Right } from '../../client/index.ts'
import { useSession } from './session.tsx'
import { useWords } from './words.tsx'

/** Why what needs this right is out of reach; undefined where the session has it. */
export function useHindrance(needs: Right = 'writer'): string | undefined {
  const session = useSession().data
  const { t } = useWords()
  if (session === undefined || session.rights.includes(needs)) return undefined
  const role = ROLES.find(one => one === session.role)
  return t('rights.role', { name: session.name, role: role ? t(`role.${role}`) : session.role, needs: t(`rights.${needs}`) })
}

export const useMay = (needs: Right = 'writer'): boolean => useHindrance(needs) === undefined

const ROLES: readonly Right[] = ['reader', 'station', 'writer', 'administrator', 'auditor']
