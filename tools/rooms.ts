// The table of allowed imports, and the check that keeps it. What is absent is forbidden.
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, resolve } from 'node:path'

interface Door {
  /** The rooms that this room may import besides itself. */
  readonly rooms: readonly string[]
  /** Rooms of which it may use the types only. */
  readonly typesOf?: readonly string[]
  /** What it may import from outside src. */
  readonly outside: 'any' | 'browser' | readonly string[]
}

export const ROOMS: Readonly<Record<string, Door>> = {
  base: { rooms: [], outside: ['node:crypto'] },
  symbols: { rooms: ['base'], outside: [] },
  genealogy: { rooms: ['base'], outside: [] },
  words: { rooms: [], outside: [] },
  answers: { rooms: ['symbols', 'words'], outside: ['zod'] },
  store: { rooms: ['base'], outside: 'any' },
  ledger: { rooms: ['base', 'genealogy', 'store'], outside: 'any' },
  capabilities: { rooms: ['base', 'symbols', 'genealogy', 'store', 'ledger', 'words', 'answers'], outside: 'any' },
  http: { rooms: ['base', 'store', 'ledger', 'capabilities', 'answers'], outside: 'any' },
  client: { rooms: ['base', 'symbols', 'words'], typesOf: ['answers'], outside: 'browser' },
  cli: { rooms: ['base', 'symbols', 'client', 'words', 'answers'], outside: 'any' },
  web: { rooms: ['client', 'symbols', 'words'], typesOf: ['base'], outside: 'browser' },
  bench: { rooms: ['base', 'genealogy', 'store', 'ledger', 'capabilities', 'http', 'client', 'cli'], outside: 'any' },
  'product.ts': { rooms: ['base', 'answers', 'genealogy', 'store', 'ledger', 'capabilities', 'http'], outside: 'any' },
  'main.ts': { rooms: ['base', 'cli', 'bench', 'product.ts'], outside: 'any' },
}

/** One import statement: `file` and `target` are paths from src; `target` of a package is its name. */
export interface Import {
  readonly file: string
  readonly target: string
  readonly outside: boolean
  readonly typeOnly: boolean
}

/** Every forbidden import and every circle, one sentence each. */
export function brokenRules(imports: readonly Import[]): string[] {
  return [...imports.flatMap(entry => brokenRule(entry) ?? []), ...circles(imports)]
}

function brokenRule(entry: Import): string | undefined {
  const room = roomOf(entry.file)
  const door = ROOMS[room]
  if (!door) return `${entry.file}: the room ${room} is not in the table of tools/rooms.ts`
  if (entry.outside) return mayUse(door, entry.target) ? undefined : `${entry.file}: ${room} may not import ${entry.target}`
  const target = roomOf(entry.target)
  if (target === room || door.rooms.includes(target)) return undefined
  if (!door.typesOf?.includes(target)) return `${entry.file}: ${room} may not import ${target} (${entry.target})`
  return entry.typeOnly ? undefined : `${entry.file}: ${room} may import only types of ${target} (${entry.target})`
}

function mayUse({ outside }: Door, name: string): boolean {
  if (outside === 'any') return true
  return outside === 'browser' ? !name.startsWith('node:') : outside.includes(name)
}

const roomOf = (path: string): string => path.split('/', 1)[0] ?? ''

/** Files that import each other in a circle, if only for a type, can only be understood all at once. So can capabilities, of which a type may be known. */
function circles(imports: readonly Import[]): string[] {
  const inside = imports.filter(({ outside }) => !outside)
  const nouns = inside.flatMap(({ file, target, typeOnly }) => {
    const [from, to] = [nounOf(file), nounOf(target)]
    return typeOnly || !from || !to || from === to ? [] : [[from, to] as const]
  })
  const files = inside.map(({ file, target }) => [file, target] as const)
  return [
    ...circlesOf(nouns).map(path => `capabilities import each other in a circle: ${path.join(' -> ')}`),
    ...circlesOf(files).map(path => `files import each other in a circle: ${path.join(' -> ')}`),
  ]
}

const nounOf = (path: string): string | undefined => /^capabilities\/([^/]+)\//.exec(path)?.[1]

type Edges = ReadonlyMap<string, ReadonlySet<string>>

/** Of everything that can be reached from itself the shortest way there, once for all that stand in one circle or in several that touch. */
function circlesOf(arrows: readonly (readonly [from: string, to: string])[]): string[][] {
  const edges = new Map<string, Set<string>>()
  for (const [from, to] of arrows) edges.set(from, (edges.get(from) ?? new Set()).add(to))
  return knotsOf(edges).map(knot => {
    const ways = knot.map(start => wayBack(start, edges))
    return ways.reduce((best, way) => (way.length < best.length ? way : best))
  })
}

/** Tarjan's strongly connected components, of which only those with a circle; each in the order of the alphabet. */
function knotsOf(edges: Edges): string[][] {
  const number = new Map<string, number>()
  const open: string[] = []
  const knots: string[][] = []
  const visit = (node: string): number => {
    const own = number.size
    number.set(node, own)
    open.push(node)
    let low = own
    for (const next of edges.get(node) ?? []) {
      if (!number.has(next)) low = Math.min(low, visit(next))
      else if (open.includes(next)) low = Math.min(low, number.get(next) ?? own)
    }
    if (low === own) {
      const knot = open.splice(open.indexOf(node))
      if (knot.length > 1 || edges.get(node)?.has(node)) knots.push(knot.sort())
    }
    return low
  }
  for (const node of [...edges.keys()].sort()) if (!number.has(node)) visit(node)
  return knots
}

/** The shortest way from a node of a knot round to itself. */
function wayBack(start: string, edges: Edges): string[] {
  const ways: string[][] = [[start]]
  const seen = new Set<string>()
  for (let way = ways.shift(); way; way = ways.shift()) {
    for (const next of edges.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start]
      if (!seen.has(next)) ways.push([...way, next])
      seen.add(next)
    }
  }
  throw new Error(`${start} stands in no circle`)
}

const STATEMENT =
  /^\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s+['"]([^'"]+)['"]|^\s*import\s+()['"]([^'"]+)['"]|\bimport\(\s*()['"]([^'"]+)['"]/gm

/** The imports of one file, by the three ways to write them. */
export function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(STATEMENT)].map(match => {
    const target = (match[2] ?? match[4] ?? match[6] ?? '').replace(/\?.*$/, '')
    const outside = !target.startsWith('.')
    return { file, target: outside ? target : posix.join(posix.dirname(file), target), outside, typeOnly: match[1] !== undefined }
  })
}

/** All of src; tests may look anywhere. */
export function readImports(src: string): Import[] {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).map(file => file.replaceAll('\\', '/'))
  const sources = files.filter(file => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  return sources.flatMap(file => importsOf(file, readFileSync(join(src, file), 'utf8')))
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  const broken = brokenRules(readImports(resolve(import.meta.dirname, '../src')))
  for (const sentence of broken) console.error(sentence)
  console.error(broken.length === 0 ? 'rooms: every import is allowed' : `rooms: ${broken.length} forbidden`)
  process.exitCode = broken.length === 0 ? 0 : 1
}
