import type { PictureNode } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import type { Words } from '../../app/words.tsx'
import { grouped } from '../../parts/amount.tsx'
import { standingWords } from '../../parts/quality-standing.tsx'

const many = {
  lot: 'common.lots',
  serial: 'picture.serials',
  vendorLot: 'picture.vendor-lots',
  others: 'picture.more-lots',
} as const satisfies Record<PictureNode['kind'], OfficeKey>

/** How a node names itself: one lot by its number, many by how many they are. */
export function titleOf({ kind, lots, first }: PictureNode, { t }: Words): string {
  return lots === 1 && kind !== 'others' ? (first ?? '') : t(many[kind], { count: lots })
}

/** SN-0120 to SN-0165 is SN-0120…65: the last is written from where it differs. */
export function spanOf({ lots, first = '', last = '' }: PictureNode): string {
  if (lots < 2 || first === last) return ''
  let same = 0
  while (same < first.length && first[same] === last[same]) same++
  // Never within a run of letters or less than two characters: …5 after 1204 could be anything.
  return `${first}…${last.slice(Math.max(0, Math.min(same, last.length - 2)))}`
}

export const whereOf = (node: PictureNode, words: Words): string => placed(node, words, 'picture.operation')
export const shortWhereOf = (node: PictureNode, words: Words): string => placed(node, words, 'picture.operation-short')

const placed = ({ operation, workCenter }: PictureNode, { t }: Words, said: OfficeKey): string =>
  [operation ? t(said, { operation: String(operation) }) : '', workCenter ?? ''].filter(Boolean).join(', ')

/** Everything a node shows, one after the other: for whoever hears the picture. */
export function sentenceOf(node: PictureNode, words: Words): string {
  const { t } = words
  const { material, standing, left, expandable } = node
  const name = titleOf(node, words)
  const facts = [
    material ? t('picture.name-of', { name, material }) : name,
    spanOf(node),
    stepsOf(node, words),
    whereOf(node, words),
    standing ? t(standingWords[standing]) : '',
    certaintyOf(node, words),
    left === undefined ? '' : leftOf(node, words),
    expandable ? t('picture.enter') : '',
  ]
  return facts.filter(Boolean).join(', ')
}

function stepsOf({ column }: PictureNode, { t }: Words): string {
  if (column === 0) return t('picture.asked-for')
  return t(column < 0 ? 'picture.steps-back' : 'picture.steps-on', { count: Math.abs(column) })
}

function certaintyOf({ lots, certain }: PictureNode, { t }: Words): string {
  if (certain === 0) return t('legend.possible')
  return certain === lots ? t('legend.certain') : t('certainty.count-certain', { count: certain })
}

function leftOf({ left, onHand, unit }: PictureNode, { t, mark }: Words): string {
  if (!left) return t('stands.nothing-left')
  return t('picture.amount-left', { amount: [grouped(onHand ?? '', mark), unit].filter(Boolean).join(' ') })
}
