import { expect, it } from 'vitest'
import { benchStations } from '../../src/bench/stations.ts'
import { missingRoom } from '../../src/bench/young.ts'

it.each([
  { given: [], environment: '', isMissing: true },
  { given: ['--max-semi-space-size=64'], environment: '', isMissing: false },
  { given: ['--enable-source-maps', '--max_semi_space_size=128'], environment: '', isMissing: false },
  { given: [], environment: '--enable-source-maps --max-semi-space-size=64', isMissing: false },
  { given: ['--max-semi-space-size=16'], environment: '', isMissing: true },
  { given: ['--max-semi-space-size=16'], environment: '--max-semi-space-size=64', isMissing: true },
])('node with $given and NODE_OPTIONS "$environment" is short of room: $isMissing', ({ given, environment, isMissing }) => {
  expect(missingRoom(given, environment) !== undefined).toBe(isMissing)
})

it('is the first thing that the benchmark of stations says, and what to do', async () => {
  const stopped = new Error('that is enough')
  const said: string[] = []
  const onProgress = (line: string): void => {
    said.push(line)
    throw stopped
  }
  const serve = (): Promise<never> => Promise.reject(stopped)
  await expect(benchStations({ name: 'stations', lots: undefined, onProgress, serve })).rejects.toBe(stopped)
  expect(said).toEqual([
    expect.stringMatching(/^stations: NODE RUNS WITHOUT .*\. Run: node --max-semi-space-size=64 bin\/genealot\.js bench/),
  ])
})
