/** Where a lot begins that was made from nothing recorded: at a vendor, or where the record stops. */
export function originWords(lot: { vendor: string | null; vendorLot: string | null }): string {
  if (!lot.vendor && !lot.vendorLot) return 'Nothing recorded before it: opening stock or an open end.'
  return `Received from ${lot.vendor ?? 'a vendor'}${lot.vendorLot ? `, vendor lot ${lot.vendorLot}` : ''}.`
}
