/**
 * What was read of lots traced back, remembered as long as nothing happens to them: whoever asks for the vendors of one serial after the
 * other meets the same lots again and again. Batches of this process say which lots they touched; when another process has written,
 * which shows by the position, everything is read afresh.
 */
import type { Changes } from '../../ledger/state.ts'
import type { MasterRow, TableName } from '../../ledger/tables.ts'
import type { Committed } from '../../ledger/writer.ts'
import type { KnownAt, OriginRow } from './queries.ts'

export interface Origins {
  readonly rows: readonly OriginRow[]
  /** How far the ledger of the site was. */
  readonly sequence: number
  readonly recordedAt: number | null
}
type Head = Pick<Origins, 'sequence' | 'recordedAt'>

/** About 400 bytes each. */
const ROWS_MAX = 100_000
/** The tables an origin is read from, and which lot a row of theirs is about. */
const LOT_OF: Partial<Record<TableName, 'id' | 'lot'>> = { lot: 'id', stock: 'lot', movement: 'lot', openEnd: 'lot' }

/** One that was stated anew may have another name, on any of its lots. */
const NAMED: ReadonlySet<string> = new Set(['material', 'partner'])

export class RememberedOrigins {
  private readonly rows = new Map<number, OriginRow>()
  private readonly heads = new Map<string, Head>()
  private position = -1

  follow({ from, to, changes }: Committed): void {
    this.heads.clear()
    if (from !== this.position) this.rows.clear()
    else for (const changed of changes) this.drop(changed)
    this.position = to
  }

  forget(): void {
    this.rows.clear()
    this.heads.clear()
    this.position = -1
  }

  /** The rows of these lots; `read` is asked for those that are not known. An earlier state of the ledger is always read. */
  async of(ids: readonly number[], at: KnownAt, read: (ids: readonly number[]) => Promise<OriginRow[]>): Promise<Origins> {
    if (at.isNow && at.position > this.position) {
      this.forget()
      this.position = at.position
    }
    const isCurrent = at.isNow && at.position === this.position
    const known = isCurrent ? ids.flatMap(id => this.rows.get(id) ?? []) : []
    const head = isCurrent ? this.heads.get(at.site) : undefined
    if (head && known.length === ids.length) return { ...head, rows: sorted(known) }
    // At least one row is read where the head is not known: every row says it.
    const have = new Set(known.map(row => row.id))
    const missing = ids.filter(id => !have.has(id))
    const found = await read(missing.length > 0 ? missing : ids.slice(0, 1))
    const said = { sequence: found[0]?.sequence ?? 0, recordedAt: found[0]?.recordedAt ?? null }
    // What was read while another batch came in may be of before or after it.
    if (isCurrent && at.position === this.position) this.keep(at.site, said, found)
    return { ...said, rows: sorted([...known, ...found.filter(row => !have.has(row.id))]) }
  }

  private keep(site: string, head: Head, rows: readonly OriginRow[]): void {
    if (this.rows.size + rows.length > ROWS_MAX) this.rows.clear()
    for (const row of rows) this.rows.set(row.id, row)
    this.heads.set(site, head)
  }

  private drop(changes: Changes): void {
    for (const [table, { inserted, updated }] of changes) {
      if (table === 'master' && [...inserted, ...updated].some(row => NAMED.has((row as MasterRow).kind))) this.rows.clear()
      const key = LOT_OF[table]
      if (key === undefined) continue
      for (const set of [inserted, updated]) for (const row of set) this.rows.delete((row as Record<'id' | 'lot', number>)[key])
    }
  }
}

/** By vendor and vendor lot, those without last. */
const sorted = (rows: OriginRow[]): OriginRow[] =>
  rows.sort((a, b) => compared(a.vendor, b.vendor) || compared(a.vendorLot, b.vendorLot) || a.id - b.id)

function compared(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null) return 1
  return b === null || a < b ? -1 : 1
}
