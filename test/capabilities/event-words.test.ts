import { expect, it } from 'vitest'
import { EVENT_TYPES } from '../../src/capabilities/events.ts'
import { enVerbs } from '../../src/words/office/en-verbs.ts'

it('every type of event has its words on the screens', () => {
  expect([...EVENT_TYPES].filter(type => !(`event.${type}` in enVerbs))).toEqual([])
})
