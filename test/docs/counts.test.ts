/** The table of the counts names, for each job, the stories that count it: each must have a test whose title begins with the job's name. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const folder = new URL('../stories/', import.meta.url)
const rows = readFileSync(new URL('README.md', folder), 'utf8')
  .split('\n')
  .flatMap(line => {
    const [, name, rest] = /^\| ([A-Z]?\d) (.*)\|$/.exec(line) ?? []
    const files = [...(rest ?? '').matchAll(/`([\w-]+\.test\.ts)`(?: \((\w+)\))?/g)]
    return files.map(([, file = '', as]) => ({ job: name ?? '', file, as: as ?? name ?? '' }))
  })

/** "O4, O5: …" is about both; "4: of GS1" may be the title of what holds the tests. */
function jobsIn(file: string): Set<string> {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const titles = [...text.matchAll(/\b(?:it|describe)\(\s*['"`]((?:[A-Z]?\d(?:, )?)+):/g)]
  return new Set(titles.flatMap(([, names = '']) => names.split(', ')))
}

describe('the table of the counts', () => {
  it('has every job and every point', () => {
    const listed = new Set(rows.map(row => row.job))
    const wanted = ['O1', 'O2', 'O3', 'O4', 'O5', 'O6', 'O7', 'O8', 'O9', 'R1', 'R2', 'R3', 'S1', ...Array.from('123456789')]
    expect(wanted.filter(job => !listed.has(job))).toEqual([])
  })

  it.each(rows)('$job is counted in $file', ({ file, as }) => {
    expect([...jobsIn(file)]).toContain(as)
  })
})
