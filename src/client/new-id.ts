/**
 * A UUID of version 7 (time-ordered), made by the caller so that a retry carries the same id.
 * getRandomValues rather than randomUUID: the latter is missing on plain-HTTP pages, which shop floors have.
 */
export function newId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  writeTime(bytes, now)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function writeTime(bytes: Uint8Array, now: number): void {
  // 48 bits of milliseconds, big-endian; division because bit shifts stop at 32 bits.
  let rest = now
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256
    rest = Math.floor(rest / 256)
  }
}
