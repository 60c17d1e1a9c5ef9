/** What one key of a scanner means as a character. Scanners type what they read on whatever keyboard the computer believes in. */
export interface Key {
  key: string
  code: string
  shift: boolean
  ctrl: boolean
  alt: boolean
  altGraph: boolean
  capsLock: boolean
}

/** The control characters as scanners send them when they cannot send bytes: Ctrl and the key that stands 64 above. */
const CONTROLS: Readonly<Record<string, string>> = {
  BracketRight: '\x1d',
  ']': '\x1d',
  Backslash: '\x1c',
  '\\': '\x1c',
  '^': '\x1e',
  _: '\x1f',
}
const CONTROLS_BY_CODE: Readonly<Record<string, string>> = { Digit6: '\x1e', Minus: '\x1f', KeyD: '\x04' }

/** Undefined: this key adds no character (Shift, F5, an ordinary shortcut …). */
export function characterOf(key: Key, midBurst: boolean): string | undefined {
  if (key.altGraph) return key.key.length === 1 ? key.key : undefined
  if (key.ctrl) return controlOf(key, midBurst)
  if (key.alt || key.key.length !== 1) return undefined
  return key.capsLock ? asPressed(key) : key.key
}

/** Ctrl+D is a bookmark and Ctrl+6 a tab, except in the middle of a scan. */
function controlOf(key: Key, midBurst: boolean): string | undefined {
  if (/^[\x04\x1c-\x1f]$/.test(key.key)) return key.key
  const always = CONTROLS[key.key] ?? CONTROLS[key.code]
  if (always !== undefined) return always
  return midBurst ? CONTROLS_BY_CODE[key.code] : undefined
}

/** With Caps Lock on, the case of a letter is what the scanner pressed, not what the computer made of it. */
function asPressed({ key, shift }: Key): string {
  return shift ? key.toUpperCase() : key.toLowerCase()
}

const MARKS: Readonly<Record<string, string>> = { '\u0300': '`', '\u0301': '´', '\u0302': '^', '\u0303': '~', '\u0308': '¨' }

/** On many keyboards ^ ´ ` ~ wait for the next letter: "^" and "a" arrive as "â". A label has said "^a". */
export function undead(character: string): string {
  const [base, mark] = character.normalize('NFD')
  const accent = mark === undefined ? undefined : MARKS[mark]
  return base === undefined || accent === undefined ? character : accent + base
}

/** Alt and digits on the number pad: Alt+029 is a group separator. */
export function byNumber(digits: string): string | undefined {
  const code = Number.parseInt(digits, 10)
  return digits.length >= 2 && code > 0 && code < 256 ? String.fromCharCode(code) : undefined
}
