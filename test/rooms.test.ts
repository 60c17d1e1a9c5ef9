import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { brokenRules, importsOf, ROOMS, readImports } from '../tools/rooms.ts'

test('every import in src is in the table of allowed imports, and none leads round in a circle', () => {
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

const importing = (file: string, ...targets: string[]) => targets.flatMap(target => importsOf(file, `import { a } from '${target}'`))

test('capabilities that import each other in a circle are refused once', () => {
  const imports = [
    ...importing('capabilities/lots/routes.ts', '../tracing/rules.ts'),
    ...importing('capabilities/tracing/rules.ts', '../shipping/queries.ts'),
    ...importing('capabilities/shipping/queries.ts', '../lots/rules.ts'),
  ]
  expect(brokenRules(imports)).toEqual(['capabilities import each other in a circle: lots -> tracing -> shipping -> lots'])
})

test('files that import each other in a circle are refused once, by the shortest way round', () => {
  const imports = [
    ...importing('base/a.ts', './b.ts'),
    ...importing('base/b.ts', './c.ts', './d.ts'),
    ...importing('base/c.ts', './a.ts', './e.ts'),
    ...importing('base/d.ts', './b.ts'),
    ...importing('ledger/writer.ts', '../base/a.ts'),
  ]
  expect(brokenRules(imports)).toEqual(['files import each other in a circle: base/b.ts -> base/d.ts -> base/b.ts'])
})

test('circles that do not touch are refused each; a type, an import that is awaited and a file that imports itself count', () => {
  const imports = [
    ...importsOf('base/a.ts', "import type { B } from './b.ts'"),
    ...importsOf('base/b.ts', "const a = await import('./a.ts')"),
    ...importing('symbols/c.ts', './c.ts'),
  ]
  expect(brokenRules(imports)).toEqual([
    'files import each other in a circle: base/a.ts -> base/b.ts -> base/a.ts',
    'files import each other in a circle: symbols/c.ts -> symbols/c.ts',
  ])
})

test('many ways to the same file are no circle', () => {
  const imports = [
    ...importing('base/a.ts', './b.ts', './c.ts'),
    ...importing('base/b.ts', './d.ts'),
    ...importing('base/c.ts', './d.ts', './b.ts'),
  ]
  expect(brokenRules(imports)).toEqual([])
})

/** The arrows of the picture in ARCHITECTURE.md, `a --> b --> c & d`; main stands for the two files that only wire. */
function drawnArrows(): [from: string, to: string][] {
  const picture = /```mermaid\n([\s\S]*?)```/.exec(readFileSync(resolve(import.meta.dirname, '../ARCHITECTURE.md'), 'utf8'))?.[1] ?? ''
  return picture.split('\n').flatMap(line => {
    const steps = line.replaceAll(/\[.*?\]/g, '').split('-->')
    const rooms = steps.map(step => step.split('&').map(room => room.trim()))
    return rooms.slice(1).flatMap((to, at) => (rooms[at] ?? []).flatMap(from => to.map((room): [string, string] => [from, room])))
  })
}

const FILES = ['main.ts', 'product.ts']
const allowed = Object.entries(ROOMS).flatMap(([room, { rooms, typesOf = [] }]) =>
  [...rooms, ...typesOf].filter(to => !FILES.includes(to)).map(to => `${FILES.includes(room) ? 'main' : room} --> ${to}`),
)

test('the picture in ARCHITECTURE.md draws what is allowed, and every room that may be imported is found by its arrows', () => {
  const drawn = drawnArrows()
  const reached = (from: string): string[] => drawn.flatMap(([one, to]) => (one === from ? [to, ...reached(to)] : []))
  expect(drawn.map(arrow => arrow.join(' --> ')).filter(arrow => !allowed.includes(arrow))).toEqual([])
  const missing = allowed.filter(arrow => {
    const [from = '', to = ''] = arrow.split(' --> ')
    return !reached(from).includes(to)
  })
  expect(missing).toEqual([])
})
