/** What a record says otherwise than before, value by value. Pure. */
export interface Change {
  path: string
  was: string | undefined
  now: string | undefined
}

/** Of the event, not of what it states. */
const OWN: ReadonlySet<string> = new Set([
  'id',
  'type',
  'at',
  'site',
  'by',
  'note',
  'reason',
  'sequence',
  'recordedAt',
  'via',
  'effect',
  'station',
  'signed',
])

export function differences(before: Record<string, unknown>, after: Record<string, unknown>): Change[] {
  const [was, now] = [valuesOf(before), valuesOf(after)]
  return [...new Set([...was.keys(), ...now.keys()])].flatMap(path => {
    const change = { path, was: was.get(path), now: now.get(path) }
    return change.was === change.now ? [] : [change]
  })
}

const valuesOf = (body: Record<string, unknown>): Map<string, string> =>
  new Map(Object.entries(body).flatMap(([key, value]) => (OWN.has(key) ? [] : leaves(value, key))))

/** Entries of a list are known by their code or number where they have one, so that one in the middle does not shift the others. */
function leaves(value: unknown, path: string): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((entry: unknown, index) => leaves(entry, `${path} ${nameOf(entry) ?? String(index + 1)}`))
  if (value !== null && typeof value === 'object') return Object.entries(value).flatMap(([key, entry]) => leaves(entry, `${path} ${key}`))
  return value === undefined ? [] : [[path, textOf(value)]]
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function nameOf(entry: unknown): string | undefined {
  if (entry === null || typeof entry !== 'object') return undefined
  const { code, number, type, operation } = entry as Record<string, unknown>
  const name = code ?? number ?? type
  if (typeof name !== 'string') return undefined
  return typeof operation === 'number' ? `${name} (${operation})` : name
}
