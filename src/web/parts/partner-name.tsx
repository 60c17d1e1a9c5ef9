/** A vendor or customer by name, with the code the ERP knows. */
export function PartnerName({ name, code }: { name: string | null | undefined; code: string }) {
  return (
    <span>
      {name ?? ''} <span className="mono small quiet nowrap">{code}</span>
    </span>
  )
}
