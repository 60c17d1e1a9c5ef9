import { createRootRoute, createRoute, createRouter, lazyRouteComponent, retainSearchParams } from '@tanstack/react-router'
import { Missing, ScreenFault } from './faults.tsx'
import { many, one, PART_FIELDS, parseParams, stringifyParams } from './search-params.ts'
import { Shell } from './shell.tsx'

/** What a screen reads from the address bar: words that may be missing, and lists of seeds. Anything else in it is dropped. */
function words<Key extends string>(...keys: Key[]) {
  return (search: Record<string, unknown>) => {
    const known: { [K in Key]?: string | undefined } = {}
    for (const key of keys) known[key] = one(search[key])
    return known
  }
}

function seeds(search: Record<string, unknown>): { seed?: string[] | undefined } {
  return { seed: listOf(search.seed) }
}

/** Said to be missing and not left out: what a screen does not state stands as it was typed, and `seed=` is no list. */
function listOf(value: unknown): string[] | undefined {
  const list = many(value)
  return list.length === 0 ? undefined : list
}

function lists<Key extends string>(...keys: Key[]) {
  return (search: Record<string, unknown>) => {
    const known: { [K in Key]?: string[] | undefined } = {}
    for (const key of keys) if (search[key] !== undefined) known[key] = many(search[key])
    return known
  }
}

function outs(search: Record<string, unknown>): { out?: string[] | undefined } {
  return { out: listOf(search.out) }
}

const rootRoute = createRootRoute({
  component: Shell,
  validateSearch: words('site'),
  search: { middlewares: [retainSearchParams(['site'])] },
  notFoundComponent: Missing,
  errorComponent: ScreenFault,
})

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../screens/home/home-screen.tsx'), 'HomeScreen'),
})

const lots = createRoute({
  getParentRoute: () => rootRoute,
  path: '/lots',
  validateSearch: words('search', 'material', 'held', 'open'),
  component: lazyRouteComponent(() => import('../screens/lots/lots-screen.tsx'), 'LotsScreen'),
})

const lot = createRoute({
  getParentRoute: () => rootRoute,
  path: '/lots/$id',
  validateSearch: words('tab', 'view', 'zoom', 'center', 'serial'),
  component: lazyRouteComponent(() => import('../screens/lot/lot-screen.tsx'), 'LotScreen'),
})

const trace = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trace',
  validateSearch: (search: Record<string, unknown>) => ({
    ...words('lot', 'serial', 'view', 'direction', 'known', 'possible', 'sort', 'find', 'zoom', 'center', ...PART_FIELDS)(search),
    ...lists('opened', 'seed')(search),
  }),
  component: lazyRouteComponent(() => import('../screens/trace/trace-screen.tsx'), 'TraceScreen'),
})

const recall = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recall',
  validateSearch: (search: Record<string, unknown>) => ({
    ...words('known', 'possible', 'list', 'sort', 'many', 'drill')(search),
    ...seeds(search),
    ...outs(search),
  }),
  component: lazyRouteComponent(() => import('../screens/recall/recall-screen.tsx'), 'RecallScreen'),
})

const recalls = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recalls',
  component: lazyRouteComponent(() => import('../screens/recalls/recalls-screen.tsx'), 'RecallsScreen'),
})

const recallCase = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recalls/$recall',
  component: lazyRouteComponent(() => import('../screens/recalls/case-screen.tsx'), 'CaseScreen'),
})

const drills = createRoute({
  getParentRoute: () => rootRoute,
  path: '/drills',
  component: lazyRouteComponent(() => import('../screens/drills/drills-screen.tsx'), 'DrillsScreen'),
})

const drill = createRoute({
  getParentRoute: () => rootRoute,
  path: '/drills/$drill',
  component: lazyRouteComponent(() => import('../screens/drills/drill-screen.tsx'), 'DrillScreen'),
})

const recallPick = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recalls/$recall/pick',
  component: lazyRouteComponent(() => import('../screens/recalls/pick-screen.tsx'), 'PickScreen'),
})

const proof = createRoute({
  getParentRoute: () => rootRoute,
  path: '/proof',
  validateSearch: (search: Record<string, unknown>) => ({
    ...words('direction', 'lot', 'known', ...PART_FIELDS)(search),
    ...seeds(search),
  }),
  component: lazyRouteComponent(() => import('../screens/proof/proof-screen.tsx'), 'ProofScreen'),
})

const commonFactor = createRoute({
  getParentRoute: () => rootRoute,
  path: '/common-factor',
  validateSearch: (search: Record<string, unknown>) => ({
    ...words('material', 'kind', 'sort')(search),
    ...lists('failed', 'good')(search),
  }),
  component: lazyRouteComponent(() => import('../screens/common-factor/common-factor-screen.tsx'), 'CommonFactorScreen'),
})

const compare = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: words('left', 'right', 'show'),
  component: lazyRouteComponent(() => import('../screens/compare/compare-screen.tsx'), 'CompareScreen'),
})

const genealogyDoctor = createRoute({
  getParentRoute: () => rootRoute,
  path: '/genealogy-doctor',
  validateSearch: words('check'),
  component: lazyRouteComponent(() => import('../screens/genealogy-doctor/genealogy-doctor-screen.tsx'), 'GenealogyDoctorScreen'),
})

const difference = createRoute({
  getParentRoute: () => rootRoute,
  path: '/difference',
  validateSearch: words('lot', 'direction', 'from', 'to'),
  component: lazyRouteComponent(() => import('../screens/difference/difference-screen.tsx'), 'DifferenceScreen'),
})

const seedLots = createRoute({
  getParentRoute: () => rootRoute,
  path: '/seeds',
  validateSearch: words(
    ...(['workCenter', 'by', 'operation', 'workOrder', 'vendor', 'purchaseOrder', 'document', 'container', 'material'] as const),
    ...(['characteristic', 'above', 'below', 'run', 'from', 'until', 'outOfRange'] as const),
  ),
  component: lazyRouteComponent(() => import('../screens/seeds/seeds-screen.tsx'), 'SeedsScreen'),
})

const exposure = createRoute({
  getParentRoute: () => rootRoute,
  path: '/exposure',
  validateSearch: words('material', 'sort'),
  component: lazyRouteComponent(() => import('../screens/exposure/exposure-screen.tsx'), 'ExposureScreen'),
})

const receive = createRoute({
  getParentRoute: () => rootRoute,
  path: '/receive',
  validateSearch: words('order'),
  component: lazyRouteComponent(() => import('../screens/receive/receive-screen.tsx'), 'ReceiveScreen'),
})

const produce = createRoute({
  getParentRoute: () => rootRoute,
  path: '/produce',
  validateSearch: words('way', 'run'),
  component: lazyRouteComponent(() => import('../screens/produce/produce-screen.tsx'), 'ProduceScreen'),
})

const ship = createRoute({
  getParentRoute: () => rootRoute,
  path: '/ship',
  validateSearch: words('shipment', 'view', 'search'),
  component: lazyRouteComponent(() => import('../screens/ship/ship-screen.tsx'), 'ShipScreen'),
})

const ledger = createRoute({
  getParentRoute: () => rootRoute,
  path: '/ledger',
  validateSearch: words('type', 'lot', 'by', 'station', 'workCenter', 'from', 'to', 'before', 'event'),
  component: lazyRouteComponent(() => import('../screens/ledger/ledger-screen.tsx'), 'LedgerScreen'),
})

const exceptions = createRoute({
  getParentRoute: () => rootRoute,
  path: '/exceptions',
  validateSearch: words('view'),
  component: lazyRouteComponent(() => import('../screens/exceptions/exceptions-screen.tsx'), 'ExceptionsScreen'),
})

const wip = createRoute({
  getParentRoute: () => rootRoute,
  path: '/wip',
  validateSearch: words('view', 'material', 'workOrder', 'customer', 'operation', 'workCenter', 'state', 'olderThan', 'stuckAfter'),
  component: lazyRouteComponent(() => import('../screens/wip/wip-screen.tsx'), 'WipScreen'),
})

const variance = createRoute({
  getParentRoute: () => rootRoute,
  path: '/variance',
  validateSearch: words('by', 'days', 'material', 'workCenter', 'key', 'of', 'sort'),
  component: lazyRouteComponent(() => import('../screens/variance/variance-screen.tsx'), 'VarianceScreen'),
})

const tv = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tv',
  component: lazyRouteComponent(() => import('../screens/tv/tv-screen.tsx'), 'TvScreen'),
})

const holds = createRoute({
  getParentRoute: () => rootRoute,
  path: '/holds',
  validateSearch: (search: Record<string, unknown>) => ({ ...words('place', 'released', 'case')(search), ...seeds(search) }),
  component: lazyRouteComponent(() => import('../screens/holds/holds-screen.tsx'), 'HoldsScreen'),
})

const deviations = createRoute({
  getParentRoute: () => rootRoute,
  path: '/deviations',
  validateSearch: words('view', 'ask'),
  component: lazyRouteComponent(() => import('../screens/deviations/deviations-screen.tsx'), 'DeviationsScreen'),
})

const orders = createRoute({
  getParentRoute: () => rootRoute,
  path: '/orders',
  validateSearch: words('search', 'order', 'view'),
  component: lazyRouteComponent(() => import('../screens/orders/orders-screen.tsx'), 'OrdersScreen'),
})

const purchaseOrders = createRoute({
  getParentRoute: () => rootRoute,
  path: '/purchase-orders',
  validateSearch: words('search', 'order', 'open'),
  component: lazyRouteComponent(() => import('../screens/purchase-orders/purchase-orders-screen.tsx'), 'PurchaseOrdersScreen'),
})

const salesOrders = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sales-orders',
  validateSearch: words('search', 'order', 'open'),
  component: lazyRouteComponent(() => import('../screens/sales-orders/sales-orders-screen.tsx'), 'SalesOrdersScreen'),
})

const settings = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../screens/settings/settings-screen.tsx'), 'SettingsScreen'),
})

const materials = createRoute({
  getParentRoute: () => rootRoute,
  path: '/materials',
  validateSearch: words('search'),
  component: lazyRouteComponent(() => import('../screens/materials/materials-screen.tsx'), 'MaterialsScreen'),
})

const material = createRoute({
  getParentRoute: () => rootRoute,
  path: '/materials/$code',
  validateSearch: words('tab'),
  component: lazyRouteComponent(() => import('../screens/materials/material-screen.tsx'), 'MaterialScreen'),
})

const characteristic = createRoute({
  getParentRoute: () => rootRoute,
  path: '/characteristics/$code',
  validateSearch: words('material', 'workCenter', 'from', 'to', 'lot'),
  component: lazyRouteComponent(() => import('../screens/characteristics/characteristic-screen.tsx'), 'CharacteristicScreen'),
})

const alerts = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  component: lazyRouteComponent(() => import('../screens/alerts/alerts-screen.tsx'), 'AlertsScreen'),
})

const complaints = createRoute({
  getParentRoute: () => rootRoute,
  path: '/complaints',
  validateSearch: words('state', 'search', 'intake'),
  component: lazyRouteComponent(() => import('../screens/complaints/complaints-screen.tsx'), 'ComplaintsScreen'),
})

const complaint = createRoute({
  getParentRoute: () => rootRoute,
  path: '/complaints/$complaint',
  component: lazyRouteComponent(() => import('../screens/complaints/complaint-screen.tsx'), 'ComplaintScreen'),
})

const returns = createRoute({
  getParentRoute: () => rootRoute,
  path: '/returns',
  validateSearch: words('search', 'customer', 'complaint', 'what'),
  component: lazyRouteComponent(() => import('../screens/returns/returns-screen.tsx'), 'ReturnsScreen'),
})

const printers = createRoute({
  getParentRoute: () => rootRoute,
  path: '/printers',
  component: lazyRouteComponent(() => import('../screens/printers/printers-screen.tsx'), 'PrintersScreen'),
})

const labels = createRoute({
  getParentRoute: () => rootRoute,
  path: '/labels',
  component: lazyRouteComponent(() => import('../screens/labels/labels-screen.tsx'), 'LabelsScreen'),
})

/** What the QR code of a label says. */
const found = createRoute({
  getParentRoute: () => rootRoute,
  path: '/s/$number',
  component: lazyRouteComponent(() => import('../screens/found/found-screen.tsx'), 'FoundScreen'),
})

const foundLink = createRoute({
  getParentRoute: () => rootRoute,
  path: '/01/$',
  component: lazyRouteComponent(() => import('../screens/found/found-screen.tsx'), 'FoundLinkScreen'),
})

/** What lies in a container, at a location or at a work center. */
const place = createRoute({
  getParentRoute: () => rootRoute,
  path: '/places/$kind/$code',
  validateSearch: words('site'),
  component: lazyRouteComponent(() => import('../screens/place/place-screen.tsx'), 'PlaceScreen'),
})

const stations = createRoute({
  getParentRoute: () => rootRoute,
  path: '/stations',
  component: lazyRouteComponent(() => import('../screens/stations/stations-screen.tsx'), 'StationsScreen'),
})

const scanner = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup/scanner',
  component: lazyRouteComponent(() => import('../screens/setup/scanner-screen.tsx'), 'ScannerScreen'),
})

const people = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('../screens/records/people-screen.tsx'), 'PeopleScreen'),
})

const records = createRoute({
  getParentRoute: () => rootRoute,
  path: '/records',
  validateSearch: words('kind'),
  component: lazyRouteComponent(() => import('../screens/records/records-screen.tsx'), 'RecordsScreen'),
})

const machines = createRoute({
  getParentRoute: () => rootRoute,
  path: '/machines',
  component: lazyRouteComponent(() => import('../screens/machines/machines-screen.tsx'), 'MachinesScreen'),
})

const accessLog = createRoute({
  getParentRoute: () => rootRoute,
  path: '/access-log',
  validateSearch: words('who', 'action', 'subject', 'from', 'to'),
  component: lazyRouteComponent(() => import('../screens/access-log/access-log-screen.tsx'), 'AccessLogScreen'),
})

const access = createRoute({
  getParentRoute: () => rootRoute,
  path: '/access',
  component: lazyRouteComponent(() => import('../screens/access/access-screen.tsx'), 'AccessScreen'),
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    home,
    lots,
    lot,
    trace,
    recall,
    recalls,
    recallCase,
    drills,
    drill,
    recallPick,
    proof,
    commonFactor,
    compare,
    difference,
    seedLots,
    exposure,
    genealogyDoctor,
    receive,
    produce,
    ship,
    ledger,
    exceptions,
    wip,
    variance,
    tv,
    holds,
    deviations,
    orders,
    purchaseOrders,
    salesOrders,
    settings,
    materials,
    material,
    characteristic,
    alerts,
    complaints,
    complaint,
    returns,
    printers,
    labels,
    stations,
    scanner,
    place,
    found,
    foundLink,
    access,
    accessLog,
    people,
    records,
    machines,
  ]),
  parseSearch: parseParams,
  stringifySearch: stringifyParams,
  defaultPreload: 'intent',
  defaultPendingMinMs: 0,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
