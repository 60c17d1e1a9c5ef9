// `npm test`: everything that must hold, one part after the other, and at the very end one line with the sum.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findChromium } from '../test/support/browser.ts'
import { findPostgres } from '../test/support/external.ts'

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** A program of the machine that a part of the tests needs. */
interface Need {
  readonly debianPackage: string
  readonly find: () => string | undefined
}

const top = resolve(import.meta.dirname, '..')
const results = mkdtempSync(join(tmpdir(), 'genealot-results-'))
const program = (name: string): string => join(top, 'node_modules', '.bin', name)

/** A check without tests of its own counts as one. */
function check(title: string, command: string, ...args: string[]): Count {
  const passed = run(title, command, args) === 0
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }
}

function run(title: string, command: string, args: string[], env: NodeJS.ProcessEnv = {}): number {
  console.log(`\n--- ${title}`)
  return spawnSync(command, args, { cwd: top, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1
}

function suite(project: string, need?: Need): Count {
  const missing = need !== undefined && !canHave(need)
  if (missing)
    console.log(`\n!!! ${need.debianPackage} is not on this machine and cannot be installed: the tests of "${project}" are SKIPPED`)
  const file = join(results, `${project}.json`)
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, '--passWithNoTests']
  // Collected but not run, so that the number of what was skipped is known.
  if (missing) args.push('--testNamePattern', '^(?!)')
  const status = run(`tests: ${project}`, program('vitest'), args, missing ? { GENEALOT_TEST_SKIP: project } : {})
  return countOf(file, status)
}

function canHave({ debianPackage, find }: Need): boolean {
  if (find()) return true
  if (process.getuid?.() !== 0) return false
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', debianPackage] as const
  if (run(`installing ${debianPackage}`, install[0], install.slice(1)) !== 0) {
    run('refreshing the list of packages', 'apt-get', ['update'])
    run(`installing ${debianPackage}`, install[0], install.slice(1))
  }
  return find() !== undefined
}

/** A run that broke before any test could fail still counts as failed. */
function countOf(file: string, status: number): Count {
  try {
    const json = JSON.parse(readFileSync(file, 'utf8')) as Record<
      'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests',
      number
    >
    const failed = json.numFailedTests
    return {
      passed: json.numPassedTests,
      failed: status === 0 ? failed : Math.max(failed, 1),
      skipped: json.numPendingTests + json.numTodoTests,
    }
  } catch {
    return { passed: 0, failed: status === 0 ? 0 : 1, skipped: 0 }
  }
}

const counts = [
  check('build', program('tsx'), 'tools/build.ts'),
  check('types', program('tsc'), '-p', 'tsconfig.json'),
  check('types of the screens', program('tsc'), '-p', 'tsconfig.web.json'),
  check('lint', program('oxlint'), '--type-aware'),
  check('format', program('biome'), 'check'),
  check('unused code', program('knip')),
  suite('unit'),
  suite('embedded'),
  suite('external', { debianPackage: 'postgresql', find: findPostgres }),
  suite('stories', { debianPackage: 'chromium', find: findChromium }),
]

rmSync(results, { recursive: true, force: true })
const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0)
const skipped = sum('skipped')
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = sum('failed') === 0 ? 0 : 1
