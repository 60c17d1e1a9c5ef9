/** Who is told of what, and complaints and returns, as the server answers them. */
import type { AttachedDocument, Quantity, Time } from './shapes.ts'

export interface AlertRule {
  site: string
  code: string
  name?: string
  on: string[]
  mail?: { address: string; language?: string }[]
  webhooks?: string[]
  exceptions?: string[]
  expiryDays?: number
  drillDays?: number
  complaintHours?: number
  retired?: boolean
}
export interface Webhook {
  site: string
  code: string
  name?: string
  url: string
  retired?: boolean
  /** The receiver said that it is gone. */
  off: { at: Time; problem: string } | null
}
export interface Alerts {
  kinds: string[]
  languages: { code: string; name: string }[]
  standard: { expiryDays: number; drillDays: number; complaintHours: number }
  mail: { server: string; from: string } | null
  rules: AlertRule[]
  webhooks: Webhook[]
  counts: { waiting: number; dead: number; sentToday: number; lag: number }
}
export interface AlertDelivery {
  delivery: string
  alert: string
  kind: string
  object: string
  subject: string
  at: Time
  receiver: string
  rule: string
  status: 'waiting' | 'sending' | 'sent' | 'dead'
  attempts: number
  problem: string | null
  madeAt: Time
  nextAt: Time | null
  endedAt: Time | null
}
export interface AlertTest {
  receiver: string
  ok: boolean
  detail: string
  milliseconds: number
}
export interface WebhookSecret {
  secret: string
  madeAt: Time
  endsAt: Time | null
}

export type Severity = 'minor' | 'major' | 'critical'
export type Finding = 'confirmed' | 'not-confirmed' | 'not-ours'
interface NamedLot {
  material: string
  number: string
}
export interface ComplaintListed {
  site: string
  number: string
  customer: string
  customerName: string | null
  severity: Severity
  text: string
  said?: string
  reference?: string
  shipment?: string
  container?: string
  lots: NamedLot[]
  lotCount: number
  openedAt: Time
  openedBy: string | null
  answer?: string
  answeredAt: Time | null
  answeredBy?: string | null
  finding?: Finding
  closeReason?: string
  closedAt: Time | null
  closedBy?: string | null
}
export interface ComplaintLot extends NamedLot {
  id: number
  unit: string
  onHand: Quantity
  shipped: { customer: string; shipment: string; quantity: Quantity; at: Time }[]
}
export interface Complaint extends Omit<ComplaintListed, 'lots'> {
  lots: ComplaintLot[]
  holds: { hold: string; reason: string; at: Time; releasedAt: Time | null; byCase: boolean }[]
  recalls: { recall: string; kind: string; reason: string; at: Time; closedAt: Time | null }[]
  returns: {
    event: string
    sequence: number
    at: Time
    by: string | null
    shipment: string | null
    reason: string
    lots: (NamedLot & { id: number; unit: string; quantity: Quantity })[]
  }[]
  documents: AttachedDocument[]
}
export interface ComplaintReading {
  lines: {
    line: number
    text: string
    status: string
    lots: (NamedLot & { id: number })[]
    shipment: string | null
    container: string | null
    detail: string
  }[]
  lots: (NamedLot & { id: number; kind: string; unit: string })[]
  customers: { customer: string; name: string | null; lots: number }[]
  open: number
}
export interface NewComplaint {
  /** The same again is a retry. */
  id?: string
  site?: string
  number?: string
  customer: string
  severity?: Severity
  text: string
  said?: string
  reference?: string
  shipment?: string
  container?: string
  lots?: { lot: { material?: string; number: string } }[]
}

export interface ReturnListed {
  site: string
  event: string
  sequence: number
  at: Time
  by: string | null
  customer: string
  customerName: string | null
  shipment: string | null
  complaint: string | null
  reason: string
  /** The hold it came back under, and whether that was released. */
  hold: string | null
  released: boolean
  /** `into`: the lot of its own that it became, where only what came back is on hold. */
  lots: (NamedLot & { id: number; unit: string; quantity: Quantity; place: string; into: { id: number; number: string }[] })[]
}
export interface ReturnExpected extends NamedLot {
  shipment: string
  at: Time
  lot: number
  unit: string
  quantity: Quantity
}
