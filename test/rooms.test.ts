import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { brokenRules, importsOf, readImports } from '../tools/rooms.ts'

test('every import in src is in the table of allowed imports', () => {
  const imports = readImports(resolve(import.meta.dirname, '../src'))
  // An empty list would be allowed too; it would mean that the reader is broken.
  expect(imports.length).toBeGreaterThan(50)
  expect(brokenRules(imports)).toEqual([])
})

const CASES: [file: string, statement: string, refused: RegExp | undefined][] = [
  ['ledger/writer.ts', "import { a } from '../store/index.ts'", undefined],
  ['ledger/writer.ts', "import { a } from './seal.ts'", undefined],
  ['store/store.ts', "import { a } from '../ledger/writer.ts'", /store may not import ledger/],
  ['store/store.ts', "import type { A } from '../ledger/writer.ts'", /store may not import ledger/],
  ['store/store.ts', "export * from '../ledger/writer.ts'", /store may not import ledger/],
  ['store/store.ts', "import '../ledger/writer.ts'", /store may not import ledger/],
  ['store/store.ts', "const late = await import('../ledger/writer.ts')", /store may not import ledger/],
  ['store/store.ts', "import {\n  a,\n  b,\n} from '../ledger/writer.ts'", /store may not import ledger/],
  ['genealogy/reach.ts', "import { readFileSync } from 'node:fs'", /genealogy may not import node:fs/],
  ['base/id.ts', "import { createHash } from 'node:crypto'", undefined],
  ['web/screens/lot.tsx', "import type { Quantity } from '../../base/quantity.ts'", undefined],
  ['web/screens/lot.tsx', "import { formatQuantity } from '../../base/quantity.ts'", /web may import only types of base/],
  ['web/screens/lot.tsx', "import { join } from 'node:path'", /web may not import node:path/],
  ['attic/old.ts', "import '../base/id.ts'", /attic is not in the table/],
]

test.each(CASES)('%s: %s', (file, statement, refused) => {
  const broken = brokenRules(importsOf(file, statement))
  if (refused) expect(broken.join()).toMatch(refused)
  else expect(broken).toEqual([])
})

test('capabilities that import each other in a circle are refused once', () => {
  const imports = [
    ...importsOf('capabilities/lots/routes.ts', "import { a } from '../tracing/rules.ts'"),
    ...importsOf('capabilities/tracing/rules.ts', "import { b } from '../shipping/queries.ts'"),
    ...importsOf('capabilities/shipping/queries.ts', "import { c } from '../lots/rules.ts'"),
  ]
  expect(brokenRules(imports)).toEqual(['capabilities import each other in a circle: lots -> tracing -> shipping -> lots'])
})
