import { expect, it, test } from 'vitest'
import { Jobs, nowAndThen, withPatience } from './jobs.ts'
import { Problem } from './problem.ts'

const down = (): Error => Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' })
const lost = (): Error => new Problem(503, 'unavailable', 'The thread ended.')
const wrong = (): Error => new Problem(422, 'unknown-lot', 'There is no such lot.')

/** Work that is hindered by these, one after the other, and then comes to its end; and how it went. */
async function went(hindrances: Error[]): Promise<{ end: unknown; tried: number; hindered: number }> {
  const counts = { tried: 0, hindered: 0 }
  const work = async (): Promise<string> => {
    counts.tried++
    const next = hindrances.shift()
    if (next) throw next
    return 'done'
  }
  const options = { signal: new AbortController().signal, hindered: () => counts.hindered++, pausesMs: [1] }
  const end = await withPatience(work, options).catch((error: unknown) => (error as Error).message)
  return { end, ...counts }
}

test.each([
  ['nothing hinders it', [], { end: 'done', tried: 1, hindered: 0 }],
  ['the store is away, for as long as it takes', Array.from({ length: 12 }, down), { end: 'done', tried: 13, hindered: 12 }],
  ['a thread is lost twice', [lost(), lost()], { end: 'done', tried: 3, hindered: 2 }],
  ['a thread is lost again and again', [lost(), lost(), lost()], { end: 'The thread ended.', tried: 3, hindered: 2 }],
  ['it is refused', [down(), wrong()], { end: 'There is no such lot.', tried: 2, hindered: 1 }],
])('%s', async (_, hindrances, expected) => {
  expect(await went(hindrances)).toEqual(expected)
})

it('does not keep waiting whoever stops', async () => {
  const stop = new AbortController()
  const work = (): Promise<void> => Promise.reject(down())
  const waiting = withPatience(work, { signal: stop.signal, hindered: () => stop.abort(), pausesMs: [600_000] })
  await expect(waiting).rejects.toThrow('connection refused')
})

it('does a job once at a time, and leaves it as it is when the server stops', async () => {
  const jobs = new Jobs()
  const seen: string[] = []
  let go = (): void => undefined
  const work = (): Promise<void> =>
    new Promise((_, fail) => {
      seen.push('begun')
      go = () => fail(wrong())
    })
  const failed = async (): Promise<void> => {
    seen.push('written down')
  }
  const first = jobs.run('j1', { work, failed })
  expect(jobs.run('j1', { work, failed })).toBe(first)
  go()
  await first.end
  expect(seen).toEqual(['begun', 'written down'])
  const second = jobs.run('j1', { work, failed })
  const stopped = jobs.stop()
  go()
  await Promise.all([second.end, stopped])
  expect(seen).toEqual(['begun', 'written down', 'begun'])
})

it('keeps how far a job is with each phase, and else now and then', () => {
  const kept: string[] = []
  const tell = nowAndThen<'read' | 'write'>(async (phase, done) => {
    kept.push(`${phase} ${done}`)
  })
  for (const done of [1, 2, 3]) tell('read', done, 3)
  tell('write', 1, 2)
  expect(kept).toEqual(['read 1', 'write 1'])
})
