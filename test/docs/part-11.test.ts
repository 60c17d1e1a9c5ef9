/** docs/guide/part-11.md names the test that shows each requirement: every file it names is there, and so is every test, by that name. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const top = resolve(import.meta.dirname, '../..')
const rows = readFileSync(join(top, 'docs/guide/part-11.md'), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('| 11.'))
  .map(line => {
    const [requirement = '', met = '', shown = ''] = line
      .split(/(?<!\\)\|/)
      .slice(1)
      .map(cell => cell.trim())
    return { requirement, met, shown }
  })

/** "the same" stands for the files of the nearest row before that names any. */
function filesShowing(index: number): string[] {
  const shown = rows[index]?.shown ?? ''
  if (shown === '' && index > 0) return filesShowing(index - 1)
  const named = [...shown.matchAll(/`([^`]+\.ts)`/g)].map(match => match[1] ?? '')
  return shown.startsWith('the same') && index > 0 ? [...filesShowing(index - 1), ...named] : named
}

test('the table is there', () => expect(rows.length).toBeGreaterThan(15))

test.each(rows.map((row, index) => [row.requirement, index, row] as const))('%s', (_, index, { met, shown }) => {
  const files = filesShowing(index)
  // What the product cannot do says whose it is.
  if (shown === '') return expect(met).toMatch(/\*your procedures?\*|TLS/)
  expect(files.length, 'it names a test').toBeGreaterThan(0)
  expect(files.filter(file => !existsSync(join(top, file)))).toEqual([])
  const texts = files.map(file => readFileSync(join(top, file), 'utf8'))
  for (const [, name = ''] of shown.matchAll(/"([^"]+)"/g))
    expect(
      texts.some(text => new RegExp(`(describe|it|test)\\('${name}`).test(text)),
      `a test called "${name}"`,
    ).toBe(true)
})
