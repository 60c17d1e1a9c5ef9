/** An archive of `base/zip.ts` written straight into a file: an entry's header is put right when its last byte has come. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import type { SignedFile } from '../../base/signed-package.ts'
import { Crc32, localHeader, type ZipMember, zipEnd } from '../../base/zip.ts'

/** How far a file is written: enough to go on with it elsewhere. */
export interface ZipWritten {
  members: ZipMember[]
  files: SignedFile[]
  at: number
}

/** Writes without waiting, so it is for a thread of its own, or for what is small. */
export class ZipFile {
  private readonly file: number
  private readonly written: ZipWritten

  constructor(path: string, written?: ZipWritten) {
    this.file = openSync(path, written ? 'r+' : 'w')
    this.written = written ?? { members: [], files: [], at: 0 }
  }

  /** Answers the SHA-256 of what came. */
  async add(name: string, parts: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>): Promise<string> {
    const header = this.written.at
    const [crc, hash] = [new Crc32(), createHash('sha256')]
    let size = 0
    this.put(localHeader({ name, size: 0, crc: 0 }))
    for await (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part
      crc.add(bytes)
      hash.update(bytes)
      size += bytes.length
      this.put(bytes)
    }
    const member = { name, size, crc: crc.value }
    if (size > SIZE_MAX) throw new RangeError('a package of more than 4 GB cannot be written as one file')
    writeSync(this.file, localHeader(member), 0, undefined, header)
    this.written.members.push(member)
    const sha256 = hash.digest('hex')
    this.written.files.push({ name, size, sha256 })
    return sha256
  }

  get files(): readonly SignedFile[] {
    return this.written.files
  }

  /** To be gone on with. */
  leave(): ZipWritten {
    closeSync(this.file)
    return this.written
  }

  end(): void {
    this.put(zipEnd(this.written.members))
    closeSync(this.file)
  }

  private put(bytes: Uint8Array): void {
    let done = 0
    while (done < bytes.length) done += writeSync(this.file, bytes, done, bytes.length - done, this.written.at + done)
    this.written.at += bytes.length
  }
}

const SIZE_MAX = 0xffff_ffff
