/** docs/guide/refusals.md must explain every code that can come back, under a heading that links can point to. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { REFUSALS } from '../../src/base/refusal.ts'

const top = resolve(import.meta.dirname, '../..')
const page = readFileSync(join(top, 'docs/guide/refusals.md'), 'utf8')
const headings = new Set([...page.matchAll(/^### (\S+)$/gm)].map(match => match[1] ?? ''))

/** The codes a pattern finds in the capabilities, the demo plant's own vocabulary aside. */
function codesInSource(pattern: RegExp): string[] {
  const folder = join(top, 'src/capabilities')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.ts') && !/\.test\.ts$|^demo\//.test(file),
  )
  const found = files.flatMap(file => [...readFileSync(join(folder, file), 'utf8').matchAll(pattern)].map(match => match[1] ?? ''))
  return [...new Set(found)].sort()
}

test.each(Object.keys(REFUSALS))('refusal %s has its heading', code => {
  expect(headings).toContain(code)
})

test('every exception that only notes has its heading', () => {
  const noted = codesInSource(/context\.note\(\s*'([a-z-]+)'/g)
  expect(noted).toContain('precise-run-mixed')
  expect(noted.filter(code => !headings.has(code))).toEqual([])
})

test('no heading stands for a code that nobody gives', () => {
  const known = new Set([...Object.keys(REFUSALS), ...codesInSource(/context\.note\(\s*'([a-z-]+)'/g)])
  expect([...headings].filter(code => !known.has(code))).toEqual([])
})

test('the rules that may be broken late are marked so, and no others', () => {
  const broken = codesInSource(/broken\(\s*'([a-z-]+)'/g)
  const marked = [...page.matchAll(/^### (\S+)\n([\s\S]*?)(?=^##|$(?![\s\S]))/gm)]
    .filter(match => match[2]?.includes('*Late:*'))
    .map(match => match[1] ?? '')
  expect(marked.sort()).toEqual(broken)
})

test('open ends and gaps of the record are listed', () => {
  const codes = codesInSource(/code: '((?:output|component|unlotted|unaccounted|negative|operation|value)-[a-z-]+)'/g)
  expect(codes.length).toBeGreaterThan(5)
  expect(codes.filter(code => !page.includes(`\`${code}\``))).toEqual([])
})
