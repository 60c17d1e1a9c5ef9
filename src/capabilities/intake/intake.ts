/** What a customer gave, read as it stands: each line a lot, serial, container, shipment or order, or the sentence why not; and who got what is meant. */
import type * as answers from '../../answers/index.ts'
import { isClear, type LineAnswer, saying, saysPaper } from '../identifiers/answers.ts'
import { checkList } from '../identifiers/check.ts'
import type { Services } from '../route.ts'
import { customersOf } from './queries.ts'

const LINES_MAX = 1000

export async function readIntake(services: Services, site: string, text: string): Promise<answers.ComplaintReading> {
  const lines = linesOf(text)
  const { answers } = lines.length === 0 ? { answers: [] } : await checkList(services, { site, lines, already: [] })
  const lots = [...new Map(answers.flatMap(line => (isClear(line) ? line.lots : [])).map(lot => [lot.id, lot])).values()]
  const customers = await customersOf(
    services.pool,
    site,
    lots.map(lot => lot.id),
  )
  const open = answers.filter(line => !isClear(line)).length
  const shipments = answers.filter(({ shipment }) => shipment !== null).length
  return { lines: answers.map(asShipment), lots, customers, open, shipments }
}

/** A shipment is said to be one here also where its lots were named before: what the customer gives is their delivery note. */
const asShipment = (line: LineAnswer): LineAnswer =>
  line.shipment === null || line.lots.length === 0
    ? line
    : { ...line, status: 'shipment', ...saying(saysPaper('shipment', line.lots.length)) }

const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n\t;,]+/)
    .map(line => line.trim())
    .filter(Boolean)
    .slice(0, LINES_MAX)
