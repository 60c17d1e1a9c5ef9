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

/** Every forbidden import and every circle of capabilities, one sentence each. */
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

/** Capabilities may use one another, but never in a circle: then neither could be understood alone. */
function circles(imports: readonly Import[]): string[] {
  const edges = new Map<string, Set<string>>()
  for (const { file, target, outside, typeOnly } of imports) {
    const [from, to] = [nounOf(file), nounOf(target)]
    if (outside || typeOnly || !from || !to || from === to) continue
    edges.set(from, (edges.get(from) ?? new Set()).add(to))
  }
  return [...edges.keys()].flatMap(noun => circleFrom(noun, edges) ?? [])
}

const nounOf = (path: string): string | undefined => /^capabilities\/([^/]+)/.exec(path)?.[1]

/** Reported once, from its first member in the alphabet. */
function circleFrom(start: string, edges: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const paths: string[][] = [[start]]
  const seen = new Set<string>()
  for (let path = paths.shift(); path; path = paths.shift()) {
    for (const next of edges.get(path.at(-1) ?? '') ?? []) {
      if (next === start && path.every(noun => noun >= start))
        return `capabilities import each other in a circle: ${[...path, start].join(' -> ')}`
      if (!seen.has(next)) paths.push([...path, next])
      seen.add(next)
    }
  }
  return undefined
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
