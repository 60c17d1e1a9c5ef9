/** Coupons of North America (8110) and offers at the point of sale (8112): fields one after the other, many with their length in front. */
import { dateComplaint } from './dates.ts'

export function couponComplaint(value: string): string | undefined {
  const reader = new Reader(value)
  reader.counted('company prefix', { from: 0, to: 6, longer: 6, prefix: true })
  reader.fixed('offer code', 6)
  reader.counted('save value', { from: 1, to: 5 })
  purchase(reader, 'first')
  if (reader.begins('1')) secondPurchase(reader)
  if (reader.begins('2')) thirdPurchase(reader)
  validity(reader)
  if (reader.begins('5')) reader.counted('serial number', { from: 0, to: 9, longer: 6 })
  if (reader.begins('6')) reader.counted('retailer', { from: 1, to: 7, longer: 6, prefix: true })
  if (reader.begins('9')) terms(reader)
  return reader.complaintAtEnd()
}

export function posOfferComplaint(value: string): string | undefined {
  const reader = new Reader(value)
  reader.oneOf('format', '01')
  reader.counted('funder', { from: 0, to: 6, longer: 6 })
  reader.fixed('offer code', 6)
  reader.counted('serial number', { from: 0, to: 9, longer: 6 })
  return reader.complaintAtEnd()
}

function purchase(reader: Reader, which: string): void {
  reader.counted(`${which} purchase requirement`, { from: 1, to: 5 })
  reader.oneOf(`${which} purchase requirement code`, '012349')
  reader.fixed(`${which} purchase family code`, 3)
}

function secondPurchase(reader: Reader): void {
  reader.oneOf('additional purchase rules code', '0123')
  purchase(reader, 'second')
  reader.counted('second purchase company prefix', { from: 0, to: 6, longer: 6, prefix: true, none: '9' })
}

function thirdPurchase(reader: Reader): void {
  purchase(reader, 'third')
  reader.counted('third purchase company prefix', { from: 0, to: 6, longer: 6, prefix: true, none: '9' })
}

function validity(reader: Reader): void {
  const end = reader.begins('3') ? reader.date('expiration date') : undefined
  const start = reader.begins('4') ? reader.date('start date') : undefined
  if (end !== undefined && start !== undefined && start > end) reader.complain('it expires before it starts')
}

function terms(reader: Reader): void {
  reader.oneOf('save value code', '01256')
  reader.oneOf('purchase the save value applies to', '012')
  reader.fixed('store coupon flag', 1)
  reader.oneOf('do-not-multiply flag', '01')
}

interface Counted {
  from: number
  to: number
  /** Added to the digit that tells the length. */
  longer?: number
  prefix?: boolean
  /** The digit that says that nothing follows. */
  none?: string
}

/** Goes through the value; the first complaint is kept, and whatever is read after it is of no consequence. */
class Reader {
  private at = 0
  private complaint: string | undefined
  private readonly value: string

  constructor(value: string) {
    this.value = value
    if (/\D/.test(value)) this.complain('a coupon has only digits')
  }

  complain(complaint: string): void {
    this.complaint ??= complaint
  }

  begins(digit: string): boolean {
    if (this.value[this.at] !== digit) return false
    this.at += 1
    return true
  }

  fixed(what: string, length: number): string {
    const field = this.value.slice(this.at, this.at + length)
    if (field.length < length) this.complain(`its ${what} is cut off`)
    this.at += length
    return field
  }

  oneOf(what: string, digits: string): void {
    if (!digits.includes(this.fixed(what, 1))) this.complain(`its ${what} is not one of ${Array.from(digits).join(', ')}`)
  }

  counted(what: string, { from, to, longer = 0, prefix = false, none }: Counted): void {
    const digit = this.fixed(what, 1)
    if (digit === none) return
    if (Number(digit) < from || Number(digit) > to) return this.complain(`the length of its ${what} is not allowed`)
    const field = this.fixed(what, Number(digit) + longer)
    if (prefix && !/^\d{4}/.test(field)) this.complain(`its ${what} is no company prefix`)
  }

  date(what: string): string {
    const field = this.fixed(what, 6)
    if (field.length === 6 && dateComplaint(field) !== undefined) this.complain(`its ${what} is no date`)
    return field
  }

  complaintAtEnd(): string | undefined {
    if (this.at < this.value.length) this.complain('there is more in it than a coupon has')
    return this.complaint
  }
}
