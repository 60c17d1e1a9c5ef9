// `npm test`: everything that must hold; first what looks at the text, two at a time, then all tests in one run; at the very end one line with the sum.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { findChromium } from '../test/support/browser.ts'
import { findPostgres } from '../test/support/external.ts'
import { findMosquitto } from '../test/support/mosquitto.ts'
import { runSeed } from '../test/support/run-seed.ts'
import { type Left, STRAY_ERRORS } from './stray-errors.ts'

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed and why, to be said again at the end, where it is found. */
  readonly faults: readonly string[]
  /** What failed before it passed: no fault of this run, but a defect of the product or of the test. */
  readonly again?: readonly string[]
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly status: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/** A program of the machine that a part of the tests needs. */
interface Need {
  readonly debianPackage: string
  readonly find: () => string | undefined
}

const top = resolve(import.meta.dirname, '..')
const results = mkdtempSync(join(tmpdir(), 'genealot-results-'))
/** Chosen here, so that it can be said at the end also where a worker or a hook could not say it. */
const seed = runSeed()
const program = (name: string): string => join(top, 'node_modules', '.bin', name)

/** A check without tests of its own. */
interface Check {
  readonly title: string
  readonly command: string
  readonly args: readonly string[]
}

const check = (title: string, command: string, ...args: string[]): Check => ({ title, command, args })

/** Two at a time, in this order: each of them leaves a core idle for most of its time. */
async function checked(checks: readonly Check[]): Promise<Count[]> {
  const left = [...checks]
  const counts: Count[] = []
  const taken = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) counts.push(await checkOne(next))
  }
  await Promise.all([taken(), taken()])
  return counts
}

/** Counts as one. What it says is shown as a whole when it ends, so that it is not mixed with what another says meanwhile. */
async function checkOne({ title, command, args }: Check): Promise<Count> {
  const { said, passed } = await heard(command, args)
  console.log(`\n--- ${title}${passed ? '' : ' FAILED'}\n${said}`.trimEnd())
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0, faults: passed ? [] : [title] }
}

function heard(command: string, args: readonly string[]): Promise<{ said: string; passed: boolean }> {
  const child = spawn(command, args, { cwd: top, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk))
  const whole = (): string => Buffer.concat(said).toString()
  return new Promise(resolve => {
    child.once('error', ({ message }) => resolve({ said: message, passed: false }))
    child.once('close', status => resolve({ said: whole(), passed: status === 0 }))
  })
}

function run(title: string, command: string, args: string[], env: NodeJS.ProcessEnv = {}): number {
  console.log(`\n--- ${title}`)
  return spawnSync(command, args, { cwd: top, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1
}

/** Projects whose tests take turns with the same workers, so that no core waits until the last file of one is done before the next begins. */
function suites(...projects: string[]): Count {
  const file = join(results, `${projects.join('-')}.json`)
  const args = [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    '--reporter=./tools/stray-errors.ts',
    '--passWithNoTests',
  ]
  const status = run(
    `tests: ${projects.join(', ')}`,
    program('vitest'),
    ['run', ...projects.flatMap(name => ['--project', name]), ...args],
    {
      [STRAY_ERRORS]: strayFile(file),
      GENEALOT_SEED: seed,
      // What runs on the oldest PostgreSQL need not run on the built-in one.
      GENEALOT_TEST_OLDEST: projects.includes('external') ? '1' : '',
    },
  )
  return countOf(file, status)
}

/** Tests that need a package which cannot be had: collected but not run, so that the number of what was skipped is known. */
function skipped(project: string, lacking: string): Count {
  console.log(`\n!!! ${lacking} is not on this machine and cannot be installed: the tests of "${project}" are SKIPPED`)
  const file = join(results, `${project}.json`)
  const args = [
    'run',
    '--project',
    project,
    '--reporter=json',
    `--outputFile.json=${file}`,
    '--passWithNoTests',
    '--testNamePattern',
    '^(?!)',
  ]
  return countOf(file, run(`tests: ${project}`, program('vitest'), args, { GENEALOT_TEST_SKIP: project }))
}

/** Installs what is not there, where that is possible; answers the package that is lacking all the same. */
function provide({ debianPackage, find }: Need): string | undefined {
  if (find()) return undefined
  if (process.getuid?.() !== 0) return debianPackage
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', debianPackage] as const
  if (run(`installing ${debianPackage}`, install[0], install.slice(1)) !== 0) {
    run('refreshing the list of packages', 'apt-get', ['update'])
    run(`installing ${debianPackage}`, install[0], install.slice(1))
  }
  return find() === undefined ? debianPackage : undefined
}

/** A run that broke before any test could fail still counts as failed. */
function countOf(file: string, status: number): Count {
  const report = readReport(file)
  const { errors, again } = leftIn(strayFile(file))
  const stray = errors.map(({ said, where }) => `outside of any test, ${where}\n${said}`)
  const faults = [...(report === undefined ? [] : faultsOf(report)), ...stray]
  const isBroken = faults.length === 0 && (status !== 0 || report === undefined)
  return {
    passed: report?.numPassedTests ?? 0,
    failed: Math.max(report?.numFailedTests ?? 0, faults.length, isBroken ? 1 : 0),
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    faults: isBroken ? [`${basename(file, '.json')}: it ended with ${status} although no test failed, see above`] : faults,
    again,
  }
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return undefined
  }
}

const strayFile = (file: string): string => file.replace('.json', '.stray')

/** What broke outside of any test (a promise nobody waited for, a worker that was lost), and what passed only when it was tried again. */
function leftIn(file: string): Left {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Left
  } catch {
    return { errors: [], again: [] }
  }
}

const faultsOf = ({ testResults }: Report): string[] =>
  testResults.flatMap(({ name, message, status, assertionResults }) => {
    const failed = assertionResults.filter(test => test.status === 'failed')
    const broken = failed.length === 0 && status === 'failed' ? [`${name}\n${beginning(message)}`] : []
    return [...broken, ...failed.map(test => `${name} > ${test.fullName}\n${beginning(test.failureMessages.join('\n'))}`)]
  })

/** Twelve lines of a failure, without those of other people's code: enough to know it by, short enough for all to be seen. */
const beginning = (text: string): string =>
  text
    .split('\n')
    .filter(line => !line.includes('node_modules'))
    .slice(0, 12)
    .join('\n')

// Some tests of other projects use the browser where it is; so it is fetched before any of them.
const lackingBrowser = provide({ debianPackage: 'chromium', find: findChromium })
if (provide({ debianPackage: 'mosquitto', find: findMosquitto }))
  console.log('\n!!! mosquitto is not on this machine and cannot be installed: the tests of machines are SKIPPED')
const lackingPostgres = provide({ debianPackage: 'postgresql', find: findPostgres })

const lacking = [
  { project: 'external', without: lackingPostgres },
  { project: 'stories', without: lackingBrowser },
]
const projects = ['unit', 'embedded', ...lacking.filter(({ without }) => !without).map(({ project }) => project)]

// The longest first, behind the build, which the tests need.
const checks = [
  check('build', program('tsx'), 'tools/build.ts'),
  check('lint', program('oxlint'), '--type-aware'),
  check('types', program('tsc'), '-p', 'tsconfig.json'),
  check('types of the screens', program('tsc'), '-p', 'tsconfig.web.json'),
  check('unused code', program('knip')),
  check('format', program('biome'), 'check'),
]
const counts = [
  ...(await checked(checks)),
  suites(...projects),
  ...lacking.flatMap(({ project, without }) => (without ? [skipped(project, without)] : [])),
]

rmSync(results, { recursive: true, force: true })
for (const fault of counts.flatMap(count => count.faults)) console.log(`\nFAILED ${fault}`)
for (const one of counts.flatMap(count => count.again ?? [])) console.log(`\npassed only when it was tried again: ${one}`)
if (counts.some(count => count.faults.length > 0)) console.log(`\nGENEALOT_SEED=${seed} repeats the random cases of this run`)
const sum = (key: Exclude<keyof Count, 'faults' | 'again'>): number => counts.reduce((total, count) => total + count[key], 0)
const left = sum('skipped')
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${left > 0 ? `, ${left} skipped` : ''}`)
process.exitCode = sum('failed') === 0 ? 0 : 1
