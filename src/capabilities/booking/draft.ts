/**
 * The effect of one event while it is being decided: what it takes and puts, checked against what is there, its own earlier lines
 * included. Every handler that moves material works on a draft, so the rules about balance, holds, expiry, units and numbers stand here once.
 */

import type { Json } from '../../base/canonical.ts'
import { addDays, formatInstant, parseExpiry, parseInstant } from '../../base/instant.ts'
import {
  add,
  formatQuantity,
  least,
  multiply,
  negate,
  parseQuantity,
  type Quantity,
  QuantityError,
  subtract,
  ZERO,
} from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import {
  contains,
  memberOf,
  nameOf,
  rangeText,
  restOf,
  SERIES_KIND,
  type Series,
  seriesIn,
  seriesNamedBy,
  seriesOf,
  seriesText,
  sizeOf,
} from '../../base/series.ts'
import { type AnyCommand, type Effect, emptyEffect, type Fact, type Line, type MadeLot as MadeLotFact } from '../../ledger/fact.ts'
import type { Context } from '../../ledger/handler.ts'
import { Missing, type State } from '../../ledger/state.ts'
import type { ConcessionRow, LotRow, MovementKind } from '../../ledger/tables.ts'
import type { AskedSeries, Wanted } from '../../ledger/wanted.ts'
import { isLotNumber, type LotReference, type MadeLot } from '../events.ts'
import { counterOf, DEFAULT_PATTERN, isPassedOver, numberAt, type SerialRange, seriesByRule, seriesNamed } from './numbering.ts'
import { leftOf, type Purpose, permitFor, tooMuch } from './permits.ts'
import { type Material, material as materialNamed, UNIDENTIFIED } from './records.ts'

/** What a material without lots is booked under. */
export const UNLOTTED = 'UNLOTTED'

/** Kinds of movement by which a lot on hold passes under a concession: each counts against its quantity. */
const PASSING: ReadonlySet<MovementKind> = new Set(['shipped', 'consumed', 'loaded', 'installed'])

type Extra = Partial<Pick<Line, 'scrap' | 'position' | 'reference' | 'filledFrom' | 'worked' | 'entered' | 'concession'>>
/** A lot the draft can book on: one that is there, or one this very event makes. */
export type Bookable = Pick<LotRow, 'material' | 'number'> & { id?: number }
export interface Measured {
  quantity: Quantity
  entered?: NonNullable<Line['entered']>
}

export function wantLot(wanted: Wanted, reference: LotReference | undefined): void {
  if (!reference) return
  wanted.master('material', reference.material)
  wanted.lot(reference.number ?? (reference.material ? UNLOTTED : undefined))
}

export class Draft {
  readonly effect: Effect = emptyEffect()
  readonly at: number
  private readonly planned = new Map<string, Map<string, Quantity>>()
  /** How many numbers this event is about to need. */
  numbersAhead = 64
  /** The series out of which serials are taken. */
  serializing: Series | undefined
  private readonly made = new Set<string>()
  private readonly permits = new Map<number, ConcessionRow>()
  private readonly passed = new Map<number, Quantity>()
  private readonly numbers = new Map<string, number>()
  readonly state: State
  readonly command: AnyCommand
  readonly context: Context

  constructor(state: State, command: AnyCommand, context: Context) {
    this.state = state
    this.command = command
    this.context = context
    this.at = parseInstant(command.at) ?? context.now
  }

  // ---- naming ----------------------------------------------------------------------------------------------------------

  material(code: string | undefined, pointer: string): Material {
    if (code === undefined) throw new Refusal('invalid-event', 'Say which material this is.', pointer)
    return materialNamed(this.state, code, pointer)
  }

  /** The lot a reference means. Without a material the number must mean one lot only. */
  lot(reference: LotReference, pointer: string): LotRow {
    if (reference.material !== undefined) this.material(reference.material, `${pointer}/material`)
    const number = reference.number ?? this.unlotted(reference, pointer)
    const rows = this.state
      .lotsNumbered(number)
      .filter(row => isThere(row) && (reference.material === undefined || row.material === reference.material))
    if (rows.length > 1)
      throw new Refusal(
        'lot-ambiguous',
        `"${number}" names lots of ${rows.map(row => row.material).join(', ')}: say which material.`,
        `${pointer}/material`,
      )
    const row = rows[0]
    if (!row)
      throw new Refusal(
        'unknown-lot',
        `There is no lot "${number}"${reference.material ? ` of ${reference.material}` : ''} at site ${this.state.site}.`,
        `${pointer}/number`,
      )
    return row
  }

  private unlotted(reference: LotReference, pointer: string): string {
    if (reference.material !== undefined && this.material(reference.material, pointer).tracking === 'none') return UNLOTTED
    throw new Refusal('invalid-event', 'Say which lot: its number is missing.', `${pointer}/number`)
  }

  /** A quantity in the material's own unit; the factor that was used is frozen in the line. */
  measured(material: Material, quantity: Quantity, unit: string | undefined, pointer: string): Measured {
    if (unit === undefined || unit === material.unit) return { quantity }
    const known = material.units.find(entry => entry.unit === unit)
    if (!known)
      throw new Refusal(
        'unknown-unit',
        `${material.code} is kept in ${material.unit} and has no conversion from "${unit}": add it to the material first.`,
        `${pointer}/unit`,
      )
    return {
      quantity: converted(quantity, parseQuantity(known.factor), `${pointer}/quantity`),
      entered: { quantity: formatQuantity(quantity), unit, factor: known.factor },
    }
  }

  // ---- rules -----------------------------------------------------------------------------------------------------------

  /** A lot may be used or shipped only when no hold reaches it, or a concession covers them all, and it has not expired. */
  checkUsable(lot: LotRow, pointer: string, purpose?: Purpose): void {
    if (lot.material === UNIDENTIFIED)
      this.context.broken('lot-unidentified', `${lot.number} is not identified yet: say in Receive what it is, then use it.`, pointer)
    const holds = this.state.holdsOn(lot.id)
    if (holds.length > 0 && !this.isPermitted(lot, holds, purpose)) {
      this.context.broken(
        'lot-on-hold',
        `${lot.material} ${lot.number} is on hold (${holds.join(', ')}): ask quality before using it.`,
        pointer,
      )
    }
    if (lot.expiresAt !== null && this.at > lot.expiresAt) {
      this.context.broken(
        'lot-expired',
        `${lot.material} ${lot.number} expired on ${formatInstant(lot.expiresAt).slice(0, 10)}: take another lot.`,
        pointer,
      )
    }
  }

  private isPermitted(lot: LotRow, holds: readonly string[], purpose: Purpose | undefined): boolean {
    if (purpose === undefined) return false
    const permit = permitFor(this.state.concessionsOn(lot.id), { holds, purpose, at: this.at })
    if (permit && purpose !== 'prepare') this.permits.set(lot.id, permit)
    return permit !== undefined
  }

  /** What is taken of a lot that passes under a concession counts against it, in the same transaction. */
  private pass(lot: LotRow, quantity: Quantity, kind: MovementKind, pointer: string): Pick<Line, 'concession'> {
    const permit = this.permits.get(lot.id)
    if (!permit || !PASSING.has(kind)) return {}
    const before = this.passed.get(lot.id) ?? ZERO
    const granted = leftOf(permit, this.state.concessionsOn(lot.id).uses)
    if (granted !== null && add(before, quantity) > granted) {
      const said = { lot: `${lot.material} ${lot.number}`, left: subtract(granted, before), unit: lot.unit }
      this.context.broken('lot-on-hold', tooMuch(permit, said), pointer)
    }
    this.passed.set(lot.id, add(before, quantity))
    return { concession: permit.concession }
  }

  available(lot: LotRow): Quantity {
    let sum = this.state.onHand(lot.id)
    for (const delta of this.planned.get(key(lot))?.values() ?? []) sum = add(sum, delta)
    return sum
  }

  // ---- booking ---------------------------------------------------------------------------------------------------------

  /** Takes from where the lot lies: the named place first, then loose stock, then containers. More than is there is refused. */
  take(lot: LotRow, quantity: Quantity, kind: MovementKind, pointer: string, extra: Extra & { from?: string } = {}): void {
    const { from, ...said } = extra
    const rest = { ...said, ...this.pass(lot, quantity, kind, pointer) }
    const there = this.available(lot)
    this.checkWhole(lot, { quantity, there, kind }, pointer)
    const counted = materialNamed(this.state, lot.material, pointer).tracking !== 'none'
    if (quantity > there && counted && !this.context.sumsLater) {
      this.context.broken(
        'quantity-exceeds-balance',
        `${formatQuantity(quantity)} ${lot.unit} of ${lot.material} ${lot.number} asked for, ${formatQuantity(there)} on hand.`,
        pointer,
      )
    }
    if (this.at < lot.madeAt)
      this.context.note(
        'used-before-made',
        `${lot.material} ${lot.number} was used at ${formatInstant(this.at)}, but made or received at ${formatInstant(lot.madeAt)}: one of the times is wrong.`,
      )
    let open = quantity
    for (const [place, quantityThere] of this.placesOf(lot, from)) {
      if (open === 0n) break
      const part = least(open, quantityThere)
      this.book(lot, kind, negate(part), place, rest)
      open = subtract(open, part)
    }
    // What the books do not have but was used all the same leaves a negative balance, and says so.
    if (open > 0n) this.book(lot, kind, negate(open), from ?? '', rest)
  }

  /** Of a lot that stands for a series nobody could say which serials went: they are named, or all of it goes. */
  private checkWhole(
    lot: LotRow,
    { quantity, there, kind }: { quantity: Quantity; there: Quantity; kind: MovementKind },
    pointer: string,
  ): void {
    if (WHOLE.has(kind)) checkPiece(lot, { quantity, there }, pointer)
    if (kind !== 'serialized') this.checkNamed(lot, { quantity, there: WHOLE.has(kind) ? there : undefined }, pointer)
  }

  /** So many of a series are none that could be told from the others, unless it is all that are there. */
  checkNamed(lot: LotRow, { quantity, there }: { quantity: Quantity; there: Quantity | undefined }, pointer: string): void {
    if (rangeOf(lot) === undefined || quantity === there) return
    throw new Refusal(
      'invalid-event',
      `${lot.number} stands for a series of serials: name those that are meant, one by one or from the first to the last (A007..A010).`,
      pointer,
    )
  }

  private placesOf(lot: LotRow, preferred: string | undefined): [string, Quantity][] {
    const places = this.state.places(lot.id)
    const planned = this.planned.get(key(lot))
    // Most lots lie in one place, and an event seldom takes of one twice: then there is nothing to put in order.
    if (!planned && places.size <= 1)
      return [...places].map(([place, row]) => [place, row.quantity] as [string, Quantity]).filter(isThereAt)
    const sums = new Map([...places].map(([place, row]) => [place, row.quantity]))
    for (const [place, delta] of planned ?? []) sums.set(place, add(sums.get(place) ?? ZERO, delta))
    const drewAt = this.context.drewAt?.(lot.id)
    const rank = (place: string): string =>
      `${place === preferred ? 0 : place === drewAt ? 1 : place.startsWith('container:') ? 3 : 2}${place}`
    const inOrder = [...sums].filter(isThereAt).sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
    return this.command.late ? this.asItLay(lot, inOrder, place => place === preferred || place === drewAt) : inOrder
  }

  /** What is told late was taken of what lay there then: what has come since, such as goods that were returned, comes last. */
  private asItLay(lot: LotRow, places: [string, Quantity][], isSaid: (place: string) => boolean): [string, Quantity][] {
    if (places.length < 2) return places
    const then = this.state.placesAt(lot.id, { at: this.at, ord: this.context.ord })
    const old = places.map(([place, quantity]): [string, Quantity] => [
      place,
      isSaid(place) ? quantity : least(quantity, largest(then.get(place) ?? ZERO, ZERO)),
    ])
    const since = places.map(([place, quantity], index): [string, Quantity] => [place, subtract(quantity, old[index]?.[1] ?? ZERO)])
    return [...old, ...since].filter(isThereAt)
  }

  put(lot: Bookable, quantity: Quantity, kind: MovementKind, place: string, extra: Extra = {}): void {
    this.book(lot, kind, quantity, place, extra)
  }

  /** A line that says something about a lot without moving it. */
  note(lot: LotRow, kind: MovementKind, extra: Extra = {}): void {
    const permit = kind === 'loaded' ? this.permits.get(lot.id) : undefined
    if (permit && permit.quantity !== null)
      this.context.broken(
        'lot-on-hold',
        `${lot.material} ${lot.number} passes under concession ${permit.concession}: say how much is loaded.`,
        '/quantity',
      )
    this.effect.lines.push({ material: lot.material, number: lot.number, kind, delta: ZERO, place: '', ...extra })
  }

  /** Out of wherever it lies, into the place: lines that cancel out. Loose stock first, containers only where `loose` is not asked. */
  relocate(lot: LotRow, quantity: Quantity, to: string, pointer: string, options: { only?: string; loose?: boolean } = {}): void {
    const available = this.available(lot)
    checkPiece(lot, { quantity, there: available }, pointer)
    this.checkNamed(lot, { quantity, there: available }, pointer)
    let open = quantity
    for (const [place, there] of this.placesOf(lot, options.only)) {
      if (place === to || (options.only !== undefined && place !== options.only) || (options.loose && place.startsWith('container:')))
        continue
      const part = least(open, there)
      if (part <= 0n) break
      this.book(lot, 'moved', negate(part), place, {})
      this.book(lot, 'moved', part, to, {})
      open = subtract(open, part)
    }
    if (open > 0n)
      this.context.broken(
        'quantity-exceeds-balance',
        `Only ${formatQuantity(subtract(quantity, open))} ${lot.unit} of ${lot.material} ${lot.number} can be moved there.`,
        pointer,
      )
  }

  private book(lot: Bookable, kind: MovementKind, delta: Quantity, place: string, extra: Extra): void {
    this.effect.lines.push({ material: lot.material, number: lot.number, kind, delta, place, ...extra })
    this.plan(lot, place, delta)
  }

  private plan(lot: Bookable, place: string, delta: Quantity): void {
    const places = this.planned.get(key(lot)) ?? new Map<string, Quantity>()
    places.set(place, add(places.get(place) ?? ZERO, delta))
    this.planned.set(key(lot), places)
  }

  // ---- making ----------------------------------------------------------------------------------------------------------

  /** The lot that an event adds to or makes: an existing lot of the same number takes more in, a serial never. */
  addOrMake(material: Material, lot: MadeLot, facts: MakingFacts, pointer: string): Bookable {
    const existing = lot.number === undefined ? undefined : this.existing(material.code, lot.number)
    if (existing && isThere(existing)) {
      if (existing.kind === 'serial')
        throw new Refusal(
          'lot-exists',
          `Serial ${existing.number} of ${material.code} exists already: a serial is made once.`,
          `${pointer}/number`,
        )
      checkNoSeries(existing, `${pointer}/number`)
      return this.addTo(existing, material, lot, facts)
    }
    return this.madeHere(material, lot, `${pointer}/number`) ?? this.make(material, lot, facts, `${pointer}/number`)
  }

  /** Named a second time in the event that makes it, a lot takes in what is said there as well, as one that was there before does. */
  private madeHere(material: Material, lot: MadeLot, pointer: string): MadeLotFact | undefined {
    const made = this.effect.made.find(one => one.material === material.code && one.number === lot.number)
    if (made?.kind === 'serial')
      throw new Refusal('lot-exists', `Serial ${made.number} of ${made.material} is named twice here: a serial is made once.`, pointer)
    if (made) this.nameAlso(made, lot)
    return made
  }

  /**
   * More of a lot that is there. Only what takes the place of the event that first made it says anew what is said of it; what it is called
   * there is a name of it as well.
   */
  addTo(existing: LotRow, material: Material, lot: MadeLot, facts: MakingFacts): Bookable {
    if (this.isFirst(existing)) return this.said(material, existing.number, lot, facts)
    this.nameAlso(existing, lot)
    return existing
  }

  private nameAlso({ material, number }: { material: string; number: string }, lot: MadeLot): void {
    const identifiers = [...namesOf(lot), ...named('heat', lot.heat)]
    if (identifiers.length > 0) this.effect.named.push({ material, number, identifiers })
  }

  isFirst = ({ since }: LotRow): boolean => this.context.replacing === true && since === this.context.ord

  /** A lot under a number that must still be free (`pointer` says where it stands); without a number, the next one by the material's rule. */
  make(material: Material, lot: MadeLot, facts: MakingFacts, pointer: string): Bookable {
    const number = this.takeNumber(material, lot.number, facts, pointer)
    if (material.tracking === 'serial') this.checkOutsideSeries(material.code, number, pointer)
    return this.said(material, number, lot, facts)
  }

  private said(material: Material, number: string, lot: MadeLot, facts: MakingFacts): MadeLotFact {
    const expiresAt = facts.expiresAt ?? this.expiryOf(material, lot, facts)
    const heat = lot.heat ?? facts.heat
    const attributes = (lot.attributes as Json | undefined) ?? facts.attributes
    const identifiers = namesOf(lot)
    const made: MadeLotFact = {
      material: material.code,
      number,
      kind: material.tracking === 'serial' ? 'serial' : 'lot',
      unit: material.unit,
      homogeneous: material.homogeneous,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(facts.vendor === undefined ? {} : { vendor: facts.vendor }),
      ...(facts.vendorLot === undefined ? {} : { vendorLot: facts.vendorLot }),
      ...(heat === undefined ? {} : { heat }),
      ...(facts.workOrder === undefined ? {} : { workOrder: facts.workOrder }),
      ...(attributes === undefined ? {} : { attributes }),
      ...(facts.inherits === 'silently' ? { inherits: true } : {}),
      ...(identifiers.length === 0 ? {} : { identifiers }),
    }
    this.effect.made.push(made)
    this.made.add(key(made))
    return made
  }

  /** One lot that stands for all of them, however many: a serial becomes a lot of its own when it is first named. */
  makeSeries(
    material: Material,
    { range, lot, facts, within }: { range: SerialRange; lot: MadeLot; facts: MakingFacts; within?: Series },
    pointer: { serials: string; number: string },
  ): { lot: Bookable; size: Quantity } {
    if (material.tracking !== 'serial')
      throw new Refusal('invalid-event', `${material.code} is tracked by ${material.tracking}, not by serial.`, pointer.serials)
    const series = seriesNamed(range, pointer.serials)
    const number = lot.number ?? rangeText(range)
    if (!isLotNumber(number))
      throw new Refusal('invalid-event', 'The ends are too long to name the lot by them: give the lot a number.', pointer.number)
    this.checkSeriesFree(
      { material: material.code, ...range, of: this.existing(material.code, number)?.id ?? null },
      within,
      pointer.serials,
    )
    const made = this.make(
      { ...material, tracking: 'lot' },
      {
        ...lot,
        number,
        attributes: { ...(facts.attributes as object | undefined), ...lot.attributes, [SERIES_KIND]: { from: range.from, to: range.to } },
        identifiers: [...(lot.identifiers ?? []), { kind: SERIES_KIND, value: seriesText(range) }],
      },
      facts,
      pointer.number,
    )
    return { lot: made, size: parseQuantity(sizeOf(series)) }
  }

  private checkSeriesFree(asked: Omit<AskedSeries, 'within'>, within: Series | undefined, pointer: string): void {
    const taken = this.state.takenOf({ ...asked, within: within === undefined ? null : endsOf(within) })
    if (taken === null) return
    const rest = restWithout(asked, taken)
    throw new Refusal(
      'lot-exists',
      within === undefined
        ? `${asked.material} ${taken} is in this series already: name the rest without it.`
        : `${taken} is a lot of its own already: name the rest without it${rest === '' ? '' : ` (${rest})`}.`,
      pointer,
    )
  }

  /** The next so many numbers by the material's rule, as a series that stays one lot. */
  drawSeries(material: Material, count: number, facts: MakingFacts, pointer: string): SerialRange {
    const { counter, pattern } = this.counter(material, facts)
    const first = (this.numbers.get(pattern) ?? this.state.lastNumber(pattern)) + 1
    const range = seriesByRule(counter, { first, count })
    if (!range)
      throw new Refusal(
        'invalid-event',
        `The numbering rule of ${material.code} gives no plain series of ${count}: say the first and the last serial.`,
        pointer,
      )
    this.draw(pattern, first + count - 1)
    return range
  }

  /** What a series stands for is taken, but for whoever takes it out of this very series. */
  private checkOutsideSeries(material: string, number: string, pointer: string): void {
    const from = this.serializing
    const isOuter = (lot: LotRow): boolean => {
      const range = rangeOf(lot)
      return from !== undefined && range !== undefined && contains(range, from)
    }
    const series = this.state.seriesWith(number).find(lot => lot.material === material && isThere(lot) && !isOuter(lot))
    if (!series) return
    throw new Refusal('lot-exists', `Serial ${number} of ${material} is in the series ${series.number}: it is there already.`, pointer)
  }

  /** The stated number, which must be free, or the next one by the material's rule. */
  takeNumber(material: Material, stated: string | undefined, facts: MakingFacts, pointer: string): string {
    const number = stated ?? this.nextNumber(material, facts, pointer)
    this.checkFree(material.code, number, pointer)
    return number
  }

  private existing(material: string, number: string): LotRow | undefined {
    return this.state.lotsNumbered(number).find(row => row.material === material)
  }

  /** A number is taken by a lot that has it, by one that had it, and by one this event has just made. */
  checkFree(material: string, number: string, pointer: string): void {
    const taken = this.isTaken(material, number)
    if (taken) throw new Refusal('lot-exists', `${material} ${number} exists already: choose another number.`, pointer)
  }

  private isTaken(material: string, number: string): boolean {
    const own = this.made.has(`${material}\u0000${number}`)
    const now = this.state.lotsNumbered(number).some(row => row.material === material && isThere(row))
    return own || now || (this.state.renumbered && this.state.formerlyNumbered(number).some(row => row.material === material))
  }

  private nextNumber(material: Material, facts: MakingFacts, pointer: string): string {
    const { counter, pattern } = this.counter(material, facts)
    let running = this.numbers.get(pattern) ?? this.state.lastNumber(pattern)
    let number: string
    do {
      number = numberAt(counter, ++running)
      if (isPassedOver(counter, running)) continue
      this.lookAhead(counter, { first: this.state.lastNumber(pattern), running }, number)
    } while (isPassedOver(counter, running) || this.isTaken(material.code, number))
    checkGenerated(number, material.code, pointer)
    this.draw(pattern, running)
    return number
  }

  private counter(material: Material, facts: MakingFacts): { counter: string; pattern: string } {
    const counter = counterOf(material.numbering ?? DEFAULT_PATTERN, {
      material: material.code,
      site: this.state.site,
      workOrder: facts.workOrder,
      workCenter: this.command.workCenter,
      at: this.at,
    })
    return { counter, pattern: `${material.code}\u001f${counter}` }
  }

  private draw(pattern: string, last: number): void {
    this.numbers.set(pattern, last)
    this.effect.numbered = [...this.effect.numbered.filter(entry => entry.pattern !== pattern), { pattern, last }]
  }

  /** Whether a number is free is looked up for many at once: a series would else ask for each. */
  private lookAhead(counter: string, { first, running }: { first: number; running: number }, number: string): void {
    if (this.state.lotsByNumber.has(number)) return
    // As many again as were passed over already: a long row of taken numbers is behind us after a few rounds.
    const count = Math.max(this.numbersAhead, running - first)
    throw new Missing(wanted => {
      for (let ahead = 0; ahead < count; ahead++) wanted.lot(numberAt(counter, running + ahead))
    })
  }

  /** A part of something does not begin to age when it is parted. */
  private expiryOf(material: Material, lot: MadeLot, { inherits }: MakingFacts): number | undefined {
    if (lot.expiresAt !== undefined) return parseExpiry(lot.expiresAt)
    return inherits === undefined ? this.shelfLife(material) : undefined
  }

  private shelfLife(material: Material): number | undefined {
    return material.shelfLifeDays === undefined ? undefined : addDays(this.at, material.shelfLifeDays)
  }
}

export interface MakingFacts {
  vendor?: string | undefined
  vendorLot?: string | undefined
  workOrder?: string | undefined
  expiresAt?: number | undefined
  heat?: string | undefined
  attributes?: Json | undefined
  /** It is part of another lot, or of several; found by their vendor lot and heat only where it is `named` by them, too. */
  inherits?: 'silently' | 'named'
}

/** A lot all of whose makings were voided is gone: its number is free again, its row waits to be made anew. */
export const isThere = (row: LotRow): boolean => row.makings > 0

const largest = (a: Quantity, b: Quantity): Quantity => (a > b ? a : b)
const isThereAt = ([, quantity]: [string, Quantity]): boolean => quantity > 0n

const named = (kind: string, value: string | undefined): { kind: string; value: string }[] => (value === undefined ? [] : [{ kind, value }])
const namesOf = ({ identifiers = [], customerLot, dateCode }: MadeLot): { kind: string; value: string }[] => [
  ...identifiers,
  ...named('customerLot', customerLot),
  ...named('dateCode', dateCode),
]
const key = (lot: Bookable): string => `${lot.material}\u0000${lot.number}`

/** What a rule makes must be a number that scanners and senders may name: parts of it come from codes that may hold more. */
function checkGenerated(number: string, material: string, pointer: string): void {
  if (isLotNumber(number)) return
  throw new Refusal(
    'invalid-event',
    `The numbering rule of ${material} gives ${JSON.stringify(number)}, which cannot be a lot number: change the rule, or state a number.`,
    pointer,
  )
}

/** A conversion may neither lose a quantity altogether nor blow it up beyond what is kept. */
function converted(quantity: Quantity, factor: Quantity, pointer: string): Quantity {
  try {
    const result = multiply(quantity, factor)
    if (result !== 0n || quantity === 0n) return result
    throw new QuantityError('converted, it is less than the smallest quantity that is kept')
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error
    throw new Refusal('invalid-event', `${pointer}: ${error.message}.`, pointer)
  }
}

/** A serial is a lot of one. */
export function checkSerialQuantity(material: Material, quantity: Quantity, pointer: string): void {
  if (material.tracking === 'serial' && quantity !== ONE && quantity !== ZERO) {
    throw new Refusal(
      'invalid-event',
      `${material.code} is tracked by serial: each serial is a quantity of 1, not ${formatQuantity(quantity)}.`,
      pointer,
    )
  }
}
export const ONE = parseQuantity(1)

/** How a series may go as a whole without being taken apart. */
const WHOLE: ReadonlySet<MovementKind> = new Set(['shipped', 'sentBack', 'scrapped', 'adjusted'])

/** Half a serial is no piece. What an older event left of one may still go. */
function checkPiece(lot: LotRow, { quantity, there }: { quantity: Quantity; there: Quantity }, pointer: string): void {
  if (lot.kind === 'serial' && quantity !== there && quantity % ONE !== 0n)
    throw new Refusal('invalid-event', `${lot.number} is a serial: it goes whole or not at all.`, pointer)
}

/** The series a lot stands for, as the event said that made it. */
export const rangeOf = (lot: Pick<LotRow, 'kind' | 'attributes'>): Series | undefined =>
  lot.kind === 'serial' ? undefined : seriesIn(lot.attributes)

export function checkNoSeries(lot: LotRow, pointer: string): void {
  if (rangeOf(lot) === undefined) return
  throw new Refusal('lot-exists', `${lot.number} stands for a series of serials: nothing is added to it.`, pointer)
}

const endsOf = (series: Series): SerialRange => ({ from: memberOf(series, series.first), to: memberOf(series, series.last) })

/** What of a series could be named instead, where it can be said. */
function restWithout(asked: SerialRange, taken: string): string {
  const [series, without] = [seriesOf(asked), seriesNamedBy(taken)]
  if (!series || !without || without.prefix !== series.prefix || without.width !== series.width) return ''
  return restOf(series, [without]).map(nameOf).join(', ')
}

/** A series that is made within a batch would not be seen by those who make single serials in it: it is decided alone. */
export const makesSeries = ({ effect }: Fact): boolean => effect.made.some(lot => seriesIn(lot.attributes) !== undefined)
