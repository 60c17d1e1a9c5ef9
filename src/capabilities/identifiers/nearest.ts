/**
 * How a text may have been meant: one slip of the hand away. Pure. Letters slip into letters, digits into digits, and what looks
 * alike into its like; one sign may be missing, doubled, or have changed places with its neighbour.
 */

/** Longer texts are no numbers that somebody typed. */
const LONGEST = 48
const DIGITS = '0123456789'
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const SEPARATORS = '-_./ '
const ALIKE: Readonly<Record<string, string>> = {
  '0': 'oq',
  o: '0',
  q: '0',
  '1': 'il',
  i: '1',
  l: '1',
  '2': 'z',
  z: '2',
  '5': 's',
  s: '5',
  '6': 'g',
  g: '6',
  '8': 'b',
  b: '8',
}

/** In small letters, without the text itself as it was written. */
export function spellings(text: string): string[] {
  const plain = text.trim().toLowerCase()
  if (plain === '' || plain.length > LONGEST) return []
  const found = new Set<string>([plain, ...withoutSeparators(plain), ...allAlike(plain)])
  for (let at = 0; at <= plain.length; at++) for (const spelled of slipsAt(plain, at)) found.add(spelled)
  found.delete('')
  return [...found]
}

function* slipsAt(text: string, at: number): Generator<string> {
  const [before, sign, after] = [text.slice(0, at), text[at] ?? '', text.slice(at + 1)]
  for (const other of mayBe(sign === '' ? (text[at - 1] ?? '') : sign)) yield before + other + text.slice(at)
  for (const other of mayBe(text[at - 1] ?? '')) yield before + other + text.slice(at)
  if (sign === '') return
  yield before + after
  for (const other of mayBe(sign)) yield before + other + after
  if (after !== '') yield before + after[0] + sign + after.slice(1)
}

/** What a sign of this kind may have been. */
function mayBe(sign: string): string {
  const kind = DIGITS.includes(sign) ? DIGITS : LETTERS.includes(sign) ? LETTERS : SEPARATORS
  return sign === '' ? '' : `${kind}${ALIKE[sign] ?? ''}${kind === SEPARATORS ? '' : '-'}`
}

const withoutSeparators = (text: string): string[] => {
  const parts = text.split(/[-_./ ]+/).filter(Boolean)
  return parts.length < 2 ? [] : ['', ...SEPARATORS.split('')].map(sign => parts.join(sign))
}

/** All zeros written as O, or the other way round: one habit, many signs. */
const allAlike = (text: string): string[] => [
  text.replaceAll('o', '0'),
  text.replaceAll('0', 'o'),
  text.replaceAll(/[il]/g, '1'),
  text.replaceAll(/o/g, '0').replaceAll(/[il]/g, '1'),
]
