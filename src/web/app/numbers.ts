/** A pasted column of numbers: one a line, or apart by tabs, commas or semicolons; each once. */
export function numbersIn(text: string): string[] {
  const all = text
    .split(/[\r\n\t,;]+/)
    .map(number => number.trim())
    .filter(number => number !== '')
  return [...new Set(all)]
}
