import type { LedgerEvent } from '../../client/index.ts'
import { grouped } from './amount.tsx'

export interface EventWords {
  verb: string
  what: string
  more: string
}

type Body = Record<string, unknown>

const verbs: Record<string, string> = {
  material: 'Material stated',
  partner: 'Partner stated',
  location: 'Location stated',
  workCenter: 'Work center stated',
  person: 'Person stated',
  token: 'Token stated',
  station: 'Station stated',
  settings: 'Settings stated',
  workOrder: 'Order stated',
  purchaseOrder: 'Purchase order stated',
  salesOrder: 'Sales order stated',
  shipment: 'Shipment planned',
  open: 'Output lot begun',
  attach: 'Document added',
  receive: 'Received',
  transform: 'Produced',
  start: 'Run started',
  load: 'Loaded',
  unload: 'Unloaded',
  produce: 'Produced',
  finish: 'Run finished',
  pass: 'Passed',
  split: 'Split',
  merge: 'Merged',
  renumber: 'Renumbered',
  serialize: 'Serialized',
  install: 'Installed',
  remove: 'Removed',
  move: 'Moved',
  pack: 'Packed',
  unpack: 'Unpacked',
  collect: 'Values collected',
  collectionPlan: 'Collection plan',
  deviation: 'Deviation asked for',
  approve: 'Deviation approved',
  withdraw: 'Deviation withdrawn',
  disassemble: 'Taken apart',
  sign: 'Signed',
  pin: 'PIN set',
  hold: 'Hold placed',
  release: 'Hold released',
  recall: 'Recall committed',
  recallRevise: 'Recall revised',
  recallFind: 'Found for a recall',
  recallContact: 'Customer told',
  recallLetter: 'Letter of a recall',
  recallClose: 'Recall closed',
  drill: 'Drill begun',
  drillStep: 'Step of a drill',
  drillFinish: 'Drill finished',
  complaint: 'Complaint',
  complaintLots: 'Lots of a complaint',
  complaintAnswer: 'Complaint answered',
  complaintClose: 'Complaint closed',
  alertRule: 'Alert rule stated',
  webhook: 'Webhook stated',
  dispose: 'Disposition',
  concession: 'Concession',
  scrap: 'Scrapped',
  adjust: 'Adjusted',
  ship: 'Shipped',
  return: 'Returned',
  correct: 'Corrected',
  labelPattern: 'Label pattern stated',
  scannerProfile: 'Scanner profile stated',
  raise: 'Raised',
  resolve: 'Decided',
  observe: 'Observed',
  labelTemplate: 'Label template stated',
  printer: 'Printer stated',
  print: 'Label printed',
}

export function verbOf(type: string): string {
  return verbs[type] ?? type
}

export const eventTypes = Object.keys(verbs)

/** One line for an event: the verb, the lot or code it is about, and what else a reader wants first. */
export function eventWords(event: Pick<LedgerEvent, 'type' | 'body' | 'workCenter' | 'workOrder'>): EventWords {
  const body = event.body ?? {}
  return { verb: verbOf(event.type), what: whatOf(body), more: moreOf(event, body) }
}

function whatOf(body: Body): string {
  for (const key of ['lot', 'assembly', 'into']) {
    const text = lotText(body[key])
    if (text !== undefined) return text
  }
  const outputs = listText(body.outputs) ?? listText(body.lots) ?? listText(body.contents)
  if (outputs !== undefined) return outputs
  return (
    textOf(body.shipment) ??
    textOf(body.number) ??
    textOf(body.code) ??
    textOf(body.container) ??
    textOf(body.event) ??
    textOf(body.run) ??
    ''
  )
}

function listText(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const first: unknown = value[0]
  const text = lotText((first as Body).lot) ?? lotText(first) ?? textOf((first as Body).container)
  if (text === undefined) return undefined
  return value.length === 1 ? text : `${text} and ${value.length - 1} more`
}

function lotText(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const { number, material } = value as Body
  return textOf(number) ?? textOf(material)
}

function moreOf(event: Pick<LedgerEvent, 'workCenter' | 'workOrder'>, body: Body): string {
  const quantity = textOf(body.quantity)
  const lot = body.lot as Body | undefined
  const parts = [
    quantity === undefined ? undefined : `${grouped(quantity)} ${textOf(body.unit) ?? ''}`.trim(),
    textOf(lot?.material) ?? textOf(body.material),
    textOf(body.vendor) && `from ${textOf(body.vendor) ?? ''}`,
    textOf(body.customer) && `to ${textOf(body.customer) ?? ''}`,
    textOf(event.workCenter) && `at ${event.workCenter ?? ''}`,
    textOf(event.workOrder) && `order ${event.workOrder ?? ''}`,
    textOf(body.reason),
  ]
  return parts.filter(part => part !== undefined && part !== '').join(' · ')
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value
  return typeof value === 'number' ? String(value) : undefined
}

export const eventVerb = (type: string): string => verbs[type] ?? type
