/** Everything that proves a case, to hand over: report, record, each list, the events with their hashes, and a signed manifest over all of it. Made by a job, however large the case is. */
import { formatInstant } from '../../base/instant.ts'
import { publicKeyFile, type Signer, signedFiles } from '../../base/signed-package.ts'
import { headOf } from '../audit/queries.ts'
import { doneAside, inPlace } from '../case-jobs/aside.ts'
import { appear, emptied, folderOf } from '../case-jobs/files.ts'
import type { Made, Work } from '../case-jobs/runner.ts'
import { Problem } from '../problem.ts'
import { recallNamed } from '../recalls/queries.ts'
import type { Services } from '../route.ts'
import { packageOf } from './case-thread.ts'
import type { EvidenceHead } from './evidence-shapes.ts'
import { LOTS_IN_PLACE } from './lists.ts'
import type { PackageWritten } from './package-files.ts'
import { type CaseAsked, readCase } from './reading.ts'
import { ZipFile } from './zip-file.ts'

/** @throws Problem where there is no key to sign with */
export function signerOf({ signer }: Services): Signer {
  if (!signer) throw new Problem(503, 'unavailable', 'This server has no data directory to keep its signing key in: ask one that has.')
  return signer
}

export const evidenceWork: Work = (services, doing) => makeEvidence(services, doing)

interface Way {
  /** So many lots are read at a time; the package is the same. */
  atOnce?: number
  /** In a thread, however small the case is. */
  isAside?: boolean
}

export async function makeEvidence(
  services: Services,
  { job, tell, signal }: Parameters<Work>[1],
  { atOnce, isAside }: Way = {},
): Promise<Made> {
  const { id, site, subject: recall } = job
  const folder = folderOf(services)
  const { part, spool } = await emptied(folder, id)
  const now = services.now()
  const row = await recallNamed(services.pool, site, recall)
  const asked: CaseAsked = { site, recall, folder: spool, now, atOnce }
  const { head, counts } =
    (isAside ?? (row?.lots ?? 0) > LOTS_IN_PLACE)
      ? await doneAside<Awaited<ReturnType<typeof readCase>>>(services, 'evidence', asked, { tell, signal })
      : await readCase(inPlace(services, tell), asked)
  tell('write', 0, 1)
  const far = (done: number, total: number): void => {
    // When the server stops the signal ends the thread; here there is nobody to give up.
    if (!signal.aborted) tell('write', done, total)
  }
  const written = await packageOf({ spool, target: part, head, counts, now }, { far, signal })
  await sign(services, { part, head, written, now })
  return { file: await appear(folder, id, `evidence ${recall}.zip`) }
}

interface Signing {
  part: string
  head: EvidenceHead
  written: PackageWritten
  now: number
}

async function sign(services: Services, { part, head: { case: row }, written, now }: Signing): Promise<void> {
  const signer = signerOf(services)
  const head = await headOf(services.pool, row.site)
  const zip = new ZipFile(part, written.zip)
  const key = publicKeyFile(signer)
  await zip.add(key.name, [key.bytes])
  const about = {
    site: row.site,
    recall: row.recall,
    kind: row.kind,
    version: row.version,
    position: row.position,
    fingerprint: row.fingerprint,
    closed: row.closedAt,
    made: formatInstant(now),
    contentHash: written.contentHash,
    ledgerSequence: head.sequence,
    ledgerHash: head.hash,
  }
  for (const { name, bytes } of signedFiles(zip.files, about, signer)) await zip.add(name, [bytes])
  zip.end()
}
