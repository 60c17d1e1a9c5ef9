/** How values read on a screen of text. Quantities stay exact decimals in text: no float ever touches them. */
import type { Bounds, Certainty } from '../client/index.ts'
import type { Paint } from './output.ts'
import { clean } from './table.ts'

/** Solid and dashed, as in the web application; the word stands beside, so that neither colour nor sign is needed. */
export const certaintyText = (certainty: Certainty): string => (certainty === 'certain' ? '● certain' : '◌ possible')

export const paintCertainty = (text: string, certainty: Certainty, paint: Paint): string =>
  certainty === 'certain' ? paint.red(text) : paint.yellow(text)

export const amount = (quantity: string | null | undefined, unit?: string | null): string =>
  quantity === null || quantity === undefined ? '' : unit ? `${quantity} ${unit}` : quantity

/** "40 ea"; with its bounds "12.5 (0–40) ea"; where nobody recorded how much at most, "at least 3 ea". */
export function bounds({ min, expected, max, unit }: Bounds): string {
  if (min === max) return amount(max, unit)
  return amount(`${shortened(expected)} (${min}–${max})`, unit)
}

/** How much of it there is altogether; nothing where that was not asked. */
export function inAll(affected: readonly Bounds[] | undefined): string[] {
  if (!affected || affected.length === 0) return []
  return [`In all, on hand, shipped and gone: ${affected.map(bounds).join(', ')}`]
}

/** An expected share is a mean, not a count: three decimals say all it means. */
function shortened(quantity: string): string {
  const [whole = '0', fraction = ''] = quantity.split('.')
  return fraction.length <= 3 ? quantity : `${whole}.${fraction.slice(0, 3)}`.replace(/\.?0+$/, '')
}

/** UTC, to the minute: the same on every machine, so that two people compare the same line. */
export function time(text: string | null | undefined): string {
  if (!text) return ''
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? clean(text) : `${at.toISOString().slice(0, 16).replace('T', ' ')}Z`
}

export const lotName = ({ material, number }: { material?: string | null; number?: string | null }): string =>
  clean(material ? `${material} ${number ?? ''}` : (number ?? ''))

export const count = (value: number, one: string, many = `${one}s`): string => `${value.toLocaleString('en')} ${value === 1 ? one : many}`

export const seconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)

export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = size < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3))
  return `${(size / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
