/** Numbers that are known only once an event is recorded: a place is kept for them in whatever is said, shown, remembered and printed. */

export const numberOf = (wish: number): string => `\u0002${wish}\u0003`

const PLACE = /\\u0002(\d+)\\u0003/g

/** Works on the JSON, where such a place can stand inside any text. */
export function withNumbers<T>(kept: T, numbers: readonly string[]): T {
  const text = JSON.stringify(kept).replaceAll(PLACE, (_, index: string) => JSON.stringify(numbers[Number(index)] ?? '').slice(1, -1))
  return JSON.parse(text) as T
}
