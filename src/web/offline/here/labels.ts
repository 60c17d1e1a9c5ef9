import { type AskedList, isInSeries, type LabelledLot, readSeries, type Series } from '../../../client/index.ts'
import { numbersIn } from '../held.ts'

/** A lot of the list, or one serial of a lot that stands for a series of them. */
export interface Called extends LabelledLot {
  /** The number of the lot that it is taken out of when it is named. */
  series?: string
  /** In a unit, and nowhere else. */
  isInstalled?: true
}

interface Book {
  named: ReadonlyMap<string, Called[]>
  series: readonly { lot: LabelledLot; of: Series }[]
}

const books = new WeakMap<AskedList, Book>()

function bookFor(list: AskedList): Book {
  const book = books.get(list) ?? bookOf(list)
  books.set(list, book)
  return book
}

/** The lots of the list that a label may mean. */
export function lotsCalled(text: string, list: AskedList | undefined): Called[] {
  if (list === undefined) return []
  const { named } = bookFor(list)
  const names = numbersIn(text)
  const exact = names.flatMap(name => named.get(name.toUpperCase()) ?? [])
  const lots = exact.length > 0 ? exact : names.flatMap(name => serialsCalled(name, list))
  return lots.filter((lot, index) => lots.findIndex(other => other.material === lot.material && other.number === lot.number) === index)
}

/** One of a series is no lot yet: it becomes one with the event that names it. */
export function serialsCalled(name: string, list: AskedList | undefined): Called[] {
  if (list === undefined) return []
  return bookFor(list).series.flatMap(({ lot, of }) => {
    const number = [name, name.toUpperCase()].find(one => isInSeries(of, one))
    return number === undefined ? [] : [{ ...lot, number, identifiers: [], quantity: '1', series: lot.number }]
  })
}

function bookOf({ asked, stock = [], orders = [] }: AskedList): Book {
  const book = new Map<string, Called[]>()
  const units = orders.flatMap(order => order.units)
  const inside = units.flatMap(({ installed }) => installed.map((part): Called => ({ ...part, identifiers: [], isInstalled: true })))
  for (const lot of [...asked.flatMap(({ lots }) => lots), ...stock, ...units.map(unit => unit.lot), ...inside])
    for (const name of new Set([lot.number, ...lot.identifiers].map(one => one.toUpperCase())))
      book.set(name, [...(book.get(name) ?? []), lot])
  const lots = [...new Set([...book.values()].flat())]
  const series = lots.flatMap(lot => lot.identifiers.flatMap(value => readSeries(value) ?? []).map(of => ({ lot, of })))
  return { named: book, series }
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
