import type { PictureNode } from '../../../client/index.ts'
import { inEnglish } from '../../app/words.tsx'
import { standingWords } from '../../parts/quality-standing.tsx'

/** How a node names itself: one lot by its number, many by how many they are. */
export function titleOf({ kind, lots, first }: PictureNode): string {
  if (kind === 'others') return `${lots.toLocaleString('en')} more lots`
  return lots === 1 ? (first ?? '') : `${lots.toLocaleString('en')} ${pluralOf[kind]}`
}

export const pluralOf = { lot: 'lots', serial: 'serials', vendorLot: 'vendor lots', others: 'lots' } satisfies Record<
  PictureNode['kind'],
  string
>

/** SN-0120 to SN-0165 is SN-0120…65: the last is written from where it differs. */
export function spanOf({ lots, first = '', last = '' }: PictureNode): string {
  if (lots < 2 || first === last) return ''
  let same = 0
  while (same < first.length && first[same] === last[same]) same++
  // Never within a run of letters or less than two characters: …5 after 1204 could be anything.
  return `${first}…${last.slice(Math.max(0, Math.min(same, last.length - 2)))}`
}

export const whereOf = ({ operation, workCenter }: PictureNode): string =>
  [operation ? `operation ${operation}` : '', workCenter ?? ''].filter(Boolean).join(', ')

/** Everything a node shows, in a sentence: for whoever hears the picture. */
export function sentenceOf(node: PictureNode): string {
  const { column, material, standing, lots, certain, left, onHand, unit, expandable } = node
  const place =
    column === 0 ? 'asked for' : `${Math.abs(column)} ${Math.abs(column) === 1 ? 'step' : 'steps'} ${column < 0 ? 'back' : 'on'}`
  const sure = certain === lots ? 'certain' : certain === 0 ? 'possible' : `${certain} certain`
  const words = [
    `${titleOf(node)}${material ? ` of ${material}` : ''}`,
    spanOf(node),
    place,
    whereOf(node),
    standing ? inEnglish.t(standingWords[standing]) : '',
    sure,
    left === undefined ? '' : left ? `${onHand} ${unit} left` : 'nothing left',
    expandable ? 'Enter draws them one by one' : '',
  ]
  return words.filter(Boolean).join(', ')
}
