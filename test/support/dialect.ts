import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const top = resolve(import.meta.dirname, '../..')

/** The test files in these folders that ask the run's PostgreSQL: only they can say something else about another one. */
export const askingThePostgres = (...folders: string[]): string[] =>
  folders.flatMap(folder =>
    readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.test.ts'))
      .map(file => `${folder}/${file}`)
      .filter(file => readFileSync(join(top, file), 'utf8').includes("support/store.ts'")),
  )
