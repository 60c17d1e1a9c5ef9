import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPackage, checkPackageFrom, fingerprintOf, type PackageVerdict, type Signer, signPackage } from './signed-package.ts'
import { readZip, writeZip, type ZipSource } from './zip.ts'

function signer(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(), sign: bytes => sign(null, bytes, privateKey) }
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const files = [
  { name: 'record.json', bytes: bytes('{"lot":"L-1"}') },
  { name: 'documents/Prüfung.txt', bytes: bytes('certificate') },
  { name: 'empty', bytes: new Uint8Array() },
]
/** A file that gives no more at a time than it is asked for. */
const sourceOf = (all: Uint8Array): ZipSource => ({ size: all.length, read: async (at, length) => all.subarray(at, at + length) })
const checkStreamed = (all: Uint8Array, fingerprint?: string): Promise<PackageVerdict> => checkPackageFrom(sourceOf(all), fingerprint)
const plant = signer()
const made = signPackage(files, { material: 'PART', number: 'L-1' }, plant)

describe('a signed package', () => {
  it('is whole as it was signed, and says with which key', () => {
    const verdict = checkPackage(made, fingerprintOf(plant.publicKey))
    expect(verdict).toMatchObject({ ok: true, fingerprint: fingerprintOf(plant.publicKey), manifest: { about: { number: 'L-1' } } })
    expect(signPackage(files, { material: 'PART', number: 'L-1' }, plant), 'the same content gives the same bytes').toEqual(made)
  })

  it('any byte changed is found, wherever it stands', () => {
    for (let at = 0; at < made.length; at++) {
      const changed = made.slice()
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      expect(checkPackage(changed), `byte ${at}`).toMatchObject({ ok: false })
    }
  })

  it('bytes removed, added, doubled or swapped are found', () => {
    const place = fc.nat(made.length - 1)
    fc.assert(
      fc.property(place, place, fc.uint8Array({ minLength: 0, maxLength: 40 }), (from, to, put) => {
        const changed = Buffer.concat([made.subarray(0, Math.min(from, to)), put, made.subarray(Math.max(from, to))])
        return Buffer.from(made).equals(changed) || !checkPackage(changed).ok
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    [
      'a file exchanged, the archive written anew',
      (entries: typeof files) => entries.map(e => (e.name === 'record.json' ? { ...e, bytes: bytes('{}') } : e)),
      'record.json',
    ],
    ['a file left out', (entries: typeof files) => entries.filter(e => e.name !== 'empty'), 'empty'],
    ['a file added', (entries: typeof files) => [...entries, { name: 'more', bytes: bytes('x') }], null],
    ['a file twice', (entries: typeof files) => [...entries, { name: 'record.json', bytes: bytes('{}') }], null],
    ['files in another order', (entries: typeof files) => [...entries].reverse(), undefined],
  ])('%s', (_, change, file) => {
    const entries = readZip(made)?.map(({ name, bytes: content }) => ({ name, bytes: content.slice() })) ?? []
    const verdict = checkPackage(writeZip(change(entries)))
    if (file === undefined)
      expect(verdict, 'the same files in another order say the same, and differ as a file only').toMatchObject({ ok: false })
    else expect(verdict).toMatchObject(file === null ? { ok: false } : { ok: false, file })
  })

  it('signed anew with another key passes only for who does not know the fingerprint', () => {
    const forged = signPackage([{ name: 'record.json', bytes: bytes('{"lot":"L-2"}') }], {}, signer())
    expect(checkPackage(forged)).toMatchObject({ ok: true })
    expect(checkPackage(forged, fingerprintOf(plant.publicKey))).toMatchObject({ ok: false, file: 'public-key.pem' })
  })

  it('read part by part it is judged the same, whatever was done to it', async () => {
    const many = signPackage([{ name: 'large', bytes: new Uint8Array(3_000_000).map((_, at) => at % 251) }, ...files], {}, plant)
    expect(await checkStreamed(many)).toEqual(checkPackage(many))
    expect(await checkStreamed(many)).toMatchObject({ ok: true })
    expect(await checkStreamed(made, '00')).toEqual(checkPackage(made, '00'))
    for (let at = 0; at < made.length; at++) {
      const changed = made.slice()
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      expect(await checkStreamed(changed), `byte ${at}`).toEqual(checkPackage(changed))
      const cut = made.subarray(0, at)
      expect(await checkStreamed(cut), `cut at ${at}`).toEqual(checkPackage(cut))
    }
    const entries = readZip(made) ?? []
    for (const other of [entries.slice(1), entries.toReversed(), [...entries, ...entries.slice(0, 1)]])
      expect(await checkStreamed(writeZip(other))).toEqual(checkPackage(writeZip(other)))
  })

  it('what is no package is said to be none', () => {
    for (const other of [new Uint8Array(), bytes('PK'), bytes('{"not":"a zip"}')]) expect(checkPackage(other)).toMatchObject({ ok: false })
  })
})
