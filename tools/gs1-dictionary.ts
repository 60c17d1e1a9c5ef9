// Makes src/symbols/gs1/dictionary-rows.ts from GS1's Barcode Syntax Dictionary: npx tsx tools/gs1-dictionary.ts gs1-syntax-dictionary.txt
// The dictionary is published at https://github.com/gs1/gs1-syntax-dictionary; take a newer release the same way and run the tests.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const HEADER = `/**
 * Every application identifier: its number, flags, the parts of its value with their checks, what it needs and what it excludes.
 * Made by tools/gs1-dictionary.ts from the GS1 Barcode Syntax Dictionary, comments left out; how to read a row is said in dictionary.ts.
 *
 * Copyright (c) 2020-2021 BWIPP project, Copyright (c) 2020-2021 Zint Project, Copyright (c) 2021-2025 GS1 AISBL.
 * Licensed under the Apache License, Version 2.0: http://www.apache.org/licenses/LICENSE-2.0
 * The dictionary is distributed on an "AS IS" basis, without warranties or conditions of any kind.
 */
`

/** One row per line, one space between its columns. */
export function rowsOf(dictionary: string): string[] {
  return dictionary
    .split('\n')
    .filter(line => /^\d/.test(line))
    .map(line => line.trim().replaceAll(/\s+/g, ' '))
}

const source = process.argv[2]
if (source !== undefined && resolve(process.argv[1] ?? '') === import.meta.filename) {
  const rows = rowsOf(readFileSync(source, 'utf8'))
  const target = join(import.meta.dirname, '../src/symbols/gs1/dictionary-rows.ts')
  writeFileSync(target, `${HEADER}export const DICTIONARY_ROWS = \`\n${rows.join('\n')}\n\`\n`)
  console.error(`${rows.length} rows written to ${target}`)
}
