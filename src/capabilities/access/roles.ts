/** Each role may do what those before it may: a station reads and scans, a writer may also record whatever he likes. */
export const ROLES = ['reader', 'station', 'writer', 'administrator'] as const
/** An auditor reads like a reader, and also who read and what was refused; he records nothing, and his token ends. */
export const TOKEN_ROLES = [...ROLES, 'auditor'] as const
export type Role = (typeof TOKEN_ROLES)[number]

export function mayDo(role: Role, needed: Role): boolean {
  if (needed === 'auditor') return role === 'auditor' || role === 'administrator'
  if (role === 'auditor') return needed === 'reader'
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/** What a session of this role may be offered: each role in whose name it may do something. */
export const rightsOf = (role: Role): Role[] => TOKEN_ROLES.filter(needed => mayDo(role, needed))
