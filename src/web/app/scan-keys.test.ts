import { describe, expect, it } from 'vitest'
import { byNumber, characterOf, type Key, undead } from './scan-keys.ts'

const press = (key: string, more: Partial<Key> = {}): Key => ({
  key,
  code: '',
  shift: false,
  ctrl: false,
  alt: false,
  altGraph: false,
  capsLock: false,
  ...more,
})

const KEYS: [what: string, key: Key, midBurst: boolean, character: string | undefined][] = [
  ['a letter', press('A', { shift: true }), false, 'A'],
  ['Caps Lock turns a shifted letter small; it was a capital', press('a', { shift: true, capsLock: true }), true, 'A'],
  ['Caps Lock turns a small letter into a capital; it was small', press('A', { capsLock: true }), true, 'a'],
  ['Caps Lock leaves digits alone', press('7', { capsLock: true }), true, '7'],
  ['Ctrl+] is a group separator', press(']', { ctrl: true }), true, '\x1d'],
  ['… also first in a scan', press(']', { ctrl: true }), false, '\x1d'],
  ['… also on a keyboard where the key has another letter', press('+', { code: 'BracketRight', ctrl: true }), true, '\x1d'],
  ['… also as the byte itself', press('\x1d', { ctrl: true }), true, '\x1d'],
  ['Ctrl+^ is a record separator', press('^', { code: 'Digit6', ctrl: true }), true, '\x1e'],
  ['Ctrl+D ends an envelope inside a scan', press('d', { code: 'KeyD', ctrl: true }), true, '\x04'],
  ['… and is a bookmark otherwise', press('d', { code: 'KeyD', ctrl: true }), false, undefined],
  ['Ctrl+C is a shortcut', press('c', { code: 'KeyC', ctrl: true }), true, undefined],
  ['Shift alone', press('Shift', { shift: true }), true, undefined],
  ['@ by AltGr', press('@', { altGraph: true, alt: true }), true, '@'],
  ['Alt and a letter is a menu', press('f', { alt: true }), true, undefined],
]

it.each(KEYS)('%s', (_what, key, midBurst, character) => {
  expect(characterOf(key, midBurst)).toBe(character)
})

describe('what keyboards do to labels', () => {
  it.each([
    ['â', '^a'],
    ['ô', '^o'],
    ['^', '^'],
    ['a', 'a'],
  ])('after a dead key %s was %s', (arrived, said) => expect(undead(arrived)).toBe(said))

  it.each([
    ['029', '\x1d'],
    ['0029', '\x1d'],
    ['65', 'A'],
    ['9', undefined],
    ['999', undefined],
  ])('Alt+%s', (digits, character) => expect(byNumber(digits)).toBe(character))
})
