/**
 * The part of a site's projections that a batch of commands works on. Commands see the effect of those before them; a refusal
 * rolls back to its mark; what was inserted and changed is handed to `persist`. Asking for something that was not loaded throws
 * `Missing`: the writer loads it and decides again, so prefetching is speed, never correctness.
 */
import type { Json } from '../base/canonical.ts'
import { add, negate, type Quantity, subtract, ZERO } from '../base/quantity.ts'
import { isIn, overlap, seriesIn, seriesNamedBy, seriesOf } from '../base/series.ts'
import type { AnyCommand } from './fact.ts'
import type { PartedFrom } from './reported.ts'
import {
  ANY_SHIPMENT,
  type ConcessionRow,
  type ConcessionUseRow,
  type ContainerRow,
  type DocumentRow,
  type DrillRow,
  type HoldLotRow,
  type HoldRow,
  type IdentifierRow,
  type InstallRow,
  type LinkRow,
  type LotRow,
  type MasterRow,
  type MeasurementRow,
  type MovementRow,
  type OpenEndRow,
  type RecallEntryRow,
  type RecallRow,
  type ResolutionRow,
  type Rows,
  type RunRow,
  type ShipmentRow,
  type StockRow,
  type TableName,
} from './tables.ts'
import { Undo } from './undo.ts'
import { type AskedSeries, type Moment, momentKey, takenKey, valuesKey, Wanted } from './wanted.ts'

export class Missing extends Error {
  readonly wanted: Wanted
  constructor(fill: (wanted: Wanted) => void) {
    super('not loaded yet')
    this.wanted = new Wanted()
    fill(this.wanted)
  }
}

export interface KnownEvent {
  id: string
  site: string
  sequence: number
  position: number
  ord: number
  type: string
  voided: boolean
  body: string | null
}
/** What is known of the bytes of a document that was uploaded. */
export interface StoredDocument {
  mediaType: string
  size: number
}
/** Of how much of a lot an operation was reported, by the event of position `since`. */
export interface Report {
  since: number
  order: string | null
  operation: number | null
  quantity: Quantity
  at: number
  ord: number
}
export interface RunDetail {
  movements: MovementRow[]
  links: LinkRow[]
  openEnds: OpenEndRow[]
}
/** Everything a correction needs to know of the event it voids: the rows it made, the rows it ended, and who leans on its lots. */
export interface EventDetail {
  rows: Partial<{ [T in TableName]: Rows[T][] }>
  ended: Partial<{ [T in TableName]: Rows[T][] }>
  leaning: Set<number>
  /** Shipments this event opened that others have added to since. */
  shared: Set<string>
  /** Links it made that something recorded later has ended, but for those of runs. */
  overtaken: number
  /** Movements of it that were parted since: serials of a series were named after all of it had gone. */
  parted: number
  /** What was decided about the exceptions it raised. */
  resolutions: ResolutionRow[]
  /** Materials it stated of which there are lots. */
  booked: Set<string>
}

/** What may pass of a lot in spite of its holds, and what has passed so far. */
export interface Concessions {
  granted: ConcessionRow[]
  uses: ConcessionUseRow[]
}

export type Changes = Map<TableName, { inserted: Set<object>; updated: Set<object> }>

export class State {
  readonly site: string
  position = 0
  lots = 0
  sequence = 0
  hash: Buffer = Buffer.alloc(32)
  renumbered = false
  /** Whether any lot stands for a series of serials. */
  ranged = false

  readonly masters = new Map<string, MasterRow | null>()
  readonly badges = new Map<string, string | null>()
  readonly lotsByNumber = new Map<string, LotRow[]>()
  readonly formerNumbers = new Map<string, LotRow[]>()
  readonly lotsById = new Map<number, LotRow>()
  readonly stock = new Map<number, Map<string, StockRow>>()
  readonly runs = new Map<string, RunRow | null>()
  readonly runDetails = new Map<string, RunDetail>()
  readonly containers = new Map<string, ContainerRow | null>()
  readonly contents = new Map<string, { lots: Set<number>; containers: Set<string> }>()
  readonly shipments = new Map<string, ShipmentRow | null>()
  /** Of each lot, what is out by which shipment: shipped minus returned. What came back of nobody knows which stands under ''. */
  readonly sent = new Map<number, ReadonlyMap<string, OutByShipment>>()
  /** Of each lot, what came back of a shipment that is not known, and by the order of a return who sent it back. */
  readonly strays = new Map<number, readonly MovementRow[]>()
  readonly returners = new Map<number, string>()
  readonly holds = new Map<string, HoldRow | null>()
  readonly recalls = new Map<string, RecallRow | null>()
  readonly recallEntries = new Map<string, RecallEntryRow[]>()
  readonly drills = new Map<string, DrillRow | null>()
  readonly scopes = new Map<string, Json>()
  readonly previews = new Map<string, string | null>()
  readonly holdLots = new Map<string, HoldLotRow[]>()
  readonly installs = new Map<number, LinkRow[]>()
  readonly numbering = new Map<string, number>()
  readonly events = new Map<string, KnownEvent | null>()
  readonly details = new Map<string, EventDetail>()
  /** Holds that reach a lot, asked of the guard before the batch and passed on to what is made of it within the batch. */
  readonly heldBy = new Map<number, string[]>()
  readonly documents = new Map<string, StoredDocument | null>()
  readonly concessions = new Map<number, Concessions>()
  readonly concessionCodes = new Map<string, boolean>()
  readonly certificates = new Map<number, Set<DocumentRow>>()
  readonly delivered = new Map<string, Quantity>()
  readonly measurements = new Map<string, MeasurementRow[]>()
  readonly parts = new Map<number, LinkRow[]>()
  /** Ids of lots that expire and are on hand, the first to expire first. */
  readonly expiring = new Map<string, number[]>()
  /** Lots that stand for a series with this serial, by number; what is taken of a whole series, and by whom. */
  readonly series = new Map<string, LotRow[]>()
  readonly seriesTaken = new Map<string, { asked: AskedSeries; taken: string | null }>()
  readonly gone = new Map<number, MovementRow[]>()
  /** Of each lot all that it came of. */
  readonly partedFrom = new Map<number, readonly PartedFrom[]>()
  readonly partings = new Map<number, readonly Parting[]>()
  /** Of an assembly of several pieces, what installs into it said and the links they made, parts that were taken out included. */
  readonly installsInto = new Map<number, { said: InstallRow[]; links: LinkRow[] }>()
  readonly heldAt = new Map<string, Moment & { lot: number; quantity: Quantity }>()
  readonly laidAt = new Map<string, Moment & { lot: number; places: ReadonlyMap<string, Quantity> }>()
  readonly reports = new Map<number, Report[]>()
  /** Those decided since the state last forgot: of some the ledger is not written yet. */
  readonly newReports = new Map<number, Report[]>()

  private readonly undo = new Undo()
  private changes: Changes = new Map()
  private lines = new Map<number, number>()
  private readonly recent = new Map<number, MovementRow[]>()

  constructor(site: string) {
    this.site = site
  }

  // ---- marks -----------------------------------------------------------------------------------------------------------

  mark(): number {
    return this.undo.mark
  }

  rollback(mark: number): void {
    this.undo.rollback(mark)
  }

  /** What was decided up to here stays: nobody will roll back behind it. */
  settle(): void {
    this.undo.settle()
  }

  /** Hands over what changed and starts afresh: the batch is about to be persisted. */
  takeChanges(): Changes {
    const taken = this.changes
    this.changes = new Map()
    this.undo.settle()
    this.lines.clear()
    this.recent.clear()
    return taken
  }

  get hasChanges(): boolean {
    return this.changes.size > 0
  }

  setField<R extends object, K extends keyof R>(row: R, field: K, value: R[K]): void {
    this.undo.field(row, field, row[field])
    row[field] = value
  }

  setEntry<K, V>(map: Map<K, V>, key: K, value: V): void {
    this.undo.entry(map, key)
    map.set(key, value)
  }

  private push<V>(list: V[], value: V): void {
    list.push(value)
    this.undo.appended(list, value)
  }

  // ---- writing ---------------------------------------------------------------------------------------------------------

  private changed(table: TableName): { inserted: Set<object>; updated: Set<object> } {
    let entry = this.changes.get(table)
    if (!entry) {
      entry = { inserted: new Set(), updated: new Set() }
      this.changes.set(table, entry)
    }
    return entry
  }

  insert<T extends TableName>(table: T, row: Rows[T]): Rows[T] {
    const { inserted } = this.changed(table)
    inserted.add(row)
    this.undo.added(inserted, row)
    return row
  }

  /** Changes a row that may already stand in the database; one that was only inserted in this batch is simply changed. */
  update<T extends TableName>(table: T, row: Rows[T], patch: Partial<Rows[T]>): void {
    for (const key in patch) this.setField(row, key, patch[key] as Rows[T][typeof key])
    const { inserted, updated } = this.changed(table)
    if (updated.has(row) || inserted.has(row)) return
    updated.add(row)
    this.undo.added(updated, row)
  }

  /** The next line number of the rows one event makes; all tables share it, so (since, line) is unique in each. */
  nextLine(since: number): number {
    const line = (this.lines.get(since) ?? 0) + 1
    this.setEntry(this.lines, since, line)
    return line
  }

  // ---- reading ---------------------------------------------------------------------------------------------------------

  master(kind: string, code: string): MasterRow | null {
    const row = this.masters.get(masterKey(kind, code))
    if (row === undefined) throw new Missing(wanted => wanted.master(kind, code))
    return row
  }

  setMaster(row: MasterRow): void {
    const before = this.master(row.kind, row.code)
    if (before) this.update('master', before, { until: row.since })
    this.insert('master', row)
    this.setEntry(this.masters, masterKey(row.kind, row.code), row)
  }

  personOfBadge(hash: string): string | null {
    const code = this.badges.get(hash)
    if (code === undefined) throw new Missing(wanted => wanted.badge(hash))
    return code
  }

  /** Lots with this number, of any material; those that had it before a renumbering only when nobody has it now. */
  lotsNumbered(number: string): LotRow[] {
    const rows = this.lotsByNumber.get(number)
    if (rows === undefined) throw new Missing(wanted => wanted.lot(number))
    return rows.length > 0 || !this.renumbered ? rows : this.formerlyNumbered(number)
  }

  formerlyNumbered(number: string): LotRow[] {
    const rows = this.formerNumbers.get(number)
    if (rows === undefined) throw new Missing(wanted => wanted.lot(number))
    return rows
  }

  lot(id: number): LotRow {
    const row = this.lotsById.get(id)
    if (!row) throw new Missing(wanted => wanted.lotId(id))
    return row
  }

  addLot(row: LotRow): void {
    const known = this.lotsByNumber.get(row.number)
    if (known === undefined) throw new Missing(wanted => wanted.lot(row.number))
    this.insert('lot', row)
    this.push(known, row)
    this.setEntry(this.lotsById, row.id, row)
    this.setEntry(this.stock, row.id, new Map())
    this.setEntry(this.installs, row.id, [])
    this.setEntry(this.heldBy, row.id, row.vendor === null ? [] : [vendorMark(row.vendor)])
    this.setEntry(this.certificates, row.id, new Set())
    this.setEntry(this.concessions, row.id, { granted: [], uses: [] })
    this.setEntry(this.strays, row.id, [])
    this.setField(this, 'lots', row.id)
  }

  renumberLot(row: LotRow, number: string): void {
    // Before the first renumbering of all nobody had another number, and nothing needs to be looked up.
    const former = this.renumbered ? this.formerlyNumbered(row.number) : []
    this.setEntry(this.formerNumbers, row.number, [...former, row])
    this.setField(this, 'renumbered', true)
    this.giveNumber(row, number)
  }

  /** A renumbering is taken back: the number it gave was never the lot's. */
  giveBackNumber(row: LotRow, former: string): void {
    this.setEntry(
      this.formerNumbers,
      former,
      this.formerlyNumbered(former).filter(other => other !== row),
    )
    this.giveNumber(row, former)
  }

  private giveNumber(row: LotRow, number: string): void {
    const after = this.lotsByNumber.get(number)
    if (after === undefined) throw new Missing(wanted => wanted.lot(number))
    const before = this.lotsByNumber.get(row.number) ?? []
    this.setEntry(
      this.lotsByNumber,
      row.number,
      before.filter(other => other !== row),
    )
    this.push(after, row)
    this.update('lot', row, { number })
  }

  places(lot: number): Map<string, StockRow> {
    const places = this.stock.get(lot)
    if (places === undefined) throw new Missing(wanted => wanted.lotId(lot))
    return places
  }

  onHand(lot: number): Quantity {
    let sum = 0n
    for (const row of this.places(lot).values()) sum += row.quantity
    return sum as Quantity
  }

  changeStock(lot: number, place: string, delta: Quantity): void {
    if (delta === 0n) return
    if (delta > 0n) this.forgetExpiring(lot)
    const places = this.places(lot)
    const row = places.get(place)
    if (row) this.update('stock', row, { quantity: add(row.quantity, delta) })
    else this.setEntry(places, place, this.insert('stock', { lot, place, quantity: add(ZERO, delta) }))
    this.noteContents(lot, place)
  }

  private noteContents(lot: number, place: string): void {
    if (!place.startsWith('container:')) return
    const contents = this.contents.get(place.slice('container:'.length))
    if (!contents || contents.lots.has(lot)) return
    contents.lots.add(lot)
    this.undo.added(contents.lots, lot)
  }

  run(run: string): RunRow | null {
    const row = this.runs.get(run)
    if (row === undefined) throw new Missing(wanted => wanted.run(run))
    return row
  }

  runDetail(run: string): RunDetail {
    const detail = this.runDetails.get(run)
    if (!detail) throw new Missing(wanted => wanted.runDetail(run))
    return detail
  }

  addOpenEnd(row: OpenEndRow): void {
    this.insert('openEnd', row)
    const detail = row.run === null ? undefined : this.runDetails.get(row.run)
    if (detail) this.push(detail.openEnds, row)
  }

  /** The movements one event made, for the handler that derives from them. */
  movementsOf(since: number): MovementRow[] {
    return this.recent.get(since) ?? []
  }

  addMovement(row: MovementRow): void {
    this.insert('movement', row)
    const recent = this.recent.get(row.since)
    if (recent) this.push(recent, row)
    else this.setEntry(this.recent, row.since, [row])
    const detail = row.run === null ? undefined : this.runDetails.get(row.run)
    if (detail) this.push(detail.movements, row)
    if (row.kind === 'shipped' || row.kind === 'returned') this.noteShipped(row)
    if (row.kind === 'returned') this.noteStray(row)
    if (row.kind === 'received') this.noteDelivered(row, row.delta)
    if (PARTING.has(row.kind)) this.forgetOrigins()
    this.noteThere(row, row.delta)
  }

  private noteDelivered({ reference, position }: MovementRow, delta: Quantity): void {
    if (reference === null || position === null) return
    const key = deliveredKey(reference, position)
    const before = this.delivered.get(key)
    if (before !== undefined) this.setEntry(this.delivered, key, add(before, delta))
  }

  /** How much has come in on one line of a purchase order, in the material's unit. */
  deliveredOn(order: string, line: string): Quantity {
    const sum = this.delivered.get(deliveredKey(order, line))
    if (sum === undefined) throw new Missing(wanted => wanted.delivered(order, line))
    return sum
  }

  private noteShipped(row: MovementRow): void {
    const known = this.sent.get(row.lot)
    if (!known) return
    const shipment = row.reference ?? ''
    const { out, guessed } = known.get(shipment) ?? { out: ZERO, guessed: ZERO }
    const isGuess = row.position === ANY_SHIPMENT
    const now = { out: subtract(out, row.delta), guessed: isGuess ? add(guessed, row.delta) : guessed }
    this.setEntry(this.sent, row.lot, new Map(known).set(shipment, now))
  }

  addLink(row: LinkRow): void {
    this.linkAgain(row)
    this.passOnHolds(row)
  }

  linkAgain(row: LinkRow): void {
    this.insert('link', row)
    const detail = row.run === null ? undefined : this.runDetails.get(row.run)
    if (detail) this.push(detail.links, row)
    const installs = this.installs.get(row.parent)
    if (installs) this.push(installs, row)
    const parts = row.put === 0 ? this.parts.get(row.child) : undefined
    if (parts) this.push(parts, row)
    const into = row.put === 0 ? this.installsInto.get(row.child) : undefined
    if (into) this.push(into.links, row)
  }

  /** A link that is taken back may stand here as another object than the one that ends. */
  dropLink({ since, line, run, parent, child }: LinkRow): void {
    const others = (rows: readonly LinkRow[]): LinkRow[] => rows.filter(row => row.since !== since || row.line !== line)
    const detail = run === null ? undefined : this.runDetails.get(run)
    if (detail) this.setField(detail, 'links', others(detail.links))
    const [installs, parts] = [this.installs.get(parent), this.parts.get(child)]
    if (installs) this.setEntry(this.installs, parent, others(installs))
    if (parts) this.setEntry(this.parts, child, others(parts))
  }

  private passOnHolds(row: LinkRow): void {
    const parent = this.heldBy.get(row.parent)
    if (!parent || parent.length === 0) return
    const child = this.heldBy.get(row.child) ?? []
    this.setEntry(this.heldBy, row.child, [...new Set([...child, ...parent])])
  }

  installedLinks(component: number): LinkRow[] {
    const rows = this.installs.get(component)
    if (rows === undefined) throw new Missing(wanted => wanted.installs(component))
    return rows.filter(row => row.until === null && row.removedAt === null).sort((a, b) => a.since - b.since || a.line - b.line)
  }

  /** What is installed in an assembly now, in the order in which it came. */
  partsOf(assembly: number): LinkRow[] {
    const rows = this.parts.get(assembly)
    if (rows === undefined) throw new Missing(wanted => wanted.parts(assembly))
    return rows.filter(row => row.until === null && row.removedAt === null).sort((a, b) => a.since - b.since || a.line - b.line)
  }

  /** What a lot was parted from or merged of, and what that came of in its turn. */
  originsOf(lot: number): readonly PartedFrom[] {
    const origins = this.partedFrom.get(lot)
    if (origins === undefined) throw new Missing(wanted => wanted.parted(lot))
    return origins
  }

  /** What was parted or merged since comes behind everything that was read of it. */
  private forgetOrigins(): void {
    if (this.partedFrom.size === 0) return
    const before = [...this.partedFrom]
    this.partedFrom.clear()
    this.undo.action(() => {
      for (const [lot, origins] of before) this.partedFrom.set(lot, origins)
    })
  }

  /** What was parted of a lot or merged from it. */
  partingsOf(lot: number): readonly Parting[] {
    const partings = this.partings.get(lot)
    if (partings === undefined) throw new Missing(wanted => wanted.partings(lot))
    return partings
  }

  addInstall(row: InstallRow): void {
    this.insert('install', row)
    const into = this.installsInto.get(row.assembly)
    if (into) this.push(into.said, row)
    const assembly = this.lot(row.assembly)
    if (assembly.installedAt === null || assembly.installedAt < row.at) this.update('lot', assembly, { installedAt: row.at })
  }

  /** What is believed of installs into an assembly, and by which links. */
  installsIn(assembly: number): { said: InstallRow[]; links: LinkRow[] } {
    const into = this.installsInto.get(assembly)
    if (into === undefined) throw new Missing(wanted => wanted.installsIn(assembly))
    return {
      said: this.asChanged('install', into.said).filter(row => row.assembly === assembly && row.until === null),
      links: this.asChanged('link', into.links).filter(row => row.child === assembly && row.put === 0 && row.until === null),
    }
  }

  /** Rows as this very batch leaves them, in their order: what a correction takes back may stand in the state a second time. */
  private asChanged<T extends 'install' | 'link'>(table: T, read: readonly Rows[T][]): Rows[T][] {
    const { inserted, updated } = this.changed(table)
    const rows = new Map(read.map(row => [`${row.since} ${row.line}`, row]))
    for (const row of [...updated, ...inserted] as Rows[T][]) rows.set(`${row.since} ${row.line}`, row)
    return [...rows.values()].sort((a, b) => a.since - b.since || a.line - b.line)
  }

  /** How much of a lot there was at a moment, as it is believed now. */
  thereAt(lot: number, moment: Moment): Quantity {
    const known = this.heldAt.get(momentKey(lot, moment))
    if (known === undefined) throw new Missing(wanted => wanted.there(lot, moment))
    return known.quantity
  }

  /** Where a lot lay at a moment, as it is believed now. */
  placesAt(lot: number, moment: Moment): ReadonlyMap<string, Quantity> {
    const known = this.laidAt.get(momentKey(lot, moment))
    if (known === undefined) throw new Missing(wanted => wanted.lying(lot, moment))
    return known.places
  }

  private noteThere({ lot, place, at, ord }: MovementRow, delta: Quantity): void {
    const isBefore = (known: Moment): boolean => at < known.at || (at === known.at && ord <= known.ord)
    for (const [key, known] of this.laidAt) {
      if (known.lot !== lot || !isBefore(known)) continue
      const places = new Map(known.places).set(place, add(known.places.get(place) ?? ZERO, delta))
      this.setEntry(this.laidAt, key, { ...known, places })
    }
    for (const [key, known] of this.heldAt)
      if (known.lot === lot && isBefore(known)) this.setEntry(this.heldAt, key, { ...known, quantity: add(known.quantity, delta) })
  }

  /** Lots of a material that were on hand when they were read, the first to expire first; what came in since made it forget them. */
  expiringLots(material: string): LotRow[] {
    const ids = this.expiring.get(material)
    if (ids === undefined) throw new Missing(wanted => wanted.expiring(material))
    return ids.map(id => this.lot(id))
  }

  /** Lots that stand for a series in which this serial is. */
  seriesWith(number: string): LotRow[] {
    if (!this.ranged) return []
    const lots = this.series.get(number)
    if (lots === undefined) throw new Missing(wanted => wanted.seriesWith(number))
    return lots
  }

  /** A serial or a series by which a part of this series is taken already. */
  takenOf(series: AskedSeries): string | null {
    const known = this.seriesTaken.get(takenKey(series))
    if (known === undefined) throw new Missing(wanted => wanted.taken(series))
    return known.taken
  }

  /** By which movements a series went as a whole, the last first. */
  goneOf(lot: number): readonly MovementRow[] {
    const rows = this.gone.get(lot)
    if (rows === undefined) throw new Missing(wanted => wanted.gone(lot))
    return rows
  }

  /** Part of what went as a whole is parted from it: at the same moment, by the same movement. */
  partMovement(
    row: MovementRow,
    { lot, quantity, since, ord }: { lot: number; quantity: Quantity; since: number; ord: number },
  ): MovementRow {
    this.update('movement', row, { until: since })
    this.changeStock(row.lot, row.place, negate(row.delta))
    if (row.kind === 'shipped') this.noteShipped({ ...row, delta: negate(row.delta) })
    const left = { ...row, since, line: this.nextLine(since), delta: add(row.delta, quantity), until: null }
    this.bookAgain(left)
    this.bookAgain({ ...row, since, line: this.nextLine(since), lot, delta: negate(quantity), ord, until: null })
    const known = this.gone.get(row.lot)
    if (known)
      this.setEntry(
        this.gone,
        row.lot,
        known.map(other => (other === row ? left : other)),
      )
    return left
  }

  bookAgain(row: MovementRow): void {
    if (row.delta === 0n) return
    this.addMovement(row)
    this.changeStock(row.lot, row.place, row.delta)
  }

  /** What was just made is taken from here on, whatever was read before. */
  noteInSeries(row: LotRow): void {
    if (!this.ranged) return
    const named = row.kind === 'serial' ? seriesNamedBy(row.number) : seriesIn(row.attributes)
    if (!named) return
    for (const [key, { asked, taken }] of this.seriesTaken) {
      const series = seriesOf(asked)
      if (taken === null && asked.material === row.material && series && overlap(series, named) && asked.of !== row.id)
        this.setEntry(this.seriesTaken, key, { asked, taken: row.number })
    }
    if (row.kind === 'serial') return
    for (const [number, lots] of this.series) if (isIn(named, number)) this.push(lots, row)
  }

  private forgetExpiring(lot: number): void {
    if (this.expiring.size === 0) return
    const material = this.lotsById.get(lot)?.material
    const before = material === undefined ? undefined : this.expiring.get(material)
    if (material === undefined || before === undefined) return
    this.expiring.delete(material)
    this.undo.action(() => this.expiring.set(material, before))
  }

  container(code: string): ContainerRow | null {
    const row = this.containers.get(code)
    if (row === undefined) throw new Missing(wanted => wanted.container(code))
    return row
  }

  setContainer(row: ContainerRow): void {
    const before = this.container(row.container)
    if (before && before.since === row.since) this.update('container', before, row)
    else {
      if (before) this.update('container', before, { until: row.since })
      this.insert('container', row)
      this.setEntry(this.containers, row.container, row)
    }
    this.noteNesting(before?.parent ?? null, row)
  }

  /** What put it there is taken back: it is not known any more, or stands where it stood before. */
  dropContainer({ container, parent }: ContainerRow): void {
    this.setEntry(this.containers, container, null)
    this.noteTakenOut(parent, container)
  }

  containerAgain(row: ContainerRow): void {
    this.insert('container', row)
    this.setEntry(this.containers, row.container, row)
    this.noteNesting(null, row)
  }

  private noteTakenOut(parent: string | null, container: string): void {
    const left = parent === null ? undefined : this.contents.get(parent)
    if (left?.containers.delete(container)) this.undo.action(() => left.containers.add(container))
  }

  private noteNesting(before: string | null, row: ContainerRow): void {
    this.noteTakenOut(before, row.container)
    const entered = row.parent === null ? undefined : this.contents.get(row.parent)
    if (!entered || entered.containers.has(row.container)) return
    entered.containers.add(row.container)
    this.undo.added(entered.containers, row.container)
  }

  contentsOf(code: string): { lots: Set<number>; containers: Set<string> } {
    const contents = this.contents.get(code)
    if (!contents) throw new Missing(wanted => wanted.contents(code))
    // In one order, however they became known: what is decided from it must come out the same.
    return { lots: new Set([...contents.lots].sort((a, b) => a - b)), containers: new Set([...contents.containers].sort()) }
  }

  shipment(code: string): ShipmentRow | null {
    const row = this.shipments.get(code)
    if (row === undefined) throw new Missing(wanted => wanted.shipment(code))
    return row
  }

  /** How much of a lot is with customers by each shipment: shipped minus returned. */
  sentOf(lot: number): ReadonlyMap<string, OutByShipment> {
    const sent = this.sent.get(lot)
    if (sent === undefined) throw new Missing(wanted => wanted.shipped(lot))
    return sent
  }

  /** What came back of a lot by no shipment that is known, or by one it can only be taken to be of, oldest first. */
  straysOf(lot: number): Stray[] {
    const rows = this.strays.get(lot)
    if (rows === undefined) throw new Missing(wanted => wanted.strays(lot))
    return rows
      .filter(row => row.until === null)
      .sort((a, b) => a.at - b.at || a.ord - b.ord || a.since - b.since || a.line - b.line)
      .map(row => ({ row, customer: this.returners.get(row.ord) ?? null }))
  }

  noteReturner({ ord }: Pick<MovementRow, 'ord'>, customer: string): void {
    this.setEntry(this.returners, ord, customer)
  }

  private noteStray(row: MovementRow): void {
    const known = this.strays.get(row.lot)
    if (known && isStray(row)) this.setEntry(this.strays, row.lot, [...known, row])
  }

  /** It may stand here as another object than the one that ends. */
  private dropStray({ lot, since, line }: MovementRow): void {
    const known = this.strays.get(lot)
    if (known)
      this.setEntry(
        this.strays,
        lot,
        known.filter(row => row.since !== since || row.line !== line),
      )
  }

  /** It is found out of which shipment so much of it came back: at the same moment, by the same return. */
  settleStray({ row }: Stray, { shipment, position, quantity, since }: Settled): void {
    this.update('movement', row, { until: since })
    this.changeStock(row.lot, row.place, negate(row.delta))
    this.noteShipped({ ...row, delta: negate(row.delta) })
    const parts = [
      { reference: row.reference, position: row.position, delta: subtract(row.delta, quantity) },
      { reference: shipment, position, delta: quantity },
    ]
    for (const part of parts) this.bookAgain({ ...row, ...part, since, line: this.nextLine(since), until: null })
  }

  /** What is believed to have been reported of a lot; where nobody asked before, it is read. */
  reportsOn(lot: number): readonly Report[] {
    const rows = this.reports.get(lot)
    if (rows === undefined) throw new Missing(wanted => wanted.reports(lot))
    return rows
  }

  /** What was measured of a lot or a run and is believed. */
  valuesOf(of: { lot: number | null; run: string | null }): readonly MeasurementRow[] {
    const rows = this.measurements.get(valuesKey(of))
    if (rows === undefined) throw new Missing(wanted => wanted.values(of))
    return rows
  }

  addMeasurement(row: MeasurementRow): void {
    this.insert('measurement', row)
    for (const of of [
      { lot: row.lot, run: null },
      { lot: null, run: row.run },
    ]) {
      const known = of.lot === null && of.run === null ? undefined : this.measurements.get(valuesKey(of))
      if (known) this.push(known, row)
    }
  }

  noteReport(lot: number, report: Report): void {
    const known = this.reports.get(lot)
    if (known) this.push(known, report)
    const before = this.newReports.get(lot)
    if (before) this.push(before, report)
    else this.setEntry(this.newReports, lot, [report])
  }

  /** A voided shipment, return or report no longer counts. */
  unnote(row: MovementRow): void {
    if (row.kind === 'shipped' || row.kind === 'returned') this.noteShipped({ ...row, delta: -row.delta as Quantity })
    if (row.kind === 'returned') this.dropStray(row)
    if (row.kind === 'received') this.noteDelivered(row, -row.delta as Quantity)
    this.noteThere(row, -row.delta as Quantity)
    for (const reports of [this.reports, this.newReports]) {
      const known = reports.get(row.lot)
      if (known)
        this.setEntry(
          reports,
          row.lot,
          known.filter(report => report.since !== row.since),
        )
    }
  }

  /** The bytes of a document, once they were uploaded. */
  storedDocument(hash: string): StoredDocument | null {
    const stored = this.documents.get(hash)
    if (stored === undefined) throw new Missing(wanted => wanted.document(hash))
    return stored
  }

  addDocument(row: DocumentRow): void {
    this.insert('document', row)
    const known = row.lot === null || row.kind !== CERTIFICATE ? undefined : this.certificates.get(row.lot)
    if (!known) return
    known.add(row)
    this.undo.added(known, row)
  }

  hasCertificate(lot: number): boolean {
    const known = this.certificates.get(lot)
    if (known === undefined) throw new Missing(wanted => wanted.certificates(lot))
    return [...known].some(row => row.until === null)
  }

  concessionsOn(lot: number): Concessions {
    const known = this.concessions.get(lot)
    if (known === undefined) throw new Missing(wanted => wanted.concessionsOn(lot))
    return known
  }

  isConcession(code: string): boolean {
    const known = this.concessionCodes.get(code)
    if (known === undefined) throw new Missing(wanted => wanted.concession(code))
    return known
  }

  addConcession(row: ConcessionRow): void {
    this.insert('concession', row)
    this.setEntry(this.concessionCodes, row.concession, true)
    const known = this.concessions.get(row.lot)
    if (known) this.push(known.granted, row)
  }

  addConcessionUse(row: ConcessionUseRow): void {
    this.insert('concessionUse', row)
    const known = this.concessions.get(row.lot)
    if (known) this.push(known.uses, row)
  }

  /** What a voided event granted or used counts no longer. */
  dropConcessions(lot: number, since: number): void {
    const known = this.concessions.get(lot)
    if (!known) return
    const stays = (row: { since: number }): boolean => row.since !== since
    this.setEntry(this.concessions, lot, { granted: known.granted.filter(stays), uses: known.uses.filter(stays) })
  }

  hold(hold: string): HoldRow | null {
    const row = this.holds.get(hold)
    if (row === undefined) throw new Missing(wanted => wanted.hold(hold))
    return row
  }

  recall(recall: string): RecallRow | null {
    const row = this.recalls.get(recall)
    if (row === undefined) throw new Missing(wanted => wanted.recall(recall))
    return row
  }

  /** Its seeds and exclusions, in the order they were named. */
  recallMembers(recall: string): readonly RecallEntryRow[] {
    const rows = this.recallEntries.get(recall)
    if (rows === undefined) throw new Missing(wanted => wanted.recall(recall))
    return rows
  }

  /** The lots it is on and those that were freed of it. */
  lotsOfHold(hold: string): readonly HoldLotRow[] {
    const rows = this.holdLots.get(hold)
    if (rows === undefined) throw new Missing(wanted => wanted.hold(hold))
    return rows
  }

  drill(drill: string): DrillRow | null {
    const row = this.drills.get(drill)
    if (row === undefined) throw new Missing(wanted => wanted.drill(drill))
    return row
  }

  /** What the guard answered about the scope of a recall, as of the position before this batch. */
  scope(question: string): Json {
    const scope = this.scopes.get(question)
    if (scope === undefined) throw new Missing(wanted => wanted.scope(question))
    return scope
  }

  /** The mark of what the act would change, as of the position before this batch. */
  previewOf(command: AnyCommand): string | null {
    const preview = this.previews.get(command.id)
    if (preview === undefined) throw new Missing(wanted => wanted.preview(command))
    return preview
  }

  lastNumber(pattern: string): number {
    const last = this.numbering.get(pattern)
    if (last === undefined) throw new Missing(wanted => wanted.numbering(pattern))
    return last
  }

  setLastNumber(pattern: string, last: number): void {
    const row = { site: this.site, pattern, last }
    const known = this.numberingRows.get(pattern)
    if (known) this.update('numbering', known, { last })
    else this.setEntry(this.numberingRows, pattern, this.insert('numbering', row))
    this.setEntry(this.numbering, pattern, last)
  }

  readonly numberingRows = new Map<string, Rows['numbering']>()

  event(id: string): KnownEvent | null {
    const known = this.events.get(id)
    if (known === undefined) throw new Missing(wanted => wanted.event(id))
    return known
  }

  detail(id: string): EventDetail {
    const detail = this.details.get(id)
    if (!detail) throw new Missing(wanted => wanted.eventDetail(id))
    return detail
  }

  holdsOn(lot: number): string[] {
    const holds = this.heldBy.get(lot)
    if (holds === undefined) throw new Missing(wanted => wanted.use(lot))
    return holds.filter(mark => !isVendorMark(mark))
  }

  /** Those vendors among the ones that some customer excludes whose material is in the lot. */
  excludableVendors(lot: number): string[] {
    const marks = this.heldBy.get(lot)
    if (marks === undefined) throw new Missing(wanted => wanted.use(lot))
    return marks.filter(isVendorMark).map(mark => mark.slice(VENDOR_MARK.length))
  }

  // ---- forgetting ------------------------------------------------------------------------------------------------------

  /** How much is remembered between batches; past a limit the writer starts over. */
  get size(): number {
    return this.lotsById.size + this.masters.size + this.events.size + this.runDetails.size + this.lotsByNumber.size
  }

  /** What a later batch must read afresh even when nobody else has written, or asks for anew anyway (its events). */
  forgetVolatile(): void {
    this.events.clear()
    this.heldBy.clear()
    this.scopes.clear()
    this.previews.clear()
    this.details.clear()
    this.sent.clear()
    this.strays.clear()
    this.returners.clear()
    this.documents.clear()
    this.certificates.clear()
    this.concessions.clear()
    this.concessionCodes.clear()
    this.delivered.clear()
    this.reports.clear()
    this.measurements.clear()
    this.parts.clear()
    this.expiring.clear()
    this.series.clear()
    this.seriesTaken.clear()
    this.gone.clear()
    this.partings.clear()
    this.partedFrom.clear()
    this.installsInto.clear()
    this.heldAt.clear()
    this.laidAt.clear()
    this.newReports.clear()
  }
}

/** What is out by a shipment, and how much of what came back of it is only taken to be of it. */
export interface OutByShipment {
  out: Quantity
  guessed: Quantity
}

/** A lot that came of others of its material: what it began as, of which lots; and lots that were merged into it. */
export interface Parting {
  lot: number
  kind: 'split' | 'merged' | 'serialized' | null
  parents: readonly number[]
  merged: readonly number[]
  /** The names it has of what it was taken out of. */
  names: readonly IdentifierRow[]
}

const PARTING: ReadonlySet<MovementRow['kind']> = new Set(['split', 'merged', 'serialized'])

export const isStray = ({ reference, position }: MovementRow): boolean => reference === null || position === ANY_SHIPMENT

/** Something that came back, and the customer who sent it. */
export interface Stray {
  row: MovementRow
  customer: string | null
}
interface Settled {
  shipment: string
  position: string | null
  quantity: Quantity
  since: number
}

/** What the guard says of a lot's origin travels with the holds, from a lot to what is made of it within the same batch. */
const VENDOR_MARK = '\u0000vendor '
export const vendorMark = (vendor: string): string => `${VENDOR_MARK}${vendor}`
const isVendorMark = (mark: string): boolean => mark.startsWith(VENDOR_MARK)
export const CERTIFICATE = 'certificate'
export const deliveredKey = (order: string, line: string): string => `${order}\u0000${line}`

export const masterKey = (kind: string, code: string): string => `${kind}\u0000${code}`
