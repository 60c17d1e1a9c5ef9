/** What one scanner does to a text on its way, and how it is undone. Made by the scanner test page (see diagnose.ts). */
export interface ScannerProfile {
  suffix: 'enter' | 'tab' | 'none'
  /** Sent before every text, so that a scan cannot be taken for typing. */
  prefix?: string | undefined
  /** What arrives, and what was printed: for a scanner and a computer set to different keyboards. */
  layout?: Readonly<Record<string, string>> | undefined
  /** What happens to letters: Caps Lock inverts them, some scanners send one case only. */
  letters: 'as-is' | 'inverted' | 'small' | 'capital'
  /** What arrives in place of FNC1. */
  separator?: string | undefined
}

/** The text as it was printed, as far as it can be told: what arrives as one case only keeps it. */
export function undone(text: string, { prefix, layout, letters, separator }: ScannerProfile): string {
  const own = prefix !== undefined && prefix !== '' && text.startsWith(prefix) ? text.slice(prefix.length) : text
  const turned = letters === 'inverted' ? inverted(own) : own
  const typed = layout === undefined ? turned : Array.from(turned, letter => layout[letter] ?? letter).join('')
  return separator === undefined || separator === '' ? typed : typed.replaceAll(separator, '\u001d')
}

export const inverted = (text: string): string =>
  Array.from(text, letter => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())).join('')
