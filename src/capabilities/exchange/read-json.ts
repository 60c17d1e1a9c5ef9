/** JSON of others: with or without a byte-order mark, one document or one event per line. */
export class FormatError extends Error {}

export function readJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes)
  try {
    return JSON.parse(text)
  } catch (error) {
    const lines = eventLines(text)
    if (lines) return lines
    throw new FormatError(`The file is not valid JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read'}.`)
  }
}

/** One JSON object per line; undefined where a line is none. */
function eventLines(text: string): unknown[] | undefined {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '')
  if (lines.length < 2) return undefined
  try {
    return lines.map(line => JSON.parse(line))
  } catch {
    return undefined
  }
}
