import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256 } from './sha256.ts'

describe('the name of a file', () => {
  it.each([0, 1, 3, 55, 56, 63, 64, 65, 1000, 200_003])('of %i bytes is what everybody else calls it', length => {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7919) % 251)
    expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
  })
})
