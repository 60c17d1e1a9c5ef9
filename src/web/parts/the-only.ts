interface Named {
  number: string
  matched?: { value: string } | undefined
}

/** The lot that is meant and no other: several are never guessed between, be it two materials with one number or all that is on one shipment. */
export function theOnly<Found extends Named>(rows: readonly Found[], wanted: string): Found | undefined {
  const same = (text: string | undefined) => text?.toLowerCase() === wanted.toLowerCase()
  const narrower = [
    rows.filter(lot => lot.number === wanted),
    rows.filter(lot => same(lot.number)),
    rows.filter(lot => same(lot.matched?.value)),
    rows,
  ]
  const found = narrower.find(lots => lots.length > 0)
  return found?.length === 1 ? found[0] : undefined
}
