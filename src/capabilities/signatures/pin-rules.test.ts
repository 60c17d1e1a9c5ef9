import { expect, it } from 'vitest'
import { weakness } from './pin-rules.ts'

const about = { code: '48151', isBadge: false, isTheOld: false }

it.each<[string, Partial<typeof about>, string | null]>([
  ['4827', {}, null],
  ['481516234200', {}, null],
  ['482', {}, '4 to 12 digits'],
  ['4815162342000', {}, '4 to 12 digits'],
  ['48a7', {}, '4 to 12 digits'],
  ['', {}, '4 to 12 digits'],
  ['7777', {}, 'the same'],
  ['3456', {}, 'in a row'],
  ['7890', {}, 'in a row'],
  ['6543', {}, 'in a row'],
  ['3457', {}, null],
  ['48151', {}, 'badge'],
  ['4827', { isBadge: true }, 'badge'],
  ['4827', { isTheOld: true }, 'before'],
])('%s %j', (pin, more, words) => {
  const found = weakness(pin, { ...about, ...more })
  if (words === null) expect(found).toBeNull()
  else expect(found).toContain(words)
})
