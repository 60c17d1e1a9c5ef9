import { expect, test } from 'vitest'
import { Pages } from './pages-kept.ts'

const answer = (position: number, length = 10): { position: number; lots: { length: number }; room: SharedArrayBuffer } => ({
  position,
  lots: { length },
  room: new SharedArrayBuffer(length),
})

/** All that may be written into. */
function free({ rooms }: Pages<ReturnType<typeof answer>>): SharedArrayBuffer[] {
  const taken: SharedArrayBuffer[] = []
  for (let room = rooms.take(); room; room = rooms.take()) taken.push(room)
  for (const room of taken) rooms.give(room)
  return taken
}

test('memory of an answer is given back when it is no longer kept and nobody writes a page of it', () => {
  const pages = new Pages<ReturnType<typeof answer>>()
  const [first, second] = [answer(1), answer(1)]
  const done = pages.keep({ of: 'this' }, first)
  const doneAgain = pages.keep({ of: 'this' }, first)
  done()
  expect(pages.get({ of: 'this' }, 1)).toBe(first)
  expect(free(pages)).toEqual([])
  // The same question was asked anew: its answer takes the place of the first, of which a page is being written still.
  pages.keep({ of: 'this' }, second)()
  expect(pages.get({ of: 'this' }, 1)).toBe(second)
  expect(free(pages)).toEqual([])
  doneAgain()
  expect(free(pages)).toEqual([first.room])
  expect(pages.get({ of: 'this' }, 1)).toBe(second)
})

test('the last few answers are kept, and of very large ones no more than the last', () => {
  const pages = new Pages<ReturnType<typeof answer>>()
  const answers = [1, 2, 3, 4, 5].map(position => answer(position))
  for (const one of answers) pages.keep({}, one)()
  expect(answers.filter(one => pages.get({}, one.position) === one)).toEqual(answers.slice(1))
  expect(free(pages)).toEqual([answers[0]?.room])
  const large = answer(6, 2_000_000)
  const done = pages.keep({}, large)
  expect(answers.filter(one => pages.get({}, one.position) === one)).toEqual([])
  expect(free(pages)).not.toContain(large.room)
  done()
  expect(pages.get({}, 6)).toBe(large)
})
