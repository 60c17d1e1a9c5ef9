/**
 * How a vendor's own label is learned while it is received: the clerk says which piece is the lot, and what he enters says which one is
 * the quantity. Nothing is remembered that he did not see and agree to.
 */
import type { Quantity } from '../../base/quantity.ts'
import { type Place, piecesOf } from '../../symbols/piece.ts'
import { derive, type LabelPattern, PatternError, type Piece, type PieceKind } from '../scanning/patterns.ts'
import type { Wish } from './answer.ts'
import type { Candidate } from './dock-facts.ts'
import { numberIn } from './values.ts'

export type LayoutWish = Extract<Wish, { type: 'labelPattern' }>

interface Learned {
  text: string
  vendorLot: string
  quantity: Quantity
  candidate: Candidate
}

/** What would be remembered; null where the text was no more than the lot, or could be read in two ways. */
export function layoutOf({ text, vendorLot, quantity, candidate: { order, line } }: Learned): LayoutWish | null {
  const places = piecesOf(text)
  const lots = places.filter(place => place.value === vendorLot)
  if (lots.length !== 1) return null
  const others = places.filter(place => place.value !== vendorLot)
  const meant: [PieceKind, (value: string) => boolean][] = [
    ['part', value => value === line.material],
    ['supplierPart', value => value === line.vendorMaterial],
    ['order', value => value === order.number],
    ['quantity', value => isQuantity(value, quantity)],
  ]
  const pieces: Piece[] = [
    { is: 'lot', ...place(lots) },
    ...meant.flatMap(([is, fits]) =>
      pointed(
        is,
        others.filter(({ value }) => fits(value)),
      ),
    ),
  ]
  const pattern: LabelPattern = { vendor: order.vendor, example: text, pieces }
  return isReadable(pattern)
    ? { type: 'labelPattern', code: `${order.vendor} ${text}`.slice(0, 100).trim(), ...stated(pattern), active: true }
    : null
}

const place = ([first]: readonly Place[]): Place => ({ value: first?.value ?? '', at: first?.at ?? 0 })

/** A value that stands there twice is not pointed out: it stays unknown which one is meant. */
const pointed = (is: PieceKind, places: readonly Place[]): Piece[] => (places.length === 1 ? [{ is, ...place(places) }] : [])

const isQuantity = (value: string, quantity: Quantity): boolean => /^\d+(?:[.,]\d+)?$/.test(value) && numberIn(value) === quantity

const stated = ({ vendor, example, pieces }: LabelPattern): Pick<LayoutWish, 'vendor' | 'example' | 'pieces'> => ({
  vendor,
  example,
  pieces: [...pieces],
})

function isReadable(pattern: LabelPattern): boolean {
  try {
    derive(pattern)
    return true
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    return false
  }
}
