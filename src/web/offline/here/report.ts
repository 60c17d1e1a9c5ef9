import type { AskedList, AskedRow, LabelledLot, OrderHere, StationCard } from '../../../client/index.ts'
import { message } from '../../../words/index.ts'
import type { EnteredValues } from '../asked.ts'
import { doubting, type Here, type Knowing, kept, type Reading, type RunHere, refused, reported, type Scanned, saying } from './here.ts'
import { type Called, cardIn, isCalled, lotsCalled } from './labels.ts'
import { quantityIn, quantityRow, rowsFor, rowsTogether } from './rows.ts'

/** Reporting lots, and runs that make something: what the next scan means here, and what it has to bring along. */
export function reportHere(knowing: Knowing, here: Here, scanned: Scanned): Reading {
  const card = cardIn(scanned.text)
  if (card?.word === 'DONE') return here.lots.length > 0 ? togetherDone(knowing, here) : runDone(knowing, here, scanned)
  if (card?.word === 'NEW LOT') return newLot(knowing, here, scanned)
  if (card !== undefined) return kept(here)
  const order = knowing.list?.orders?.find(one => isCalled(scanned.text, one.number))
  if (order) return orderScanned(here, order, scanned)
  const lots = lotsCalled(scanned.text, knowing.list)
  return rawLot(knowing, here, { lots, scanned }) ?? waitingLot(knowing, here, { lots, scanned })
}

// ---- lots that wait ----------------------------------------------------------------------------------------------------------------

function waitingLot(knowing: Knowing, here: Here, { lots }: { lots: readonly LabelledLot[]; scanned: Scanned }): Reading {
  const { list, policies } = knowing
  const [lot, ...others] = lots.filter(one => groupOf(list, one) !== undefined)
  if (policies?.together === true) return lot ? gathered(here, lot.number) : kept(here, doubting(message('here.unknown')))
  // Two lots have this number, and it cannot be known which is meant.
  if (lot === undefined || others.length > 0) return kept(here)
  return kept(reported(here, { reports: counted(here, [lot.number]) }), null, rowsOf(list, here, lot))
}

const groupOf = (list: AskedList | undefined, { material, number, series = number }: Called): AskedList['asked'][number] | undefined =>
  list?.asked.find(({ lots }) => lots.some(one => one.number === series && one.material === material))

/** What the next report of it is asked for: the second ends what the first began. */
function rowsOf(list: AskedList | undefined, { reports }: Here, lot: LabelledLot): AskedRow[] {
  const group = groupOf(list, lot)
  const before = reports[lot.number] ?? 0
  return before === 0 ? (group?.now ?? []) : before === 1 ? (group?.after ?? []) : []
}

const counted = ({ reports }: Here, numbers: readonly string[]): Here['reports'] => ({
  ...reports,
  ...Object.fromEntries(numbers.map(number => [number, (reports[number] ?? 0) + 1])),
})

/** Scanned together: counted and shown, reported when DONE says so. The same lot again is taken out. */
function gathered(here: Here, number: string): Reading {
  const isThere = here.lots.includes(number)
  const lots = isThere ? here.lots.filter(one => one !== number) : [...here.lots, number]
  const said = message(isThere ? 'here.taken-out' : 'here.gathered', { lot: number, count: lots.length })
  return kept({ ...here, lots }, saying(said, lotsCard(lots)))
}

const lotsCard = (lots: readonly string[]): StationCard => ({
  title: String(lots.length),
  lines: lots.map(number => ({ label: message('card.lot', { lot: number }), value: '' })),
})

function togetherDone({ list }: Knowing, here: Here): Reading {
  const lots = here.lots.flatMap(number =>
    lotsCalled(number, list)
      .filter(lot => groupOf(list, lot) !== undefined)
      .slice(0, 1),
  )
  const rows = rowsTogether(lots.map(lot => ({ ...lot, rows: rowsOf(list, here, lot) })))
  const after = reported(here, { lots: [], reports: counted(here, here.lots) })
  return kept(after, saying(message('here.reported-together', { count: here.lots.length })), rows)
}

// ---- runs --------------------------------------------------------------------------------------------------------------------------

const NO_RUN: RunHere = { isOpen: false, loaded: {}, made: [] }
const runIn = (here: Here, { number }: OrderHere): RunHere => here.runs[number] ?? NO_RUN
const withRun = (here: Here, { number }: OrderHere, run: RunHere): Here['runs'] => ({ ...here.runs, [number]: run })
const orderInHand = ({ list }: Knowing, { order }: Here): OrderHere | undefined => list?.orders?.find(one => one.number === order)

/** An order starts its run, takes it up again, or ends it where it is in hand. */
function orderScanned(here: Here, order: OrderHere, scanned: Scanned): Reading {
  const run = runIn(here, order)
  const facts = { order: order.number, operation: order.operation }
  if (!run.isOpen) {
    const runs = withRun(here, order, { ...NO_RUN, isOpen: true })
    return kept(reported(here, { order: order.number, runs }), saying(message('here.run-started', facts)), order.now)
  }
  if (here.order !== order.number) return kept({ ...here, order: order.number }, saying(message('done.resumed', facts)))
  return finished(here, order, scanned)
}

function runDone(knowing: Knowing, here: Here, scanned: Scanned): Reading {
  const order = orderInHand(knowing, here)
  return order && runIn(here, order).isOpen ? finished(here, order, scanned) : kept(here)
}

/** The last quantity, and then what so much is asked for. */
function finished(here: Here, order: OrderHere, { entered }: Scanned): Reading {
  const { rows, output } = outputRows(here, order, entered)
  const made = [...runIn(here, order).made, ...(output === undefined ? [] : [output])]
  const most = made.flatMap(text => quantityIn(text) ?? []).sort((a, b) => (a < b ? 1 : -1))[0]
  const after = reported(here, { order: undefined, runs: withRun(here, order, { ...NO_RUN, made }) })
  return kept(after, saying(message('here.run-finished', { order: order.number })), [...rows, ...rowsFor(order.after, most)])
}

function newLot(knowing: Knowing, here: Here, { entered }: Scanned): Reading {
  const order = orderInHand(knowing, here)
  if (!order) return kept(here)
  const { rows, output } = outputRows(here, order, entered)
  const run = runIn(here, order)
  const runs = withRun(here, order, { ...run, made: [...run.made, ...(output === undefined ? [] : [output])] })
  return kept(reported(here, { runs }), saying(message('here.lot-closed', { order: order.number })), rows)
}

/** How much the output holds: said before the scan, or asked. */
function outputRows({ ahead }: Here, order: OrderHere, entered: EnteredValues): { rows: AskedRow[]; output: string | undefined } {
  if (ahead !== undefined) return { rows: [], output: ahead }
  return { rows: [quantityRow('output', message('ask.output', { lot: order.number }), order)], output: entered['output'] }
}

/** Raw material of the run in hand; null where it is something else. */
function rawLot(knowing: Knowing, here: Here, { lots, scanned }: { lots: readonly LabelledLot[]; scanned: Scanned }): Reading | null {
  const order = orderInHand(knowing, here)
  if (!order || lots.length === 0 || !runIn(here, order).isOpen) return null
  const lot = lots.find(one => order.parts.some(part => part.material === one.material))
  if (lot) return loaded(knowing, here, { order, lot, scanned })
  const [other] = lots
  const isRaw = other !== undefined && groupOf(knowing.list, other) === undefined && order.parts.length > 0
  if (!isRaw) return null
  const materials = order.parts.map(part => part.material).join(', ')
  return refused(here, 'stop', message('stop.wrong-part', { material: other.material }), message('advice.wrong-part', { materials }))
}

interface Loading {
  order: OrderHere
  lot: LabelledLot
  scanned: Scanned
}

/** Another raw lot on a precise product closes what was filled so far. */
function loaded({ policies }: Knowing, here: Here, { order, lot, scanned: { entered } }: Loading): Reading {
  const run = runIn(here, order)
  const position = order.parts.find(part => part.material === lot.material)?.position ?? lot.material
  const before = run.loaded[position]
  const closes = order.precise && before !== undefined && before !== lot.number
  const closeRows =
    closes && here.ahead === undefined && policies?.closeQuantity !== 'expected'
      ? [quantityRow('close', message('ask.close', { raw: lot.number, lot: order.number }), order)]
      : []
  const loadRows =
    policies?.loadQuantity === 'ask' && (closes || here.ahead === undefined) && before !== lot.number ? [loadRow(lot, order)] : []
  const closed = closes ? (here.ahead ?? entered['close']) : undefined
  const runs = withRun(here, order, {
    ...run,
    loaded: { ...run.loaded, [position]: lot.number },
    made: [...run.made, ...(closed === undefined ? [] : [closed])],
  })
  const said = message('here.loaded', { lot: lot.number, order: order.number })
  return kept(reported(here, { runs }), saying(said), [...loadRows, ...closeRows])
}

function loadRow({ number, quantity, unit }: LabelledLot, order: OrderHere): AskedRow {
  const all = quantity === undefined ? {} : { proposal: quantity, label: message('answer.all', { quantity: `${quantity} ${unit ?? ''}` }) }
  return quantityRow('load', message('ask.load', { lot: number }), { unit: unit ?? order.unit, ...all })
}
