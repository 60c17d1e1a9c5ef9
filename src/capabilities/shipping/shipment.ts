/** One shipment as the office sees it: what it is for, what is in it, what is still missing, and what could go into it. */
import type { ShipmentPage } from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { add, formatQuantity, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import { isSscc } from '../../base/sscc.ts'
import { heldLots } from '../containment/held.ts'
import { type LotSummary, summaries } from '../lots/summary.ts'
import { recordNamed } from '../materials/queries.ts'
import type { Services } from '../route.ts'
import { orderedLines } from '../sales-orders/routes.ts'
import { completenessOf, type OrderedLine } from '../sales-orders/rules.ts'
import * as queries from './queries.ts'

export async function shipmentPage(services: Services, site: string, number: string): Promise<ShipmentPage | undefined> {
  const { pool } = services
  const { planned, left } = await queries.shipmentCalled(pool, site, number)
  const customer = planned?.customer ?? left?.customer
  if (customer === undefined) return undefined
  const orderNumber = left?.order ?? planned?.order ?? null
  const [partner, order, contents, containers, at, held] = await Promise.all([
    recordNamed(pool, 'partner', { site, code: customer }),
    orderNumber === null ? null : queries.orderToShip(pool, site, orderNumber),
    left ? queries.contentsLeft(pool, site, number) : queries.stagedIn(pool, site, number),
    queries.containersIn(pool, site, number),
    left ? queries.timeLeft(pool, site, number) : null,
    heldLots(services.engine, pool),
  ])
  const lines = order === null ? [] : await orderedLines(services, site, order.order)
  const loading = left ? [] : contents
  return {
    site,
    number,
    customer,
    customerName: typeof partner?.name === 'string' ? partner.name : null,
    order: orderNumber,
    due: planned?.due ?? null,
    status: left ? 'left' : (planned?.status ?? 'open'),
    at: at === null ? null : formatInstant(at),
    ...progress(lines, order?.shipped ?? [], loading),
    containers: containers.map(row => ({ ...row, isSscc: isSscc(row.container) })),
    contents: standingIn(number, containers, contents).map(row => ({
      ...row,
      quantity: exact(row.quantity),
      held: !left && held.lots.has(row.lot),
    })),
  }
}

/** Each by the container it stands in here: what was taken out of a box that stayed behind stands in the shipment itself. */
function standingIn(
  number: string,
  containers: readonly queries.ContainerRow[],
  contents: readonly queries.StagedRow[],
): readonly queries.StagedRow[] {
  const known = new Set(containers.map(row => row.container))
  return contents.map(row => (known.has(row.container) ? row : { ...row, container: number }))
}

interface Amount {
  material: string
  quantity: string
}
type Line = OrderedLine & { unit: string; description: string | null }

/** What left for the order fills its lines first, what is loaded the rest of them. */
function progress(
  lines: readonly Line[],
  shipped: readonly Amount[],
  loading: readonly Amount[],
): Pick<ShipmentPage, 'complete' | 'lines' | 'beyond'> {
  const before = completenessOf(lines, sums(shipped))
  const after = completenessOf(lines, sums([...shipped, ...loading]))
  return {
    complete: lines.length > 0 && after.complete,
    lines: lines.map((line, index) => {
      const gone = before.lines[index]?.filled ?? ZERO
      const there = after.lines[index]?.filled ?? ZERO
      return {
        ...line,
        ordered: formatQuantity(line.ordered),
        shipped: formatQuantity(gone),
        loaded: formatQuantity(subtract(there, gone)),
        open: formatQuantity(subtract(line.ordered, there)),
      }
    }),
    beyond: lines.length === 0 ? [] : [...after.beyond].map(([material, quantity]) => ({ material, quantity: formatQuantity(quantity) })),
  }
}

function sums(amounts: readonly Amount[]): Map<string, Quantity> {
  const all = new Map<string, Quantity>()
  for (const { material, quantity } of amounts) all.set(material, add(all.get(material) ?? ZERO, parseQuantity(quantity)))
  return all
}

const exact = (numeric: string): string => formatQuantity(parseQuantity(numeric))

/** Of each material the newest lots in stock are looked at; of those, what expires or was made first is offered first. */
const LOOKED_AT = 200

export async function lotsToLoad(services: Services, site: string, materials: readonly string[]): Promise<LotSummary[]> {
  const ids = await queries.lotsInStock(services.pool, site, materials, LOOKED_AT)
  const usable = [...(await summaries(services, ids)).values()].filter(lot => lot.status === 'available' && !lot.held)
  const promised = await queries.promisedAmong(services.pool, site, usable.flatMap(boxesOf))
  const lots = usable.filter(lot => !boxesOf(lot).some(box => promised.has(box)))
  return lots.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)) || a.id - b.id)
}

const boxesOf = ({ places }: LotSummary): string[] => places.filter(place => place.kind === 'container').map(place => place.code)

const keyOf = (lot: LotSummary): string => `${lot.expiresAt ?? '9'} ${lot.madeAt}`
