import type pg from 'pg'

/** A pool whose database goes away: from the given question on nothing is answered any more. */
export interface Breakable {
  readonly pool: pg.Pool
  /** Every question from this one on fails, the first being 1; null where all are answered. */
  failsFrom: number | null
  /** How many were asked since it was last set to zero. */
  asked: number
}

export function breakable(real: pg.Pool): Breakable {
  const state: { failsFrom: number | null; asked: number } = { failsFrom: null, asked: 0 }
  const query =
    (way: { query(...question: never[]): unknown }) =>
    (...question: never[]): unknown => {
      state.asked++
      return state.failsFrom !== null && state.asked >= state.failsFrom ? cutOff(state.asked) : way.query(...question)
    }
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await real.connect()
    return through(client, { query: query(client) })
  }
  return Object.assign(state, { pool: through(real, { query: query(real), connect }) })
}

/** One sooner, another later: who waits for several hears of the first only. */
const cutOff = (asked: number): Promise<never> =>
  new Promise((_, fail) => {
    const error = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' })
    setTimeout(() => fail(error), asked % 3)
  })

function through<T extends object>(real: T, instead: Readonly<Record<string, unknown>>): T {
  return new Proxy(real, {
    get(_, name) {
      if (typeof name === 'string' && name in instead) return instead[name]
      const value: unknown = Reflect.get(real, name)
      return typeof value === 'function' ? value.bind(real) : value
    },
  })
}
