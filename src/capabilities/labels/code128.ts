/**
 * Code 128 in ZPL's own notation: `>;` starts set C (two digits in one character), `>:` set B, `>5` and `>6` change over, `>8` is FNC1.
 * We choose the sets ourselves, because printers disagree about doing it for us.
 */
const FNC1 = '\u001d'
const INVOKED: Readonly<Record<string, string>> = { '>': '>0', '^': '><', '~': '>=' }

/** `text` may hold FNC1 as 0x1D; everything else must be printable ASCII. */
export function code128Field(text: string, { gs1 }: { gs1: boolean }): string {
  let set: 'B' | 'C' = digitsAt(text, 0) >= 4 ? 'C' : 'B'
  let field = (set === 'C' ? '>;' : '>:') + (gs1 ? '>8' : '')
  for (let at = 0; at < text.length; ) {
    const run = digitsAt(text, at)
    const wanted = setFor(run, set, at + run === text.length)
    if (wanted !== set && text[at] !== FNC1) field += wanted === 'C' ? '>5' : '>6'
    if (text[at] !== FNC1) set = wanted
    const taken = text[at] === FNC1 ? 1 : set === 'C' ? 2 : 1
    field += text[at] === FNC1 ? '>8' : escaped(text.slice(at, at + taken))
    at += taken
  }
  return field
}

function digitsAt(text: string, at: number): number {
  let end = at
  while (end < text.length && text[end] >= '0' && text[end] <= '9') end++
  return end - at
}

/** Set C pays from four digits at the end and six in the middle; with an odd number the first digit is written in set B. */
function setFor(run: number, set: 'B' | 'C', isLast: boolean): 'B' | 'C' {
  if (set === 'C') return run >= 2 ? 'C' : 'B'
  return run % 2 === 0 && run >= (isLast ? 4 : 6) ? 'C' : 'B'
}

const escaped = (part: string): string => Array.from(part, letter => INVOKED[letter] ?? letter).join('')
