/** What a value had to keep, in words: a limit alone must not read as a value or as the other end. Empty where there was none. */
export function limitsSaid({ min, max }: { min: string | null; max: string | null }): string {
  if (min !== null && max !== null) return `${min} to ${max}`
  if (min !== null) return `at least ${min}`
  return max === null ? '' : `at most ${max}`
}
