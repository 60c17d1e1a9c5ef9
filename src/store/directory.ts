import { accessSync, constants, linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StoreError } from './errors.ts'
import { beginOf, pause } from './processes.ts'

const LOCK = 'genealot.lock'
const PATIENCE_MS = 1000

/** The process that owns a data directory; `begin` tells it from a later process with the same id. */
export interface Owner {
  readonly pid: number
  readonly begin: string
}

/** Makes the directory where it is missing and answers its one true path. @throws StoreError where it cannot be written. */
export function openDirectory(dataDir: string): string {
  const path = resolve(dataDir)
  try {
    mkdirSync(path, { recursive: true })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return realpathSync(path)
  } catch (error) {
    throw new StoreError(
      `The data directory ${path} cannot be written by this user (${(error as NodeJS.ErrnoException).code}). Choose another with --data, or run as its owner.`,
    )
  }
}

/** The live process that has this directory open, if there is one. */
export function liveOwner(dataDir: string): Owner | undefined {
  const owner = readOwner(join(resolve(dataDir), LOCK))
  return owner && beginOf(owner.pid) === owner.begin ? owner : undefined
}

/**
 * Takes the directory for this process and answers how to give it back. A killed owner takes a moment to be gone, so one that
 * is there is looked at again for a second. @throws StoreError naming the process that has it.
 */
export async function lockDirectory(path: string): Promise<() => void> {
  const lock = join(path, LOCK)
  const own = JSON.stringify({ pid: process.pid, begin: beginOf(process.pid) ?? 'alive' } satisfies Owner)
  for (const deadline = Date.now() + PATIENCE_MS; ; await pause(50)) {
    if (createLock(lock, own)) return () => releaseLock(lock, own)
    const owner = liveOwner(path)
    if (!owner) removeStale(lock)
    else if (owner.pid === process.pid || Date.now() > deadline) throw new StoreError(inUse(path, owner))
  }
}

const inUse = (path: string, owner: Owner): string =>
  `The data directory ${path} is in use by process ${owner.pid}. Stop that process first, or choose another directory with --data.`

/** Written aside and linked into place, so that nobody ever reads half a lock. */
function createLock(lock: string, text: string): boolean {
  const aside = `${lock}.${process.pid}`
  writeFileSync(aside, text)
  try {
    linkSync(aside, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

/** Moves the lock of a dead process away. Where a live one took it in between, it gets its lock back. */
function removeStale(lock: string): void {
  const aside = `${lock}.stale.${process.pid}`
  try {
    renameSync(lock, aside)
    const owner = readOwner(aside)
    if (owner && beginOf(owner.pid) === owner.begin) linkSync(aside, lock)
  } catch {
    // Someone else moved it first; the next attempt sees what is there now.
  } finally {
    rmSync(aside, { force: true })
  }
}

function releaseLock(lock: string, own: string): void {
  try {
    if (readFileSync(lock, 'utf8') === own) rmSync(lock)
  } catch {
    // The directory itself is gone: nothing to give back.
  }
}

function readOwner(lock: string): Owner | undefined {
  try {
    const { pid, begin } = JSON.parse(readFileSync(lock, 'utf8')) as Partial<Owner>
    return typeof pid === 'number' && typeof begin === 'string' ? { pid, begin } : undefined
  } catch {
    return undefined
  }
}
