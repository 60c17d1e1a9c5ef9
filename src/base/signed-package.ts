/**
 * A package that proves itself without its server: files, a manifest with the hash of each, and an Ed25519 signature over the manifest.
 * Whoever holds the file can tell that nothing was changed since it was signed; that the key is the plant's, only somebody who knows its fingerprint.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { canonicalJson, type Json } from './canonical.ts'
import { readZip, scanZip, writeZip, type ZipEntry, type ZipSource } from './zip.ts'

export const MANIFEST = 'manifest.json'
export const SIGNATURE = 'signature.json'
export const PUBLIC_KEY = 'public-key.pem'
export const FORMAT = 'genealot-package-1'

/** How a stranger checks a package, for its README: with usual tools, and with the product. */
export const HOW_TO_CHECK = `To check that nothing was changed, with usual tools:
  jq -r '.files[] | .sha256 + "  " + .name' ${MANIFEST} | sha256sum -c
  jq -r .signature ${SIGNATURE} | base64 -d > signature.bin
  openssl pkeyutl -verify -pubin -inkey ${PUBLIC_KEY} -rawin -in ${MANIFEST} -sigfile signature.bin
or, without any connection either:  genealot verify FILE.zip --fingerprint FINGERPRINT
The fingerprint of the key is told by whoever made the package, on another way than the package itself.
`

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

/** One file as the manifest names it. */
export type SignedFile = Manifest['files'][number]

export function signPackage(files: readonly ZipEntry[], about: Manifest['about'], signer: Signer): Uint8Array {
  const content = [...files, publicKeyFile(signer)]
  const listed = content.map(({ name, bytes }) => ({ name, size: bytes.length, sha256: sha256(bytes) }))
  return writeZip([...content, ...signedFiles(listed, about, signer)])
}

/** The last of the files that are signed. */
export const publicKeyFile = (signer: Signer): ZipEntry => ({ name: PUBLIC_KEY, bytes: encode(signer.publicKey) })

/** The two files that end a package, over all that stand before them. */
export function signedFiles(listed: readonly SignedFile[], about: Manifest['about'], signer: Signer): ZipEntry[] {
  const manifest = encode(canonicalJson({ format: FORMAT, about, files: listed.map(file => ({ ...file })) }))
  const signature = signatureFile(Buffer.from(signer.sign(manifest)).toString('base64'), signer.publicKey)
  return [
    { name: MANIFEST, bytes: manifest },
    { name: SIGNATURE, bytes: signature },
  ]
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const signatureFile = (signature: string, publicKey: string): Uint8Array =>
  encode(canonicalJson({ algorithm: 'Ed25519', of: MANIFEST, fingerprint: fingerprintOf(publicKey), signature }))

/** A file that was read, with its bytes where they say what was signed. */
interface ReadFile {
  readonly name: string
  readonly sha256: string
  readonly bytes: Uint8Array | null
}

const NO_PACKAGE = 'This is no package of Genealot, or bytes of it were changed, cut off or added.'

/** `fingerprint`, where the reader knows it, must be that of the key inside. */
export function checkPackage(bytes: Uint8Array, fingerprint?: string): PackageVerdict {
  const entries = readZip(bytes)
  if (!entries) return bad(null, NO_PACKAGE)
  const files = entries.map(entry => ({ ...entry, sha256: sha256(entry.bytes) }))
  return checkRead(files, fingerprint)
}

const OF_SIGNING: ReadonlySet<string> = new Set([PUBLIC_KEY, MANIFEST, SIGNATURE])

/** The same of a package of any size, read part by part. */
export async function checkPackageFrom(source: ZipSource, fingerprint?: string): Promise<PackageVerdict> {
  const heard: { name: string; hash: ReturnType<typeof createHash>; parts: Uint8Array[] }[] = []
  const members = await scanZip(source, name => {
    const file = { name, hash: createHash('sha256'), parts: new Array<Uint8Array>() }
    heard.push(file)
    return part => {
      file.hash.update(part)
      if (OF_SIGNING.has(name)) file.parts.push(part)
    }
  })
  if (!members) return bad(null, NO_PACKAGE)
  const files = heard.map(({ name, hash, parts }) => ({
    name,
    sha256: hash.digest('hex'),
    bytes: OF_SIGNING.has(name) ? Buffer.concat(parts) : null,
  }))
  return checkRead(files, fingerprint)
}

function checkRead(files: readonly ReadFile[], fingerprint: string | undefined): PackageVerdict {
  const [key, manifest, signature] = [PUBLIC_KEY, MANIFEST, SIGNATURE].map(name => files.filter(file => file.name === name))
  if (key?.length !== 1 || manifest?.length !== 1 || signature?.length !== 1)
    return bad(null, `${PUBLIC_KEY}, ${MANIFEST} and ${SIGNATURE} must each be there once.`)
  try {
    return checkSigned(files, { key: text(key[0]), manifest: manifest[0], signature: signature[0] }, fingerprint)
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
const text = (file: ReadFile | undefined): string => new TextDecoder().decode(file?.bytes ?? undefined)

interface Signed {
  key: string
  manifest: ReadFile | undefined
  signature: ReadFile | undefined
}

function checkSigned(files: readonly ReadFile[], { key, manifest, signature }: Signed, wanted: string | undefined): PackageVerdict {
  const found = fingerprintOf(key)
  const said = (JSON.parse(text(signature)) as { signature: string }).signature
  const isExact = text(signature) === new TextDecoder().decode(signatureFile(said, key))
  const isSigned = verify(null, manifest?.bytes ?? new Uint8Array(), createPublicKey(key), Buffer.from(said, 'base64'))
  const isBase64 = Buffer.from(said, 'base64').toString('base64') === said
  if (!isExact || !isSigned || !isBase64) return bad(SIGNATURE, 'The signature does not fit the manifest.', found)
  if (wanted !== undefined && wanted.toLowerCase() !== found) return bad(PUBLIC_KEY, `It is signed, but with another key: ${found}.`, found)
  const content = JSON.parse(text(manifest)) as Manifest
  if (content.format !== FORMAT) return bad(MANIFEST, `Packages of the format ${content.format} cannot be checked by this version.`, found)
  return checkFiles(files, content, found)
}

function checkFiles(files: readonly ReadFile[], manifest: Manifest, fingerprint: string): PackageVerdict {
  const there = new Map(files.map(file => [file.name, file.sha256]))
  for (const { name, sha256: hash } of manifest.files) {
    const found = there.get(name)
    if (found === undefined) return bad(name, `${name} is missing.`, fingerprint)
    if (found !== hash) return bad(name, `${name} is not what was signed.`, fingerprint)
  }
  const named = [...manifest.files.map(({ name }) => name), MANIFEST, SIGNATURE]
  if (files.length !== named.length) return bad(null, 'There are files that the manifest does not name.', fingerprint)
  if (files.some(({ name }, index) => name !== named[index]))
    return bad(null, 'The files are not in the order in which they were signed.', fingerprint)
  return { ok: true, manifest, fingerprint }
}
