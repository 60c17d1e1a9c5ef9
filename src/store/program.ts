import { closeSync, openSync } from 'node:fs'
import type { Account } from './account.ts'

/** How to start one of PostgreSQL's programs on a directory. */
export interface Launch {
  /** The directory as the program shall be told it. */
  readonly folder: string
  /** Open files to hand over after stdin, stdout and stderr. */
  readonly handles: number[]
  readonly options: { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv; windowsHide: true }
}

/**
 * Another account often cannot walk to root's directories (/root is 0700, so is every mkdtemp). It need not: root opens the
 * directory, the program inherits it as file 3, and Linux leads /proc/self/fd/3 straight to it. The data stay where the
 * user asked for them.
 */
export function withFolder<T>(folder: string, account: Account | undefined, start: (launch: Launch) => T): T {
  const options = { ...account, cwd: account ? '/' : folder, env: plainEnvironment(), windowsHide: true } as const
  if (!account) return start({ folder, handles: [], options })
  const handle = openSync(folder, 'r')
  try {
    return start({ folder: '/proc/self/fd/3', handles: [handle], options })
  } finally {
    closeSync(handle)
  }
}

/** PGDATA, PGPORT and a foreign locale would change what the programs do, and our secrets are none of their business. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}
