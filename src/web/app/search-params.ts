/** The address bar is the state: plain `key=value` pairs, a repeated key is a list. */
export type Params = Record<string, string | string[] | undefined>

export function parseParams(text: string): Record<string, string | string[]> {
  const params: Record<string, string | string[]> = {}
  for (const [key, value] of new URLSearchParams(text)) {
    const before = params[key]
    if (before === undefined) params[key] = value
    else params[key] = Array.isArray(before) ? [...before, value] : [before, value]
  }
  return params
}

export function stringifyParams(params: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(key, String(one))
    }
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

export function one(value: unknown): string | undefined {
  if (Array.isArray(value)) return one(value[0])
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function many(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((entry): entry is string => typeof entry === 'string' && entry !== '')
  const single = one(value)
  return single === undefined ? [] : [single]
}

/** Which part of a lot is meant; nothing said is the whole lot. Times are those of this place. */
export interface LotPart {
  after?: string | undefined
  until?: string | undefined
  run?: string | undefined
  quantity?: string | undefined
  container?: string | undefined
}
export const PART_FIELDS = ['after', 'until', 'run', 'quantity', 'container'] as const satisfies readonly (keyof LotPart)[]

/**
 * A lot in the address bar: material~number, each part with its own tildes escaped, readable for the usual codes. Only part of it is
 * material~number~after=…~run=….
 */
export function seedText({ material, number, ...part }: { material?: string | undefined; number: string } & LotPart): string {
  const said = PART_FIELDS.flatMap(key => (part[key] ? [`${key}=${escapeTilde(part[key])}`] : []))
  if (!material && said.length === 0) return escapeTilde(number)
  return [escapeTilde(material ?? ''), escapeTilde(number), ...said].join('~')
}

export function seedOf(text: string): { material?: string; number: string } {
  const [first = '', number] = text.split('~').map(unescapeTilde)
  if (number === undefined) return { number: first }
  return { ...(first === '' ? {} : { material: first }), number }
}

export function partOf(text: string): LotPart {
  const said = text.startsWith('~~') ? [] : text.split('~').slice(2)
  const values = new Map(said.map(one => [one.slice(0, one.indexOf('=')), unescapeTilde(one.slice(one.indexOf('=') + 1))]))
  return Object.fromEntries(PART_FIELDS.flatMap(key => (values.get(key) ? [[key, values.get(key)]] : [])))
}

/** Not whole lots, which is what a hold is placed on. */
export const isOfPart = (text: string): boolean => containerOf(text) !== undefined || Object.keys(partOf(text)).length > 0

/** What lay in a container, beside the lots of an address: ~~container~after~until, the times where they are said. */
export function containerText({
  container,
  after,
  until,
}: {
  container: string
  after?: string | undefined
  until?: string | undefined
}): string {
  return `~~${[container, after ?? '', until ?? ''].map(escapeTilde).join('~')}`
}

export function containerOf(text: string): { container: string; after?: string; until?: string } | undefined {
  if (!text.startsWith('~~')) return undefined
  const [container = '', after = '', until = ''] = text.slice(2).split('~').map(unescapeTilde)
  return { container, ...(after === '' ? {} : { after }), ...(until === '' ? {} : { until }) }
}

/** A lot or part of one, or what lay in a container, as the server is asked. */
export function traceSeedOf(text: string): { material?: string; number?: string } & LotPart {
  const { after, until, ...part } = containerOf(text) ?? { ...seedOf(text), ...partOf(text) }
  return { ...part, ...(after ? { after: instantOf(after) } : {}), ...(until ? { until: instantOf(until) } : {}) }
}

/** What is no time stays as it is: the server says what is wrong with it. */
export function instantOf(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? text : time.toISOString()
}

/** The trace of a lot by its id; of one serial of a series, where that was meant and has no lot of its own. */
export const traceSearch = (lot: { id: number; serial?: string | undefined }): { lot: string; serial?: string } => ({
  lot: String(lot.id),
  ...(lot.serial === undefined ? {} : { serial: lot.serial }),
})

/** A number that a lot can have; nothing where the address says something else. */
export function lotIdOf(text: string): number | undefined {
  const id = /^\d+$/.test(text) ? Number(text) : 0
  return Number.isSafeInteger(id) && id > 0 ? id : undefined
}

/** How the page of a lot opens: on the record of one serial, where that was meant and has no lot of its own. */
export const lotSearch = (serial: string | undefined): { tab?: string; serial?: string } =>
  serial === undefined ? {} : { tab: 'as-built', serial }

function escapeTilde(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('~', '%7E')
}

function unescapeTilde(text: string): string {
  return text.replaceAll('%7E', '~').replaceAll('%25', '%')
}
