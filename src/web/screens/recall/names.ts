/** The next free name of the form RC-0001 among those that are known. */
export function nextName(prefix: string, known: string[]): string {
  const form = new RegExp(`^${prefix}-([0-9]{4,8})$`)
  const numbers = known.flatMap(name => form.exec(name)?.[1] ?? []).map(Number)
  return `${prefix}-${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}`
}
