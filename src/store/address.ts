import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from './account.ts'

/** Where a running cluster is reached. Only Windows has a password: elsewhere the directory of the socket is private. */
export interface Address {
  readonly host: string
  readonly port: number
  readonly password?: string
}

const windows = process.platform === 'win32'

/**
 * A socket path may have 103 bytes at most (macOS; Linux 107), and data directories are often deeper, so the socket gets a
 * short directory of its own. No TCP port is opened, except on Windows, where Node cannot reach PostgreSQL's sockets.
 */
export async function openAddress(folder: string, account: Account | undefined): Promise<Address> {
  if (windows) return { host: '127.0.0.1', port: await freePort(), password: readFileSync(passwordFile(folder), 'utf8') }
  const host = mkdtempSync(join(existsSync('/tmp') ? '/tmp' : tmpdir(), 'genealot-'))
  if (account) chownSync(host, account.uid, account.gid)
  return { host, port: 5432 }
}

export function closeAddress(address: Address): void {
  if (!windows) rmSync(address.host, { recursive: true, force: true })
}

/** Removes the sockets of an earlier run by the path its server noted; the directory too, unless it is in use again. */
export function removeSocketFolder(path: string | undefined, current: Address): void {
  if (!path || windows || !/\/genealot-[A-Za-z0-9]{6}$/.test(path)) return
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) rmSync(join(path, name), { force: true })
  if (path !== current.host) rmSync(path, { recursive: true, force: true })
}

export const addressSettings = (address: Address): Record<string, string | number> =>
  windows
    ? { listen_addresses: address.host, port: address.port }
    : { listen_addresses: '', port: address.port, unix_socket_directories: address.host, unix_socket_permissions: '0700' }

/** What initdb must be told about who may come in. */
export function authArguments(folder: string): string[] {
  if (!windows) return ['--auth=trust']
  writeFileSync(passwordFile(folder), randomBytes(24).toString('base64url'), { mode: 0o600 })
  return ['--auth=scram-sha-256', `--pwfile=${passwordFile(folder)}`]
}

const passwordFile = (folder: string): string => join(folder, 'postgres.password')

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
