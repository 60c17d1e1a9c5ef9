/** The check character of our own numbers: ISO/IEC 7064, MOD 37,36. It finds every single wrong character and nearly every swapped pair. */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Over the letters and digits of the text, whatever their case; everything else is passed over. */
export function checkCharacter(text: string): string {
  let product = 36
  for (const letter of text.toUpperCase()) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) continue
    const sum = (product + value) % 36 || 36
    product = (sum * 2) % 37
  }
  return ALPHABET[(37 - product) % 36] ?? '0'
}

/** Letters that people take for digits or for one another: no number of ours ends in one. */
export const isMistakable = (letter: string): boolean => 'ILOU'.includes(letter.toUpperCase())
