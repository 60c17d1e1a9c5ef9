/** The operating system account that PostgreSQL runs under. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

const NOBODY: Account = { uid: 65534, gid: 65534 }

export const isRoot = (): boolean => process.getuid?.() === 0

/**
 * PostgreSQL refuses to run as root. Root therefore runs it as the owner of the data, or as `nobody` where root owns it
 * (a new directory, or one restored from a backup). Everybody else runs it as himself: undefined.
 */
export function accountFor(owner: { uid: number; gid: number } | undefined): Account | undefined {
  if (!isRoot()) return undefined
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid || NOBODY.gid } : NOBODY
}
