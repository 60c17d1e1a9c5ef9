import type { AnyCommand } from './fact.ts'

/** What a batch of commands names: collected first, then loaded with one query per table. */
export class Wanted {
  readonly masters = new Set<string>()
  readonly badges = new Set<string>()
  readonly numbers = new Set<string>()
  readonly lotIds = new Set<number>()
  readonly runs = new Set<string>()
  readonly runDetails = new Set<string>()
  readonly containers = new Set<string>()
  readonly contentsOf = new Set<string>()
  readonly shipments = new Set<string>()
  readonly shippedLots = new Set<number>()
  readonly components = new Set<string>()
  readonly returns = new Set<string>()
  /** Lots, by number and by id, of which something may have come back before it was known that it had left. */
  readonly shipping = new Set<string>()
  readonly straysOf = new Set<number>()
  readonly holds = new Set<string>()
  readonly recalls = new Set<string>()
  readonly drills = new Set<string>()
  readonly scopes = new Set<string>()
  /** Acts of which it is asked what they would change, by their ids. */
  readonly previews = new Map<string, AnyCommand>()
  readonly installsOf = new Set<number>()
  readonly patterns = new Set<string>()
  readonly events = new Set<string>()
  readonly eventDetails = new Set<string>()
  /** Events that are taken back in one act: of each other's records they do not lean on anything. */
  readonly act = new Set<string>()
  readonly uses = new Set<number>()
  readonly documents = new Set<string>()
  readonly certificatesOf = new Set<number>()
  readonly concessionsOf = new Set<number>()
  readonly concessions = new Set<string>()
  readonly reportsOf = new Set<number>()
  /** Lots (by id) and runs (by code) whose values are asked for. */
  readonly valuesOf = new Map<string, { lot: number | null; run: string | null }>()
  /** Assemblies whose installed parts are asked for; materials whose lots are, in the order in which they expire. */
  readonly partsOf = new Set<number>()
  readonly expiringOf = new Set<string>()
  readonly deliveriesOn = new Map<string, { order: string; line: string }>()

  /** Serials that are about to be made: which lots stand for a series with them; and whole series of a material, whether any of it is taken. */
  readonly seriesOver = new Set<string>()
  readonly seriesTaken = new Map<string, AskedSeries>()
  readonly goneOf = new Set<number>()
  /** Lots of which is asked for what they were parted from. */
  readonly partedOf = new Set<number>()
  /** Lots of which what was parted of them is asked for. */
  readonly partingsOf = new Set<number>()
  /** Assemblies of several pieces: what was installed in them; and how much of a lot there was at a moment. */
  readonly installsInto = new Set<number>()
  readonly heldAt = new Map<string, Moment & { lot: number }>()
  /** Where a lot lay at a moment. */
  readonly laidAt = new Map<string, Moment & { lot: number }>()

  get hasCollections(): boolean {
    return (
      this.runDetails.size +
        this.contentsOf.size +
        this.shippedLots.size +
        this.straysOf.size +
        this.installsOf.size +
        this.certificatesOf.size +
        this.concessionsOf.size +
        this.concessions.size +
        this.reportsOf.size +
        this.valuesOf.size +
        this.partsOf.size +
        this.expiringOf.size +
        this.seriesOver.size +
        this.seriesTaken.size +
        this.goneOf.size +
        this.partedOf.size +
        this.partingsOf.size +
        this.installsInto.size +
        this.heldAt.size +
        this.laidAt.size +
        this.deliveriesOn.size >
      0
    )
  }

  /** Collections, or what leads to some once it is loaded: the lots of a number, and what went out or was installed of them. */
  get leadsToCollections(): boolean {
    return this.hasCollections || this.components.size + this.returns.size + this.shipping.size + this.eventDetails.size > 0
  }

  master(kind: string, code: string | null | undefined): void {
    if (code) this.masters.add(`${kind}\u0000${code}`)
  }
  badge(hash: string): void {
    this.badges.add(hash)
  }
  lot(number: string | null | undefined): void {
    if (number) this.numbers.add(number)
  }
  lotId(id: number): void {
    this.lotIds.add(id)
  }
  run(run: string | null | undefined): void {
    if (run) this.runs.add(run)
  }
  runDetail(run: string): void {
    this.runDetails.add(run)
  }
  container(code: string | null | undefined): void {
    if (code) this.containers.add(code)
  }
  /** A place by its code: a location, a work center or a container. */
  location(code: string): void {
    this.master('location', code)
    this.master('workCenter', code)
    this.container(code)
  }
  contents(code: string): void {
    this.contentsOf.add(code)
  }
  shipment(code: string | null | undefined): void {
    if (code) this.shipments.add(code)
  }
  /** By which shipments a lot went out, and to whom. */
  shipped(lot: number): void {
    this.shippedLots.add(lot)
  }
  /** A component that is put in or taken out: which assemblies it is in. */
  installed(number: string): void {
    this.lot(number)
    this.components.add(number)
  }
  /** Lots that come back: how much of each is with which customer. */
  returned(number: string): void {
    this.lot(number)
    this.returns.add(number)
  }
  /** Lots that leave: what of them has come back already. */
  leaving(number: string | undefined): void {
    if (number !== undefined) this.shipping.add(number)
  }
  strays(lot: number): void {
    this.straysOf.add(lot)
  }
  hold(hold: string): void {
    this.holds.add(hold)
  }
  recall(recall: string): void {
    this.recalls.add(recall)
  }
  drill(drill: string): void {
    this.drills.add(drill)
  }
  /** What a recall reaches, asked as text of the guard, which sees the graph. */
  scope(question: string): void {
    this.scopes.add(question)
  }
  /** What the act would change, as of now: tried out by the guard. */
  preview(command: AnyCommand): void {
    this.previews.set(command.id, command)
  }
  installs(component: number): void {
    this.installsOf.add(component)
  }
  numbering(pattern: string): void {
    this.patterns.add(pattern)
  }
  event(id: string): void {
    this.events.add(id)
  }
  eventDetail(id: string): void {
    this.eventDetails.add(id)
  }
  /** An event that is taken back, alone or with others. */
  takenBack(id: string): void {
    this.event(id)
    this.eventDetail(id)
    this.act.add(id)
  }
  /** A lot that is about to be used or shipped: the guard is asked which holds reach it. */
  use(lot: number): void {
    this.uses.add(lot)
  }
  /** Whether the bytes of a document are here. */
  document(hash: string): void {
    this.documents.add(hash)
  }
  /** What may pass of a lot in spite of its holds. */
  concessionsOn(lot: number): void {
    this.concessionsOf.add(lot)
  }
  /** Whether a concession of this name was ever granted. */
  concession(code: string): void {
    this.concessions.add(code)
  }
  certificates(lot: number): void {
    this.certificatesOf.add(lot)
  }
  /** What was reported of a lot, operation by operation. */
  reports(lot: number): void {
    this.reportsOf.add(lot)
  }
  /** What was measured of a lot or a run. */
  values(of: { lot: number | null; run: string | null }): void {
    this.valuesOf.set(valuesKey(of), of)
  }
  parts(assembly: number): void {
    this.partsOf.add(assembly)
  }
  expiring(material: string): void {
    this.expiringOf.add(material)
  }
  /** A series that may have gone as a whole: by which movements. */
  gone(lot: number): void {
    this.goneOf.add(lot)
  }
  seriesWith(number: string): void {
    this.seriesOver.add(number)
  }
  taken(series: AskedSeries): void {
    this.seriesTaken.set(takenKey(series), series)
  }
  parted(lot: number): void {
    this.partedOf.add(lot)
  }
  partings(lot: number): void {
    this.partingsOf.add(lot)
  }
  installsIn(assembly: number): void {
    this.installsInto.add(assembly)
  }
  there(lot: number, moment: Moment): void {
    this.heldAt.set(momentKey(lot, moment), { lot, ...moment })
  }
  lying(lot: number, moment: Moment): void {
    this.laidAt.set(momentKey(lot, moment), { lot, ...moment })
  }
  /** How much came in on one line of a purchase order. */
  delivered(order: string, line: string): void {
    this.deliveriesOn.set(`${order}\u0000${line}`, { order, line })
  }
}

/** Among events of one time, their order. */
export interface Moment {
  at: number
  ord: number
}
export const momentKey = (lot: number, { at, ord }: Moment): string => `${lot} ${at} ${ord}`

export interface AskedSeries {
  material: string
  from: string
  to: string
  /** The lot that stands for it: what was taken out of this very lot is in its series, and must stay so. */
  of: number | null
  /** The series it is taken out of: what holds all of that is no other. */
  within: { from: string; to: string } | null
}
export const takenKey = ({ material, from, to, of, within }: AskedSeries): string =>
  [material, from, to, of ?? '', within?.from ?? '', within?.to ?? ''].join('\u0000')

export const valuesKey = ({ lot, run }: { lot: number | null; run: string | null }): string => (lot === null ? `run:${run}` : `lot:${lot}`)
