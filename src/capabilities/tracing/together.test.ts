import { expect, test } from 'vitest'
import { Together } from './together.ts'

/** Answers when told to, and keeps what it was asked. */
function slow(): { asked: string[][]; together: Together<string, string>; answer: () => void } {
  const asked: string[][] = []
  const waiting: (() => void)[] = []
  const together = new Together<string, string>(async questions => {
    asked.push([...questions])
    await new Promise<void>(done => waiting.push(done))
    return questions.map(question => `${question}!`)
  })
  return {
    asked,
    together,
    answer: () => {
      for (const done of waiting.splice(0)) done()
    },
  }
}

const turn = (): Promise<void> => new Promise(done => setImmediate(done))

test('who comes in the same turn goes along, and everybody gets his own answer', async () => {
  const { asked, together, answer } = slow()
  const answers = Promise.all(['a', 'b', 'c'].map(question => together.ask(question)))
  await turn()
  answer()
  expect(await answers).toEqual(['a!', 'b!', 'c!'])
  expect(asked).toEqual([['a', 'b', 'c']])
})

test('while two are under way, others wait and then go as one', async () => {
  const { asked, together, answer } = slow()
  const answers: Promise<string>[] = []
  for (const question of ['a', 'b', 'c', 'd']) {
    answers.push(together.ask(question))
    await turn()
    await turn()
  }
  expect(asked).toEqual([['a'], ['b']])
  answer()
  await Promise.all(answers.slice(0, 2))
  await turn()
  await turn()
  answer()
  expect(await Promise.all(answers)).toEqual(['a!', 'b!', 'c!', 'd!'])
  expect(asked).toEqual([['a'], ['b'], ['c', 'd']])
})

test('what cannot be asked spoils only its own answer', async () => {
  const asked: string[][] = []
  const together = new Together<string, string>(async questions => {
    asked.push([...questions])
    if (questions.includes('bad')) throw new Error('cannot be asked')
    return questions.map(question => `${question}!`)
  })
  const answers = await Promise.allSettled(['a', 'bad', 'c'].map(question => together.ask(question)))
  expect(answers.map(answer => (answer.status === 'fulfilled' ? answer.value : 'refused'))).toEqual(['a!', 'refused', 'c!'])
  expect(asked).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']])
})
