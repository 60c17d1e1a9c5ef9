import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Files of standards bodies are read from beside the repository, never kept in it: their terms are theirs. */
const FOLDER = process.env.GENEALOT_STANDARDS ?? fileURLToPath(new URL('../../../shared/standards', import.meta.url))

export const hasStandards = existsSync(join(FOLDER, 'epcis'))
if (!hasStandards)
  console.error(`SKIPPED: no standards material at ${FOLDER}; set GENEALOT_STANDARDS to test against the published EPCIS examples.`)

export const standardsBytes = (path: string): Uint8Array => readFileSync(join(FOLDER, 'epcis', path))
export const fixtureBytes = (name: string): Uint8Array => readFileSync(new URL(`fixtures/${name}`, import.meta.url))
