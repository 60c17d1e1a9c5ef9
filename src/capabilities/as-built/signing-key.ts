/** The key with which this server signs what it hands out: made at the first use, kept in the data directory, readable by its owner only. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Signer } from '../../base/signed-package.ts'

const FILE = 'signing-key.pem'

export function signerIn(folder: string): Signer {
  let known: KeyObject | undefined
  const key = (): KeyObject => (known ??= createPrivateKey(readOrMake(folder)))
  return {
    get publicKey() {
      return createPublicKey(key()).export({ type: 'spki', format: 'pem' }).toString()
    },
    sign: bytes => sign(null, bytes, key()),
  }
}

/** Two processes may start at once: whoever links the file first has made the key, the other takes it. */
function readOrMake(folder: string): string {
  const file = join(folder, FILE)
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true })
    const made = `${file}.${process.pid}`
    writeFileSync(made, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    try {
      linkSync(made, file)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      unlinkSync(made)
    }
  }
  return readFileSync(file, 'utf8')
}
