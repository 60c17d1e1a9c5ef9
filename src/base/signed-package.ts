/**
 * A package that proves itself without its server: files, a manifest with the hash of each, and an Ed25519 signature over the manifest.
 * Whoever holds the file can tell that nothing was changed since it was signed; that the key is the plant's, only somebody who knows its fingerprint.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { canonicalJson, type Json } from './canonical.ts'
import { readZip, writeZip, type ZipEntry } from './zip.ts'

export const MANIFEST = 'manifest.json'
export const SIGNATURE = 'signature.json'
export const PUBLIC_KEY = 'public-key.pem'
export const FORMAT = 'genealot-package-1'

export interface Signer {
  /** SPKI in PEM. */
  readonly publicKey: string
  sign(bytes: Uint8Array): Uint8Array
}
export interface Manifest {
  format: string
  about: { readonly [key: string]: Json }
  files: { name: string; size: number; sha256: string }[]
}
export type PackageVerdict =
  | { ok: true; manifest: Manifest; fingerprint: string }
  | { ok: false; file: string | null; detail: string; fingerprint: string | null }

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** Of the key itself, however its text is written. */
export const fingerprintOf = (publicKey: string): string => sha256(createPublicKey(publicKey).export({ type: 'spki', format: 'der' }))

export function signPackage(files: readonly ZipEntry[], about: Manifest['about'], signer: Signer): Uint8Array {
  const content = [...files, { name: PUBLIC_KEY, bytes: encode(signer.publicKey) }]
  const listed = content.map(({ name, bytes }) => ({ name, size: bytes.length, sha256: sha256(bytes) }))
  const manifest = encode(canonicalJson({ format: FORMAT, about, files: listed }))
  return writeZip([
    ...content,
    { name: MANIFEST, bytes: manifest },
    { name: SIGNATURE, bytes: signatureFile(Buffer.from(signer.sign(manifest)).toString('base64'), signer.publicKey) },
  ])
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const signatureFile = (signature: string, publicKey: string): Uint8Array =>
  encode(canonicalJson({ algorithm: 'Ed25519', of: MANIFEST, fingerprint: fingerprintOf(publicKey), signature }))

/** `fingerprint`, where the reader knows it, must be that of the key inside. */
export function checkPackage(bytes: Uint8Array, fingerprint?: string): PackageVerdict {
  const entries = readZip(bytes)
  if (!entries) return bad(null, 'This is no package of Genealot, or bytes of it were changed, cut off or added.')
  const [key, manifest, signature] = [PUBLIC_KEY, MANIFEST, SIGNATURE].map(name => entries.filter(entry => entry.name === name))
  if (key?.length !== 1 || manifest?.length !== 1 || signature?.length !== 1)
    return bad(null, `${PUBLIC_KEY}, ${MANIFEST} and ${SIGNATURE} must each be there once.`)
  try {
    return checkSigned(entries, { key: text(key[0]), manifest: manifest[0], signature: signature[0] }, fingerprint)
  } catch {
    return bad(null, 'The key, the manifest or the signature cannot be read: they were changed.')
  }
}

const bad = (file: string | null, detail: string, fingerprint: string | null = null): PackageVerdict => ({
  ok: false,
  file,
  detail,
  fingerprint,
})
const text = (entry: ZipEntry | undefined): string => new TextDecoder().decode(entry?.bytes)

interface Signed {
  key: string
  manifest: ZipEntry | undefined
  signature: ZipEntry | undefined
}

function checkSigned(entries: readonly ZipEntry[], { key, manifest, signature }: Signed, wanted: string | undefined): PackageVerdict {
  const found = fingerprintOf(key)
  const said = (JSON.parse(text(signature)) as { signature: string }).signature
  const isExact = text(signature) === new TextDecoder().decode(signatureFile(said, key))
  const isSigned = verify(null, manifest?.bytes ?? new Uint8Array(), createPublicKey(key), Buffer.from(said, 'base64'))
  const isBase64 = Buffer.from(said, 'base64').toString('base64') === said
  if (!isExact || !isSigned || !isBase64) return bad(SIGNATURE, 'The signature does not fit the manifest.', found)
  if (wanted !== undefined && wanted.toLowerCase() !== found) return bad(PUBLIC_KEY, `It is signed, but with another key: ${found}.`, found)
  const content = JSON.parse(text(manifest)) as Manifest
  if (content.format !== FORMAT) return bad(MANIFEST, `Packages of the format ${content.format} cannot be checked by this version.`, found)
  return checkFiles(entries, content, found)
}

function checkFiles(entries: readonly ZipEntry[], manifest: Manifest, fingerprint: string): PackageVerdict {
  const there = new Map(entries.map(entry => [entry.name, entry.bytes]))
  for (const { name, sha256: hash } of manifest.files) {
    const bytes = there.get(name)
    if (!bytes) return bad(name, `${name} is missing.`, fingerprint)
    if (sha256(bytes) !== hash) return bad(name, `${name} is not what was signed.`, fingerprint)
  }
  const named = [...manifest.files.map(({ name }) => name), MANIFEST, SIGNATURE]
  if (entries.length !== named.length) return bad(null, 'There are files that the manifest does not name.', fingerprint)
  if (entries.some(({ name }, index) => name !== named[index]))
    return bad(null, 'The files are not in the order in which they were signed.', fingerprint)
  return { ok: true, manifest, fingerprint }
}
