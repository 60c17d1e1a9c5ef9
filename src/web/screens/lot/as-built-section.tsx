import { useWords } from '../../app/words.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'

/** A heading with how many there are; nothing where there are none. */
export function Section({ title, count, children }: { title: string; count: number; children: React.ReactNode }) {
  const { n } = useWords()
  if (count === 0) return null
  return (
    <section className="stack">
      <h2>
        {title} <span className="quiet num">{n(count)}</span>
      </h2>
      {children}
    </section>
  )
}

export function TableSection<Row>({ title, columns, rows }: { title: string; columns: Column<Row>[]; rows: Row[] }) {
  return (
    <Section title={title} count={rows.length}>
      <DataTable label={title} columns={columns} rows={rows} rowKey={rowKeyOf(rows)} height="420px" />
    </Section>
  )
}

/** Rows of a record have no names of their own: their place in it is their key. */
function rowKeyOf<Row>(rows: Row[]): (row: Row) => string {
  const places = new Map(rows.map((row, index) => [row, String(index)]))
  return row => places.get(row) ?? ''
}
