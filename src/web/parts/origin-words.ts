import type { Words } from '../app/words.tsx'

/** Where a lot begins that was made from nothing recorded: at a vendor, or where the record stops. */
export function originWords({ vendor, vendorLot: lot }: { vendor: string | null; vendorLot: string | null }, { t }: Words): string {
  if (vendor) return lot ? t('origin.vendor-and-lot', { vendor, lot }) : t('origin.vendor', { vendor })
  return lot ? t('origin.vendor-lot', { lot }) : t('origin.nothing')
}
