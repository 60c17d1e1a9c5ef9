import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { EVENT_TYPES } from '../../src/capabilities/events.ts'

it('every type of event has its words on the screens', () => {
  const text = readFileSync(new URL('../../src/web/parts/event-words.ts', import.meta.url), 'utf8')
  const [, said = ''] = /const verbs[^{]*\{([^}]*)\}/.exec(text) ?? []
  const words = [...said.matchAll(/^ {2}(\w+):/gm)].map(([, type]) => type)
  expect([...EVENT_TYPES].filter(type => !words.includes(type))).toEqual([])
})
