/** The address in a QR code: a phone opens the page, a scanner reads the number out of it. Looking never changes anything. */
import type { Gs1Facts } from './gs1.ts'

/** GENEALOT_PUBLIC_URL: where phones and partners reach this server. */
const publicUrl = (): string | undefined => process.env.GENEALOT_PUBLIC_URL?.replace(/\/+$/, '') || undefined

/** Without a public address the bare number: a scanner reads it all the same. */
export function addressOf(number: string): string {
  const base = publicUrl()
  return base === undefined ? number : `${base}/s/${encodeURIComponent(number)}`
}

/** A GS1 Digital Link of finished goods; undefined without GTIN or public address. */
export function linkOf({ gtin, lot, serial, expiresAt }: Gs1Facts): string | undefined {
  const base = publicUrl()
  if (base === undefined || gtin === undefined || gtin === '') return undefined
  const key = serial === undefined ? `10/${encodeURIComponent(lot ?? '')}` : `21/${encodeURIComponent(serial)}`
  const expiry = typeof expiresAt === 'number' ? `?17=${new Date(expiresAt).toISOString().slice(2, 10).replaceAll('-', '')}` : ''
  return `${base}/01/${gtin.padStart(14, '0')}/${key}${expiry}`
}
