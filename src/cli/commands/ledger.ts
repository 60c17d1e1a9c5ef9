import { open } from 'node:fs/promises'
import type { Command } from 'commander'
import { checkPackageFrom, type PackageVerdict } from '../../base/signed-package.ts'
import type { Verification } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import type { Paint } from '../output.ts'
import { clean, table } from '../table.ts'
import { count, seconds } from '../words.ts'

export function addLedger(program: Command, add: Add): void {
  const check = program
    .command('verify')
    .description('check the hash chain, and that what is derived equals the ledger; names the first difference')
    .argument('[file]', 'check this signed package instead, without a server')
    .option('--fingerprint <sha256>', 'of the key that must have signed the package')
  add<[string | undefined, { fingerprint?: string }]>(check, (context, file, { fingerprint }) =>
    file === undefined ? verify(context) : verifyPackage(context, file, fingerprint),
  )
  add<[]>(program.command('rebuild').description('make everything that is derived anew from the ledger'), rebuild)
}

async function verifyPackage({ out }: Context, file: string, fingerprint: string | undefined): Promise<Exit> {
  const verdict = await checkFile(file, fingerprint)
  await (out.json ? out.document(verdict) : out.lines(packageText(verdict, out.paint)))
  return verdict.ok ? EXIT.done : EXIT.fault
}

/** Part by part: the package of a large recall does not fit into memory. */
async function checkFile(file: string, fingerprint: string | undefined): Promise<PackageVerdict> {
  const handle = await open(file).catch(() => {
    throw new Failure(EXIT.notFound, 'file-not-found', `"${file}" cannot be read.`)
  })
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) throw new Failure(EXIT.notFound, 'file-not-found', `"${file}" is no file.`)
    const read = async (at: number, length: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
      return buffer.subarray(0, bytesRead)
    }
    return await checkPackageFrom({ size: stats.size, read }, fingerprint)
  } finally {
    await handle.close()
  }
}

function* packageText(verdict: PackageVerdict, paint: Paint): Generator<string> {
  if (!verdict.ok) yield paint.red(`The package is not what was signed. ${clean(verdict.detail)}`)
  else {
    const { about, files } = verdict.manifest
    yield `${paint.green('The package is whole')}: ${count(files.length, 'file')}, as they were signed.`
    yield* Object.entries(about).map(
      ([title, value]) => `  ${clean(title).padEnd(14)}  ${clean(typeof value === 'string' ? value : JSON.stringify(value))}`,
    )
  }
  if (verdict.fingerprint !== null) yield `  signed with     ${verdict.fingerprint}`
  if (verdict.ok) yield paint.dim('Compare this fingerprint with the one the plant tells you, or give it with --fingerprint.')
}

async function verify(context: Context): Promise<Exit> {
  const { out } = context
  const result = await withServer(context, { asks: true }, ({ client }) => {
    out.note('Verifying the ledger …')
    return client.verify()
  })
  await (out.json ? out.document(result) : out.lines(verificationText(result, out.paint)))
  return result.ok ? EXIT.done : EXIT.fault
}

export function* verificationText({ ok, events, sites, difference, elapsedMs }: Verification, paint: Paint): Generator<string> {
  if (ok) yield `${paint.green('The record is whole')}: ${count(events, 'event')} verified in ${seconds(elapsedMs)}.`
  else yield paint.red('The record is not what was written. The first difference:')
  if (difference) {
    const { site, sequence, table: name, row, detail } = difference
    const place = [
      ['site', site],
      ['sequence', sequence],
      ['table', name],
      ['row', row],
    ] as const
    yield* place
      .filter(([, value]) => value !== null)
      .map(([title, value]) => `  ${title.padEnd(8)}  ${clean(typeof value === 'string' ? value : JSON.stringify(value))}`)
    yield `  ${clean(detail)}`
  }
  if (sites.length === 0) return
  yield ''
  yield* table(
    sites,
    [
      { title: 'site', value: row => row.site },
      { title: ok ? 'head' : 'good until', value: row => row.sequence, align: 'right' },
      { title: 'hash', value: row => row.hash },
    ],
    paint.dim,
  )
}

async function rebuild(context: Context): Promise<Exit> {
  const { out } = context
  const started = Date.now()
  const result = await withServer(context, { asks: true }, ({ client }) => {
    out.note('Rebuilding from the ledger …')
    return client.rebuild()
  })
  await (out.json
    ? out.document(result)
    : out.lines([`Rebuilt from ${count(result.events, 'event')} in ${seconds(result.elapsedMs ?? Date.now() - started)}.`]))
  return EXIT.done
}
