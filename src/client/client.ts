import type {
  AccessToken,
  AsBuilt,
  AttachedDocument,
  CaptureResult,
  CommonFactors,
  Comparison,
  CorrectionPreview,
  DemoState,
  Difference,
  Exposure,
  FoundLot,
  GenealogyDoctor,
  Health,
  Hold,
  Home,
  ImportSummary,
  LedgerEvent,
  LedgerException,
  LedgerPage,
  Link,
  Location,
  Lot,
  LotDetail,
  LotLanes,
  LotStandings,
  Material,
  NewToken,
  Partner,
  Person,
  PlannedShipment,
  Proof,
  PurchaseOrder,
  PurchaseOrderPage,
  Rebuilt,
  RecallCase,
  RecallEntries,
  RecallFirstLook,
  RecallJob,
  RecallKind,
  RecallListed,
  RecallRecorded,
  RecallSimulation,
  RecallVersionTried,
  Run,
  SalesOrder,
  SeedAnswer,
  Session,
  Shipment,
  ShipmentPage,
  ShopNow,
  SiteSettings,
  SiteSummary,
  StoredDocument,
  SystemState,
  TimelineEntry,
  Trace,
  TracePicture,
  TraceTimeline,
  TrackingEvents,
  Variance,
  VarianceLines,
  Verification,
  Wip,
  WipLots,
  WipOrder,
  WorkCenter,
  WorkOrder,
  WorkOrderProgress,
} from '../answers/index.ts'
import { alerts, complaints } from './alerts.ts'
import { drills } from './drills.ts'
import { labels } from './labels.ts'
import { type Watch, watchLedger } from './live.ts'
import { places } from './places.ts'
import { quality } from './quality.ts'
import type {
  CaptureEvent,
  ComparisonQuestion,
  DifferenceQuestion,
  FactorQuestion,
  FsmaQuery,
  LotRef,
  Page,
  PictureQuestion,
  ProofQuestion,
  RecallCommit,
  RecallNewVersion,
  RecallQuestion,
  SeedQuestion,
  TraceQuestion,
  VarianceQuery,
} from './questions.ts'
import { recallCases } from './recall-cases.ts'
import { scans } from './scans.ts'
import { stations } from './stations.ts'
import { addressOf, createTransport, type Transport, type TransportOptions } from './transport.ts'

const api = '/api/v1'

export type Client = ReturnType<typeof createClient>

export interface LotQuery {
  search?: string
  material?: string
  site?: string
  held?: boolean
  limit?: number
  cursor?: string
}

export interface ListQuery {
  search?: string
  limit?: number
  site?: string
}

export function createClient(options: TransportOptions = {}) {
  const door = createTransport(options)
  return {
    ...lots(door),
    ...scans(door),
    ...traces(door),
    ...records(door),
    ...recalls(door),
    ...recallCases(door),
    ...drills(door),
    ...ledger(door),
    ...access(door),
    ...dock(door),
    ...stations(door),
    ...supervision(door),
    ...labels(door),
    ...quality(door),
    ...places(door),
    ...alerts(door),
    ...complaints(door),
    home: (query: { site?: string }, signal?: AbortSignal) =>
      door.json<Home>({ path: `${api}/home`, query: { ...query }, ...signalled(signal) }),
    demo: () => door.json<DemoState>({ path: `${api}/demo` }),
    loadDemo: () => door.json<DemoState>({ method: 'POST', path: `${api}/demo`, body: {} }),
    removeDemo: () => door.json<DemoState | undefined>({ method: 'DELETE', path: `${api}/demo` }),
    sites: async () => (await door.json<{ sites: SiteSummary[] }>({ path: `${api}/sites` })).sites,
    /** All of them in one transaction, or none; `#0.container` and `#0.lot` name what event 0 was numbered. */
    captureTogether: async (events: CaptureEvent[]) =>
      (await door.json<{ results: CaptureResult[] }>({ method: 'POST', path: `${api}/capture`, query: { together: true }, body: events }))
        .results,
    capture: async (events: CaptureEvent[]) =>
      (await door.json<{ results: CaptureResult[] }>({ method: 'POST', path: `${api}/capture`, body: events })).results,
    /** Events as NDJSON, just as they stand in a file: one result per line that is not blank. */
    captureLines: async (content: string, { together = false }: { together?: boolean } = {}) => {
      const raw = { type: 'application/x-ndjson', content }
      const query = together ? { together } : {}
      return (await door.json<{ results: CaptureResult[] }>({ method: 'POST', path: `${api}/capture`, query, raw })).results
    },
    importDocument: (content: Uint8Array<ArrayBuffer>, query: ImportQuery) =>
      door.json<ImportSummary>({
        method: 'POST',
        path: `${api}/imports`,
        query: { ...query },
        raw: { type: 'application/octet-stream', content },
      }),
    health: () => door.json<Health>({ path: '/healthz' }),
    system: () => door.json<SystemState>({ path: `${api}/system` }),
  }
}

/** What a table does not say itself; `fileName` may tell what its rows are. */
export interface ImportQuery {
  fileName?: string
  site?: string
  type?: string
  offset?: string
  dryRun?: boolean
}

function lots(door: Transport) {
  return {
    lots: async (query: LotQuery, signal?: AbortSignal): Promise<Page<FoundLot>> => {
      const answer = await door.json<{ lots: FoundLot[]; next: string | null }>({
        path: `${api}/lots`,
        query: { ...query },
        ...signalled(signal),
      })
      return { rows: answer.lots, next: answer.next }
    },
    lot: (id: number, signal?: AbortSignal) => door.json<LotDetail>({ path: `${api}/lots/${id}`, ...signalled(signal) }),
    links: async (question: { id: number; direction: 'up' | 'down'; cursor?: string; limit?: number }): Promise<Page<Link>> => {
      const { id, ...query } = question
      const answer = await door.json<{ links: Link[]; next: string | null }>({ path: `${api}/lots/${id}/links`, query })
      return { rows: answer.links, next: answer.next }
    },
    timeline: async (question: { id: number; cursor?: string }): Promise<Page<TimelineEntry>> => {
      const { id, ...query } = question
      const answer = await door.json<{ entries: TimelineEntry[]; next: string | null }>({ path: `${api}/lots/${id}/timeline`, query })
      return { rows: answer.entries, next: answer.next }
    },
    lanes: (id: number, signal?: AbortSignal) => door.json<LotLanes>({ path: `${api}/lots/${id}/lanes`, ...signalled(signal) }),
    /** `serial`: one of the series the lot stands for, that nobody has named yet. */
    asBuilt: (id: number, serial?: string) => door.json<AsBuilt>({ path: `${api}/lots/${id}/as-built`, query: { serial } }),
    asBuiltDocument: (id: number, serial?: string, language?: string) =>
      door.blob({ path: `${api}/lots/${id}/as-built`, query: { serial, language }, accept: 'application/pdf' }),
    asBuiltPackage: (id: number, serial?: string, language?: string) =>
      door.blob({ path: `${api}/lots/${id}/as-built`, query: { serial, language }, accept: 'application/zip' }),
    asBuiltComponents: (id: number, serial?: string) =>
      door.blob({ path: `${api}/lots/${id}/as-built`, query: { serial }, accept: 'text/csv' }),
    asBuiltAs9102: (id: number, serial?: string) =>
      door.blob({ path: `${api}/lots/${id}/as-built/as9102`, query: { serial }, accept: XLSX }),
    trackingEvents: (query: FsmaQuery) => door.json<TrackingEvents>({ path: `${api}/fsma`, query: { ...query } }),
    fsmaSheet: (query: FsmaQuery) => door.blob({ path: `${api}/fsma`, query: { ...query }, accept: XLSX }),
    signingKey: () => door.json<{ publicKey: string | null; fingerprint: string | null }>({ path: `${api}/signing-key` }),
  }
}

function traces(door: Transport) {
  return {
    trace: (question: TraceQuestion, signal?: AbortSignal) =>
      door.json<Trace>({ method: 'POST', path: `${api}/traces`, body: question, ...signalled(signal) }),
    proof: (question: ProofQuestion, signal?: AbortSignal) =>
      door.json<Proof>({ method: 'POST', path: `${api}/traces/proof`, body: question, ...signalled(signal) }),
    picture: (question: PictureQuestion, signal?: AbortSignal) =>
      door.json<TracePicture>({ method: 'POST', path: `${api}/traces/picture`, body: question, ...signalled(signal) }),
    timelineOfTrace: (question: Omit<PictureQuestion, 'open'>, signal?: AbortSignal) =>
      door.json<TraceTimeline>({ method: 'POST', path: `${api}/traces/timeline`, body: question, ...signalled(signal) }),
    standings: (lots: number[], signal?: AbortSignal) =>
      door.json<LotStandings>({ method: 'POST', path: `${api}/lots/standings`, body: { lots }, ...signalled(signal) }),
    difference: (question: DifferenceQuestion, signal?: AbortSignal) =>
      door.json<Difference>({ method: 'POST', path: `${api}/traces/difference`, body: question, ...signalled(signal) }),
    seeds: (question: SeedQuestion, signal?: AbortSignal) =>
      door.json<SeedAnswer>({ method: 'POST', path: `${api}/seeds`, body: question, ...signalled(signal) }),
    genealogyDoctor: (
      query: { site?: string; check?: string; forgottenAfter?: number; limit?: number; cursor?: string } = {},
      signal?: AbortSignal,
    ) => door.json<GenealogyDoctor>({ path: `${api}/genealogy-doctor`, query: { ...query }, ...signalled(signal) }),
    exposure: (query: { site?: string; material?: string; limit?: number } = {}, signal?: AbortSignal) =>
      door.json<Exposure>({ path: `${api}/exposure`, query: { ...query }, ...signalled(signal) }),
    compare: (question: ComparisonQuestion, signal?: AbortSignal) =>
      door.json<Comparison>({ method: 'POST', path: `${api}/comparisons`, body: question, ...signalled(signal) }),
    commonFactors: (question: FactorQuestion, signal?: AbortSignal) =>
      door.json<CommonFactors>({ method: 'POST', path: `${api}/common-factors`, body: question, ...signalled(signal) }),
    lookAtRecall: (question: RecallQuestion, signal?: AbortSignal) =>
      door.json<RecallFirstLook>({ method: 'POST', path: `${api}/recalls/simulations/first-look`, body: question, ...signalled(signal) }),
    simulateRecall: (question: RecallQuestion, signal?: AbortSignal) =>
      door.json<RecallSimulation>({ method: 'POST', path: `${api}/recalls/simulations`, body: question, ...signalled(signal) }),
  }
}

function recalls(door: Transport) {
  const path = (recall: string): string => `${api}/recalls/${encodeURIComponent(recall)}`
  return {
    recalls: (query: { site?: string; open?: boolean; kind?: RecallKind } = {}) =>
      door.json<{ recalls: RecallListed[]; next: string | null }>({ path: `${api}/recalls`, query: { ...query } }),
    recall: (recall: string, query: { site?: string; entries?: number } = {}, signal?: AbortSignal) =>
      door.json<RecallCase>({ path: path(recall), query: { ...query }, ...signalled(signal) }),
    /** What was found, or what was said, the newest first. */
    recallEntries: (recall: string, kind: 'findings' | 'contacts', query: { site?: string; limit?: number; cursor?: string } = {}) =>
      door.json<RecallEntries>({ path: `${path(recall)}/${kind}`, query: { ...query } }),
    recallJob: (id: string) => door.json<RecallJob>({ path: `${api}/recall-jobs/${encodeURIComponent(id)}` }),
    commitRecall: (body: RecallCommit) => door.json<RecallRecorded>({ method: 'POST', path: `${api}/recalls`, body }),
    tryRecallVersion: (
      recall: string,
      body: { site?: string; seeds?: LotRef[]; exclude?: LotRef[]; include?: LotRef[] },
      signal?: AbortSignal,
    ) => door.json<RecallVersionTried>({ method: 'POST', path: `${path(recall)}/versions/preview`, body, signal }),
    reviseRecall: (recall: string, body: RecallNewVersion) =>
      door.json<RecallRecorded>({ method: 'POST', path: `${path(recall)}/versions`, body }),
    closeRecall: (recall: string, body: { site?: string; reason: string }) =>
      door.json<RecallRecorded>({ method: 'POST', path: `${path(recall)}/closing`, body }),
  }
}

function records(door: Transport) {
  const list =
    <T>(path: string, key: string) =>
    async (query: ListQuery = {}): Promise<T[]> =>
      (await door.json<Record<string, T[]>>({ path: `${api}/${path}`, query: { ...query } }))[key] ?? []
  return {
    materials: list<Material>('materials', 'materials'),
    partners: list<Partner>('partners', 'partners'),
    locations: list<Location>('locations', 'locations'),
    workCenters: list<WorkCenter>('work-centers', 'workCenters'),
    people: list<Person>('people', 'people'),
    workOrders: list<WorkOrder>('work-orders', 'workOrders'),
    shipments: list<Shipment>('shipments', 'shipments'),
    workOrder: (number: string, site?: string) =>
      door.json<WorkOrderProgress>({ path: `${api}/work-orders/${encodeURIComponent(number)}`, query: { site } }),
    runs: async (query: { open?: boolean; site?: string }) => (await door.json<{ runs: Run[] }>({ path: `${api}/runs`, query })).runs,
    holds: async (query: { site?: string } = {}) => (await door.json<{ holds: Hold[] }>({ path: `${api}/holds`, query })).holds,
  }
}

export interface LedgerQuery {
  site?: string
  before?: number
  limit?: number
  type?: string
  lot?: string
  by?: string
  station?: string
  workCenter?: string
  workOrder?: string
  run?: string
  from?: string
  to?: string
}

function ledger(door: Transport) {
  return {
    ledger: (query: LedgerQuery) => door.json<LedgerPage>({ path: `${api}/ledger`, query: { ...query } }),
    /** Where a browser gets all the same events as one file. */
    ledgerExport: (query: LedgerQuery) => addressOf({ path: `${api}/ledger/export`, query: { ...query } }),
    ledgerEvent: (sequence: number, site?: string) => door.json<LedgerEvent>({ path: `${api}/ledger/${sequence}`, query: { site } }),
    previewCorrection: (sent: CorrectionAsked) =>
      door.json<CorrectionPreview>({ method: 'POST', path: `${api}/corrections/preview`, body: sent }),
    verify: () => door.json<Verification>({ method: 'POST', path: `${api}/ledger/verification`, body: {} }),
    rebuild: () => door.json<Rebuilt>({ method: 'POST', path: `${api}/ledger/rebuild`, body: {} }),
    verification: () => door.json<Verification | null>({ path: `${api}/ledger/verification` }),
  }
}

/** A correction before anybody makes it: without a replacement the event is voided, and so is each of `also`. */
export interface CorrectionAsked {
  site?: string
  event: string
  reason?: string
  replacement?: object
  also?: { event: string; replacement?: object }[]
}

export interface WipQuery {
  site?: string | undefined
  material?: string | undefined
  workOrder?: string | undefined
  customer?: string | undefined
  operation?: string | undefined
  workCenter?: string | undefined
  state?: string | undefined
  /** Hours. */
  olderThan?: string | undefined
  stuckAfter?: string | undefined
}

function supervision(door: Transport) {
  return {
    exceptions: async (query: { site?: string; open?: boolean; limit?: number } = {}) =>
      (await door.json<{ exceptions: LedgerException[] }>({ path: `${api}/exceptions`, query: { ...query } })).exceptions,
    wip: (query: WipQuery) => door.json<Wip>({ path: `${api}/wip`, query: { ...query } }),
    wipOrders: async (query: WipQuery) =>
      (await door.json<{ orders: WipOrder[] }>({ path: `${api}/wip/orders`, query: { ...query } })).orders,
    wipLots: (query: WipQuery & { limit?: number; cursor?: string }) =>
      door.json<WipLots>({ path: `${api}/wip/lots`, query: { ...query } }),
    shopNow: (query: { site?: string | undefined; stuckAfter?: string | undefined; dayFrom?: string }) =>
      door.json<ShopNow>({ path: `${api}/supervision`, query: { ...query } }),
    watch: (watch: Watch) => watchLedger(door, watch),
    variance: (query: VarianceQuery) => door.json<Variance>({ path: `${api}/variance`, query: { ...query } }),
    varianceLines: (query: VarianceQuery) => door.json<VarianceLines>({ path: `${api}/variance/lines`, query: { ...query } }),
  }
}

function access(door: Transport) {
  return {
    session: () => door.json<Session>({ path: `${api}/session` }),
    signIn: (key: string) => door.json<Session>({ method: 'POST', path: `${api}/session`, body: { key } }),
    signOut: () => door.json<undefined>({ method: 'DELETE', path: `${api}/session` }),
    tokens: async () => (await door.json<{ tokens: AccessToken[] }>({ path: `${api}/tokens` })).tokens,
    createToken: (wish: { name: string; role: string; expiresAt?: string; language?: string }) =>
      door.json<NewToken>({ method: 'POST', path: `${api}/tokens`, body: wish }),
    revokeToken: (name: string) => door.json<undefined>({ method: 'DELETE', path: `${api}/tokens/${encodeURIComponent(name)}` }),
  }
}

function signalled(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export interface OrderQuery extends ListQuery {
  vendor?: string
  material?: string
  open?: boolean
  limit?: number
}

/** Orders, and the documents that come with what they bring. */
function dock(door: Transport) {
  return {
    purchaseOrders: async (query: OrderQuery = {}) =>
      (await door.json<{ purchaseOrders: PurchaseOrder[] }>({ path: `${api}/purchase-orders`, query: { ...query } })).purchaseOrders,
    purchaseOrder: (number: string, site?: string) =>
      door.json<PurchaseOrderPage>({ path: `${api}/purchase-orders/${encodeURIComponent(number)}`, query: { site } }),
    salesOrders: async (query: ListQuery & { customer?: string; open?: boolean; limit?: number } = {}) =>
      (await door.json<{ salesOrders: SalesOrder[] }>({ path: `${api}/sales-orders`, query: { ...query } })).salesOrders,
    plannedShipments: async (query: ListQuery & { order?: string; limit?: number } = {}) =>
      (await door.json<{ plannedShipments: PlannedShipment[] }>({ path: `${api}/planned-shipments`, query: { ...query } }))
        .plannedShipments,
    shipment: (number: string, site?: string) =>
      door.json<ShipmentPage>({ path: `${api}/shipments/${encodeURIComponent(number)}`, query: { site } }),
    lotsToLoad: async (query: { materials: string; site?: string }) =>
      (await door.json<{ lots: Lot[] }>({ path: `${api}/lots-to-load`, query: { ...query } })).lots,
    settings: (site?: string) => door.json<SiteSettings>({ path: `${api}/settings`, query: { site } }),
    salesOrder: (number: string, site?: string) =>
      door.json<SalesOrder>({ path: `${api}/sales-orders/${encodeURIComponent(number)}`, query: { site } }),
    lotDocuments: async (id: number) =>
      (await door.json<{ documents: AttachedDocument[] }>({ path: `${api}/lots/${id}/documents` })).documents,
    documents: async (about: { target: string; code: string; site?: string }) =>
      (await door.json<{ documents: AttachedDocument[] }>({ path: `${api}/documents`, query: { ...about } })).documents,
    uploadDocument: (name: string, content: Uint8Array<ArrayBuffer>) =>
      door.json<StoredDocument>({
        method: 'POST',
        path: `${api}/documents`,
        query: { name },
        raw: { type: 'application/octet-stream', content },
      }),
    documentAddress: (document: string) => `${api}/documents/${document}`,
  }
}
