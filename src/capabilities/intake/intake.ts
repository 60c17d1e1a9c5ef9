/** What a customer gave, read as it stands: each line a lot, serial, container or shipment, or the sentence why not; and who got what is meant. */
import type * as answers from '../../answers/index.ts'
import { officeMessage } from '../../words/office/message.ts'
import { type LineAnswer, type LineStatus, type NamedLot, saying } from '../identifiers/answers.ts'
import { checkList } from '../identifiers/check.ts'
import type { Services } from '../route.ts'
import { customersOf, lotsOfShipments } from './queries.ts'

export interface IntakeLine extends Omit<LineAnswer, 'status'> {
  status: LineStatus | 'shipment'
  shipment: string | null
}

const LINES_MAX = 1000

export async function readIntake(services: Services, site: string, text: string): Promise<answers.ComplaintReading> {
  const lines = linesOf(text)
  const { answers } = lines.length === 0 ? { answers: [] } : await checkList(services, { site, lines, already: [] })
  const read = await withShipments(services, site, answers)
  const lots = [...new Map(read.flatMap(line => (CLEAR.has(line.status) ? line.lots : [])).map(lot => [lot.id, lot])).values()]
  const customers = await customersOf(
    services.pool,
    site,
    lots.map(lot => lot.id),
  )
  const shipments = read.filter(line => line.shipment !== null).length
  return { lines: read, lots, customers, open: read.filter(line => !CLEAR.has(line.status)).length, shipments }
}

const CLEAR: ReadonlySet<IntakeLine['status']> = new Set(['lot', 'serial', 'container', 'already', 'shipment'])

const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n\t;,]+/)
    .map(line => line.trim())
    .filter(Boolean)
    .slice(0, LINES_MAX)

/** A line that names nothing else may be a shipment: then all that left with it is meant. */
async function withShipments({ pool }: Services, site: string, answers: readonly LineAnswer[]): Promise<IntakeLine[]> {
  const open = answers.filter(answer => answer.status === 'unknown').flatMap(({ text }) => [text.trim(), text.trim().toUpperCase()])
  const shipped = open.length === 0 ? [] : await lotsOfShipments(pool, site, [...new Set(open)])
  return answers.map(answer => {
    const rows = answer.status === 'unknown' ? shipped.filter(row => row.shipment.toUpperCase() === answer.text.trim().toUpperCase()) : []
    const [first] = rows
    if (first === undefined) return { ...answer, shipment: null }
    const lots: NamedLot[] = rows.map(({ shipment: _shipment, ...lot }) => lot)
    const said = officeMessage('line.shipment', { count: rows.length })
    return { ...answer, status: 'shipment', shipment: first.shipment, lots, nearest: null, ...saying(said) }
  })
}
