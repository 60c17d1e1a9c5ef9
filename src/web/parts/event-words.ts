import type { LedgerEvent } from '../../client/index.ts'
import { english, type OfficeKey } from '../../words/office.ts'
import { inEnglish, type Words } from '../app/words.tsx'
import { grouped } from './amount.tsx'

export interface EventWords {
  verb: string
  what: string
  more: string
}

type Body = Record<string, unknown>

const KNOWN = Object.keys(english).filter(key => key.startsWith('event.'))
const keyOf = (type: string): OfficeKey | undefined => {
  const key = `event.${type}`
  return isEventKey(key) ? key : undefined
}
const isEventKey = (key: string): key is OfficeKey => KNOWN.includes(key)

export function verbOf(type: string, { t }: Words = inEnglish): string {
  const key = keyOf(type)
  return key ? t(key) : type
}

export const eventTypes = KNOWN.map(key => key.slice('event.'.length))

/** One line for an event: the verb, the lot or code it is about, and what else a reader wants first. */
export function eventWords(event: Pick<LedgerEvent, 'type' | 'body' | 'workCenter' | 'workOrder'>, words: Words = inEnglish): EventWords {
  const body = event.body ?? {}
  return { verb: verbOf(event.type, words), what: whatOf(body, words), more: moreOf(event, body, words) }
}

function whatOf(body: Body, words: Words): string {
  for (const key of ['lot', 'assembly', 'into']) {
    const text = lotText(body[key])
    if (text !== undefined) return text
  }
  const outputs = [body.outputs, body.lots, body.contents].map(list => listText(list, words)).find(text => text !== undefined)
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

function listText(value: unknown, { t }: Words): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const first: unknown = value[0]
  const text = lotText((first as Body).lot) ?? lotText(first) ?? textOf((first as Body).container)
  if (text === undefined) return undefined
  return value.length === 1 ? text : t('common.first-and-more', { first: text, count: value.length - 1 })
}

function lotText(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const { number, material } = value as Body
  return textOf(number) ?? textOf(material)
}

function moreOf(event: Pick<LedgerEvent, 'workCenter' | 'workOrder'>, body: Body, { t, mark }: Words): string {
  const quantity = textOf(body.quantity)
  const lot = body.lot as Body | undefined
  const [vendor, customer] = [textOf(body.vendor), textOf(body.customer)]
  const parts = [
    quantity === undefined ? undefined : `${grouped(quantity, mark)} ${textOf(body.unit) ?? ''}`.trim(),
    textOf(lot?.material) ?? textOf(body.material),
    vendor && t('said.from', { vendor }),
    customer && t('said.to', { customer }),
    event.workCenter && t('said.at', { place: event.workCenter }),
    event.workOrder && t('said.order', { order: event.workOrder }),
    textOf(body.reason),
  ]
  return parts.filter(Boolean).join(' · ')
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value !== '') return value
  return typeof value === 'number' ? String(value) : undefined
}
