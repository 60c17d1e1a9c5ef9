import type { AskedList, LabelledLot } from '../../../client/index.ts'
import { numbersIn } from '../held.ts'

const books = new WeakMap<AskedList, ReadonlyMap<string, LabelledLot[]>>()

/** The lots of the list that a label may mean. */
export function lotsCalled(text: string, list: AskedList | undefined): LabelledLot[] {
  if (list === undefined) return []
  const book = books.get(list) ?? bookOf(list)
  books.set(list, book)
  const lots = numbersIn(text).flatMap(name => book.get(name.toUpperCase()) ?? [])
  return lots.filter((lot, index) => lots.findIndex(other => other.material === lot.material && other.number === lot.number) === index)
}

function bookOf({ asked, stock = [], orders = [] }: AskedList): ReadonlyMap<string, LabelledLot[]> {
  const book = new Map<string, LabelledLot[]>()
  const units = orders.flatMap(order => order.units.map(unit => unit.lot))
  for (const lot of [...asked.flatMap(({ lots }) => lots), ...stock, ...units])
    for (const name of new Set([lot.number, ...lot.identifiers].map(one => one.toUpperCase())))
      book.set(name, [...(book.get(name) ?? []), lot])
  return book
}

/** Does the label say this number of an order, a shipment or a container? */
export const isCalled = (text: string, number: string): boolean => numbersIn(text).some(name => name.toUpperCase() === number.toUpperCase())

export interface Card {
  word: string
  argument: string | undefined
}

const CARD = /^\s*(DONE|UNDO|QTY|NEW LOT|NO|OK|SCRAP|HELP|HOLD|REPRINT|SPLIT|MERGE|RENUMBER|SERIALIZE|PACK|UNPACK|SWAP)(?::(.*))?\s*$/is

export function cardIn(text: string): Card | undefined {
  const [, word, argument] = CARD.exec(text) ?? []
  return word === undefined ? undefined : { word: word.toUpperCase(), argument: argument?.trim() || undefined }
}
