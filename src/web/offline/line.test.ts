import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Client, StationAnswer } from '../../client/index.ts'
import { Problem } from '../../client/index.ts'
import type { Journal } from './journal.ts'
import { Line } from './line.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** What a badge brings has to be there after a power cut; of many that wait the last is enough. */
const settled = (_scan: unknown, _answer: unknown, isLast: boolean): string => (isLast ? 'settled on the disk' : 'settled')

const ANSWER = {
  outcome: 'done',
  message: { key: 'done.quantity', params: {} },
  context: { people: [], reports: [] },
  recorded: [],
  prints: [],
} as unknown as StationAnswer

/** A station whose server takes so long to answer, or is away; what happens is said in order. */
function stationOf({ takes, isAway = false }: { takes: number; isAway?: boolean }): { line: Line; said: string[] } {
  const said: string[] = []
  const noted = (name: string) => async () => void said.push(name)
  const journal = {
    append: noted('written'),
    sync: noted('synced'),
    settle: async (...told: Parameters<typeof settled>) => void said.push(settled(...told)),
    rewrite: noted('rewritten'),
    keep: noted('kept'),
  }
  const client = {
    scanAtStation: async () => {
      await new Promise(done => setTimeout(done, takes))
      if (isAway) throw new Problem({ status: 503, code: 'unavailable', title: 'away', detail: 'away' })
      return ANSWER
    },
  }
  const line = new Line({
    journal: journal as unknown as Journal,
    client: client as unknown as Client,
    code: 'S1',
    found: { scans: [], refused: 0, photos: [] },
    signal: () => undefined,
  })
  line.subscribe(() => {
    const { heard, answer } = line.read()
    said.push(heard ? (heard.kept ? 'says saved' : 'says heard') : answer ? 'says done' : 'says nothing')
  })
  return { line, said }
}

it('an answer that comes soon is drawn instead of "heard", and before the journal has it', async () => {
  const { line, said } = stationOf({ takes: 50 })
  // As React does it.
  line.subscribe(() => queueMicrotask(() => said.push('drawn')))
  line.scan('L-1', 'scan')
  await vi.advanceTimersByTimeAsync(1000)
  expect(said).toEqual(['written', 'says done', 'drawn', 'settled on the disk'])
})

it('one that takes longer is heard meanwhile', async () => {
  const { line, said } = stationOf({ takes: 70 })
  line.scan('L-1', 'scan')
  await vi.advanceTimersByTimeAsync(1000)
  expect(said).toEqual(['written', 'says heard', 'says done', 'settled on the disk'])
})

it('what is touched is heard at once: a button may be touched again', async () => {
  const { line, said } = stationOf({ takes: 50 })
  line.scan('DONE', 'touch')
  await vi.advanceTimersByTimeAsync(1000)
  expect(said).toEqual(['says heard', 'written', 'says done', 'settled on the disk'])
})

it('is called saved only when it is on the disk, and nothing waits for the disk while the server is there', async () => {
  const { line, said } = stationOf({ takes: 20, isAway: true })
  line.scan('L-1', 'scan')
  await vi.advanceTimersByTimeAsync(30)
  expect(said.filter(word => !word.startsWith('says h'))).toEqual(['written', 'rewritten', 'says saved'])
  said.length = 0
  line.scan('L-2', 'scan')
  await vi.advanceTimersByTimeAsync(5)
  expect(said).toEqual(['says heard', 'written', 'synced', 'says saved'])
})

it('of several that wait, the last answer is brought to the disk', async () => {
  const { line, said } = stationOf({ takes: 20 })
  for (const text of ['L-1', 'L-2', 'L-3']) line.scan(text, 'scan')
  await vi.advanceTimersByTimeAsync(1000)
  expect(said.filter(word => word.startsWith('settled'))).toEqual(['settled', 'settled', 'settled on the disk'])
})
