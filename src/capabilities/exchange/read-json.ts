/** JSON of others: with or without a byte-order mark, one document or one event per line. */
export class FormatError extends Error {}

export function readJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes)
  const json = parsed(text)
  if (isTooDeep(json)) throw new FormatError(`The file is nested more than ${DEPTH_MAX} deep, which no EPCIS event is.`)
  return json
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const lines = eventLines(text)
    if (lines) return lines
    throw new FormatError(`The file is not valid JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read'}.`)
  }
}

const DEPTH_MAX = 100

/** Level by level: whatever walks it inwards, as the mapping does, would run out of stack. */
function isTooDeep(json: unknown): boolean {
  let level = [json].filter(isHolding)
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) return true
    level = level.flatMap(value => Object.values(value).filter(isHolding))
  }
  return false
}

const isHolding = (value: unknown): value is object => typeof value === 'object' && value !== null

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
