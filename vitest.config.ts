import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { askingThePostgres } from './test/support/dialect.ts'
import { runSeed } from './test/support/run-seed.ts'

// Rooms that hold no database have tests that need none; everything else gets one from the shared server of its project.
const pure = [
  'src/{base,symbols,genealogy,client,words,web}/**/*.test.{ts,tsx}',
  'test/{base,symbols,genealogy,client,words,web}/**/*.test.ts',
  'test/rooms.test.ts',
]
const stories = 'test/stories/**/*.test.ts'
const stored = ['src/{store,ledger,capabilities,http,cli}/**/*.test.ts', 'src/*.test.ts', 'test/**/*.test.ts']
// What the PostgreSQL of the run may decide otherwise: the store and the ledger are tested on both, the built-in one and Debian's.
const onBoth = askingThePostgres('src/store', 'src/ledger', 'test/ledger')
/** What a capability says to the database is tested on the oldest PostgreSQL that is served, where the machine has it; stories, command line and HTTP run on the built-in one. `npm test` says whether it has. */
const onOldest = askingThePostgres('src/capabilities', 'test/capabilities')
const hasOldest = process.env.GENEALOT_TEST_OLDEST === '1'
// These are long because of their rules: what they say to a PostgreSQL, others that run on both say to it as well.
const onOne = ['test/ledger/histories.test.ts', 'test/ledger/series.test.ts', 'test/ledger/tampering.test.ts']

const seconds = 1000

// A worker reads the modules once and not once per file: a third of the time. So no test may lean on the state of a module as it began; names that must be certain are given.
const shared = { setupFiles: 'test/support/seed.ts', isolate: false }

/**
 * One project after the other, as a worker keeps its modules and its browser only as long as its next file is of the same project. The stories first: they wait
 * more than they count, and at the end, where workers have nothing left, what remains is short.
 */
const PROJECTS = ['stories', 'embedded', 'external', 'unit']

/**
 * Within its project what takes longest begins first, the longest of all at the very first: else it begins last, as its file is small, and the other workers wait for it.
 * Each starts servers, kills them or plays a whole history.
 */
const LONGEST = [
  'test/stories/demo-plant.test.ts',
  'test/stories/every-screen.test.ts',
  'test/stories/office-words.test.ts',
  'test/stories/station-look.test.ts',
  'test/stories/station-shift.test.ts',
  'test/stories/station.test.ts',
  'test/stories/quality.test.ts',
  'test/stories/station-away.test.ts',
  'test/ledger/recall-job-race.test.ts',
  'src/store/cluster.test.ts',
  'test/cli/commands.test.ts',
  'test/ledger/recall-job.test.ts',
  'test/ledger/crash.test.ts',
  'test/ledger/histories.test.ts',
  'test/ledger/series.test.ts',
  'test/alerts/door.test.ts',
  'test/ledger/tampering.test.ts',
  'src/capabilities/demo/simulation.test.ts',
  'src/capabilities/recall-cases/recall-cases.test.ts',
  'src/capabilities/stations/stations.test.ts',
  'src/capabilities/recall-cases/case-files.test.ts',
  'src/capabilities/signatures/signatures.test.ts',
  'src/capabilities/containment/property.test.ts',
  'src/capabilities/lots/series-as-singles.test.ts',
  'test/capabilities/any-request.test.ts',
  'test/capabilities/bad-input.test.ts',
  'test/genealogy/by-lot.test.ts',
  'test/genealogy/weigh.test.ts',
]

const place = (listed: readonly string[], isIt: (name: string) => boolean): number => {
  const index = listed.findIndex(isIt)
  return index < 0 ? listed.length : index
}

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const project = ({ project: { name } }: TestSpecification): number => place(PROJECTS, listed => listed === name)
    const length = ({ moduleId }: TestSpecification): number => place(LONGEST, file => moduleId.endsWith(`/${file}`))
    const usual = await super.sort(files)
    return usual.toSorted((a, b) => project(a) - project(b) || length(a) - length(b))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // The tests wait for disks, databases and browsers more than they count: more of them at once than there are cores is quicker. With four a test that races with a job was seen to fail.
    maxWorkers: 3,
    // Every answer of the API is held to the shape it states, in the servers that tests start as well.
    env: { GENEALOT_CHECK_ANSWERS: '1', GENEALOT_SEED: runSeed() },
    projects: [
      { test: { name: 'unit', ...shared, include: pure, testTimeout: 60 * seconds } },
      {
        test: {
          name: 'embedded',
          ...shared,
          include: stored,
          exclude: [...pure, stories, ...(hasOldest ? onOldest : [])],
          globalSetup: ['test/support/threads.ts', 'test/support/embedded.ts'],
          testTimeout: 120 * seconds,
          hookTimeout: 60 * seconds,
        },
      },
      {
        test: {
          name: 'external',
          ...shared,
          include: [...onBoth, ...onOldest],
          exclude: onOne,
          globalSetup: ['test/support/threads.ts', 'test/support/external.ts'],
          testTimeout: 120 * seconds,
          hookTimeout: 60 * seconds,
        },
      },
      {
        test: {
          name: 'stories',
          // Their workers start a browser once, and read the modules once. Each story has a server and a database of its own.
          isolate: false,
          include: [stories],
          globalSetup: 'test/support/embedded.ts',
          // A browser on a busy machine may miss a moment; what is really broken is broken three times.
          retry: 2,
          testTimeout: 120 * seconds,
          hookTimeout: 180 * seconds,
        },
      },
    ],
  },
})
