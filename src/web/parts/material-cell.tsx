/** A material in a table: its code whole, then as much of its description as the row has room for. */
export function MaterialCell({ material, description }: { material: string; description: string | null }) {
  return (
    <span className="cell-line" title={description ?? undefined}>
      <span className="mono small">{material}</span> <span className="quiet small">{description}</span>
    </span>
  )
}
