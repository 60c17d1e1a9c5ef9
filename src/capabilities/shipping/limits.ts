/** What a customer does not take: pure, so that a station can say it before and the transaction that ships says the same. */
import { formatInstant } from '../../base/instant.ts'
import type { CustomerLimits } from '../booking/records.ts'

export interface ShippedLot {
  material: string
  number: string
  expiresAt: number | null
  attributes: Record<string, unknown> | null
  /** Vendors whose material is in the lot, as far as anybody excludes them. */
  vendors: readonly string[]
  hasCertificate: boolean
}

const DAY_MS = 86_400_000

/** The first limit the lot breaks, as a sentence; undefined when the customer takes it. */
export function brokenLimit(
  limits: CustomerLimits | undefined,
  lot: ShippedLot,
  when: { customer: string; at: number },
): string | undefined {
  if (!limits) return undefined
  const name = `${lot.material} ${lot.number}`
  const { customer } = when
  if (limits.notMaterials?.includes(lot.material)) return `${customer} does not take ${lot.material}: ship another material.`
  if (limits.notLots?.some(entry => entry.number === lot.number && (entry.material ?? lot.material) === lot.material))
    return `${customer} does not take lot ${name}: ship another lot.`
  const vendor = lot.vendors.find(code => limits.notVendors?.includes(code))
  if (vendor !== undefined) return `${name} has material of ${vendor} in it, which ${customer} does not take: ship another lot.`
  return shelfLife(limits, lot, when) ?? missingAttribute(limits, lot, customer) ?? missingCertificate(limits, lot, customer)
}

function shelfLife(
  { shelfLifeDays }: CustomerLimits,
  lot: ShippedLot,
  { customer, at }: { customer: string; at: number },
): string | undefined {
  if (shelfLifeDays === undefined || lot.expiresAt === null) return undefined
  if (lot.expiresAt - at >= shelfLifeDays * DAY_MS) return undefined
  const days = Math.floor((lot.expiresAt - at) / DAY_MS)
  return `${lot.material} ${lot.number} expires on ${formatInstant(lot.expiresAt).slice(0, 10)}, in ${days} days, but ${customer} asks for ${shelfLifeDays}: ship a fresher lot.`
}

function missingAttribute({ attributes = [] }: CustomerLimits, lot: ShippedLot, customer: string): string | undefined {
  const wrong = attributes.find(({ attribute, values }) => !values.includes(valueOf(lot, attribute)))
  if (!wrong) return undefined
  const said = valueOf(lot, wrong.attribute)
  return `${customer} takes ${wrong.attribute} ${wrong.values.join(' or ')} only; ${lot.material} ${lot.number} has ${said === '' ? 'none stated' : said}.`
}

/** What a lot says of itself, as text: a revision 3 and a revision "3" are the same. */
function valueOf({ attributes }: ShippedLot, name: string): string {
  const value = attributes?.[name]
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

const missingCertificate = (limits: CustomerLimits, lot: ShippedLot, customer: string): string | undefined =>
  limits.certificate && !lot.hasCertificate
    ? `${customer} asks for a certificate, and ${lot.material} ${lot.number} has none: attach it first.`
    : undefined
