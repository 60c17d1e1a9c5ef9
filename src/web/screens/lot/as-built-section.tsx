import { useWords } from '../../app/words.tsx'

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

/** Rows of a record have no names of their own: their place in it is their key. */
export function rowKeyOf<Row>(rows: Row[]): (row: Row) => string {
  const places = new Map(rows.map((row, index) => [row, String(index)]))
  return row => places.get(row) ?? ''
}
