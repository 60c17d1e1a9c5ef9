import { formatQuantity, least, negate, parseQuantity, type Quantity, subtract, total, ZERO } from '../../base/quantity.ts'
import { Refusal } from '../../base/refusal.ts'
import { contains, isIn, nameOf, rangeText, type Series } from '../../base/series.ts'
import { ssccOf } from '../../base/sscc.ts'
import { identify } from '../../ledger/apply.ts'
import { emptyEffect, type Fact } from '../../ledger/fact.ts'
import type { Handler } from '../../ledger/handler.ts'
import type { KnownEvent, State } from '../../ledger/state.ts'
import type { ContainerRow, LotRow, MovementRow } from '../../ledger/tables.ts'
import { type Bookable, checkNoSeries, checkSerialQuantity, Draft, makesSeries, ONE, rangeOf, wantLot } from '../booking/draft.ts'
import { linkLines } from '../booking/links.ts'
import { numberAt, rangeAsked, type SerialRange, serialNumbers, serialPointer, seriesNamed } from '../booking/numbering.ts'
import { inherited, mergedOf } from '../booking/parted.ts'
import { placeNamed } from '../booking/places.ts'
import { SETTINGS, type SiteSettings } from '../booking/records.ts'
import { isKeptHeld, keepHeld, staying } from '../containment/staying.ts'
import type { CommandOf } from '../events.ts'

// ---- split, merge, serialize: the same material under other numbers -----------------------------------------------------------

export const splitHandler: Handler<CommandOf<'split'>> = {
  changesGuard: isKeptHeld,
  names(command, wanted) {
    wantLot(wanted, command.lot)
    for (const part of command.into) wanted.lot(part.number)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const lot = draft.lot(command.lot, '/lot')
    const material = draft.material(lot.material, '/lot')
    if (lot.kind === 'serial') throw new Refusal('invalid-event', `${lot.number} is a serial: one piece cannot be split.`, '/lot')
    const parts = command.into.map((part, index) => ({
      number: part.number,
      quantity: draft.measured(material, part.quantity, part.unit, `/into/${index}`).quantity,
    }))
    draft.take(lot, total(parts.map(part => part.quantity)), 'split', '/into')
    const place = draft.effect.lines[0]?.place ?? ''
    parts.forEach((part, index) => {
      checkSerialQuantity(material, part.quantity, `/into/${index}/quantity`)
      draft.put(draft.make(material, { number: part.number }, inherited(lot), `/into/${index}/number`), part.quantity, 'split', place)
    })
    return settling(draft, staying(state, [lot]))
  },
  evolve(state, fact) {
    linkLines(state, fact, linesOf(state, fact, 'split'))
    keepHeld(state, fact)
  },
}

/** The effect, with what was settled besides; nothing is said of nothing. */
const settling = ({ effect }: Draft, settled: NonNullable<Fact['effect']['settled']>): Fact['effect'] =>
  Object.keys(settled as object).length === 0 ? effect : { ...effect, settled }

const linesOf = (state: State, fact: Fact, kind: MovementRow['kind']): MovementRow[] =>
  state.movementsOf(fact.since).filter(line => line.kind === kind)

export const mergeHandler: Handler<CommandOf<'merge'>> = {
  changesGuard: isKeptHeld,
  names(command, wanted) {
    for (const part of command.lots) wantLot(wanted, part.lot)
    wantLot(wanted, command.into)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const parts = command.lots.map((part, index) => ({ lot: draft.lot(part.lot, `/lots/${index}/lot`), part, pointer: `/lots/${index}` }))
    const first = parts[0]?.lot
    if (!first) throw new Refusal('invalid-event', 'Name the lots to merge.', '/lots')
    const material = draft.material(first.material, '/lots/0/lot')
    const other = parts.find(({ lot }) => lot.material !== first.material)
    if (other)
      throw new Refusal(
        'invalid-event',
        `Only lots of one material can be merged; ${other.lot.number} is ${other.lot.material}. Use transform to make something new.`,
        other.pointer,
      )
    let sum = ZERO
    for (const { lot, part, pointer } of parts) {
      draft.checkUsable(lot, `${pointer}/lot`)
      const quantity =
        part.quantity === undefined ? draft.available(lot) : draft.measured(material, part.quantity, part.unit, pointer).quantity
      if (quantity <= 0n) context.broken('quantity-exceeds-balance', `Nothing is left of ${lot.material} ${lot.number}.`, pointer)
      draft.take(lot, quantity, 'merged', `${pointer}/quantity`)
      sum = (sum + quantity) as Quantity
    }
    const facts = mergedOf(
      material,
      parts.map(({ lot }) => lot),
    )
    const into = draft.addOrMake(material, { number: command.into.number }, facts, '/into')
    draft.put(into, sum, 'merged', draft.effect.lines[0]?.place ?? '')
    const aged = agedBy(into, facts.expiresAt)
    const stays = staying(
      state,
      parts.map(({ lot }) => lot),
      into,
    )
    return settling(draft, { ...(aged ? { aged: { ...aged } } : {}), ...stays })
  },
  evolve(state, fact) {
    linkLines(state, fact, joining(linesOf(state, fact, 'merged')))
    const { aged } = (fact.effect.settled ?? {}) as { aged?: Aged }
    if (aged) age(state, { lot: aged.lot, from: aged.before, to: aged.after })
    keepHeld(state, fact)
  },
  revert(state, voided) {
    const { aged } = settledOf(voided) as { aged?: Aged }
    if (aged) age(state, { lot: aged.lot, from: aged.after, to: aged.before })
  },
}

/** A lot that others are merged into and that is named among them takes nothing of itself: that was in it already. */
function joining(lines: readonly MovementRow[]): MovementRow[] {
  const into = lines.find(({ delta }) => delta > 0n)
  if (!into) return [...lines]
  const own = lines.filter(line => line.lot === into.lot)
  const joined = own.reduce((sum, { delta }) => (sum + delta) as Quantity, ZERO)
  return [...lines.filter(line => line.lot !== into.lot), ...(joined > 0n ? [{ ...into, delta: joined }] : [])]
}

interface Aged {
  lot: { material: string; number: string }
  before: number | null
  after: number
}

/** What is merged into a lot that is there makes it expire no later than itself. */
function agedBy(into: Bookable | LotRow, earliest: number | undefined): Aged | undefined {
  if (!('expiresAt' in into) || into.id === undefined || earliest === undefined) return undefined
  const { material, number, expiresAt } = into
  return expiresAt !== null && expiresAt <= earliest ? undefined : { lot: { material, number }, before: expiresAt, after: earliest }
}

function age(state: State, { lot, from, to }: { lot: Aged['lot']; from: number | null; to: number | null }): void {
  const row = state.lotsNumbered(lot.number).find(({ material }) => material === lot.material)
  if (row?.expiresAt === from) state.update('lot', row, { expiresAt: to })
}

export const serializeHandler: Handler<CommandOf<'serialize'>> = {
  changesGuard: fact => makesSeries(fact) || isKeptHeld(fact),
  names(command, wanted) {
    wantLot(wanted, command.lot)
    for (const number of numbersIn(command.serials)) wanted.lot(number)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const lot = draft.lot(command.lot, '/lot')
    const made = serialsMade(draft, lot, command)
    const gone = goneWith(draft, lot, total(made.map(({ quantity }) => quantity)))
    if (gone) {
      draft.put(lot, negate(total(made.map(({ quantity }) => quantity))), 'serialized', gone.place)
    } else draft.take(lot, total(made.map(({ quantity }) => quantity)), 'serialized', '/serials')
    const place = draft.effect.lines[0]?.place ?? ''
    for (const { lot: serial, quantity } of made) draft.put(serial, quantity, 'serialized', place)
    return settling(draft, { ...(gone ? { gone: gone.rows } : {}), ...staying(state, [lot]) })
  },
  evolve(state, fact) {
    linkLines(state, fact, linesOf(state, fact, 'serialized'))
    partFromGone(state, fact)
    keepHeld(state, fact)
  },
}

const numbersIn = (serials: CommandOf<'serialize'>['serials']): string[] => {
  const range = rangeAsked(serials)
  if (range) return [rangeText(range)]
  try {
    return serialNumbers(serials, '/serials')
  } catch {
    return [] // decide says what is wrong
  }
}

/** Each serial a lot of its own; of a series that is asked to stay one, one lot for all of it. */
function serialsMade(draft: Draft, lot: LotRow, { serials }: CommandOf<'serialize'>): { lot: Bookable; quantity: Quantity }[] {
  const series = rangeOf(lot)
  const range = rangeAsked(serials)
  const material = { ...draft.material(lot.material, '/lot'), tracking: 'serial' as const }
  // A serial is nothing but what it was taken out of, so it is found by the same names.
  const facts = { ...inherited(lot), inherits: 'named' as const }
  if (range) {
    checkInside(lot, series, range)
    const made = draft.makeSeries(material, { range, lot: {}, facts, ...(series ? { within: series } : {}) }, AT_SERIALS)
    return [{ lot: made.lot, quantity: made.size }]
  }
  const numbers = serialNumbers(serials, '/serials')
  checkInRange(lot, series, numbers, serials)
  draft.serializing = series
  return numbers.map((number, index) => ({
    lot: draft.make(material, { number }, facts, serialPointer(serials, index)),
    quantity: ONE,
  }))
}
const AT_SERIALS = { serials: '/serials', number: '/serials' }

function checkInside(lot: LotRow, series: Series | undefined, range: SerialRange): void {
  if (series === undefined || contains(series, seriesNamed(range, '/serials'))) return
  throw new Refusal('invalid-event', `${rangeText(range)} is not all in the series ${lot.number}, which is ${nameOf(series)}.`, '/serials')
}

/**
 * All of a series has gone, and then a serial of it is named: it went with the rest. It is taken out as of the moment at which the rest
 * went, and what took the rest took it.
 */
function goneWith(draft: Draft, lot: LotRow, quantity: Quantity): { place: string; rows: PartedRow[] } | undefined {
  if (rangeOf(lot) === undefined || draft.available(lot) > ZERO) return undefined
  const rows = draft.state.goneOf(lot.id)
  const [last] = rows
  if (!last || draft.at > last.at) return undefined
  const parted: PartedRow[] = []
  let open = quantity
  for (const row of rows.filter(({ at, ord }) => at === last.at && ord === last.ord)) {
    const part = least(open, negate(row.delta))
    if (part > ZERO) parted.push({ since: row.since, line: row.line, quantity: formatQuantity(part) })
    open = subtract(open, part)
  }
  return open > ZERO ? undefined : { place: last.place, rows: parted }
}

// An interface would be no JSON to the compiler.
type PartedRow = { since: number; line: number; quantity: string }

function partFromGone(state: State, fact: Fact): void {
  const parted = (fact.effect.settled as { gone?: PartedRow[] } | undefined)?.gone
  if (!parted) return
  const [series, ...made] = state.movementsOf(fact.since).filter(({ kind }) => kind === 'serialized')
  if (!series) throw new Error('serials were taken out of nothing')
  const rows = parted.map(({ since, line, quantity }) => {
    const row = state.goneOf(series.lot).find(other => other.since === since && other.line === line)
    if (!row) throw new Error(`the ledger has no movement ${since}/${line} of lot ${series.lot} to part`)
    return { row, open: parseQuantity(quantity) }
  })
  for (const { lot, delta } of made) {
    let open = delta
    for (const entry of rows) {
      const quantity = least(open, entry.open)
      if (quantity <= ZERO) continue
      entry.row = state.partMovement(entry.row, { lot, quantity, since: fact.since, ord: fact.ord })
      entry.open = subtract(entry.open, quantity)
      open = subtract(open, quantity)
    }
  }
}

/** A lot that stands for a series becomes only what it stands for. */
function checkInRange(lot: LotRow, range: Series | undefined, serials: readonly string[], sent: CommandOf<'serialize'>['serials']): void {
  const outside = range === undefined ? -1 : serials.findIndex(number => !isIn(range, number))
  if (outside < 0) return
  throw new Refusal('invalid-event', `${serials[outside]} is not in the series ${lot.number}.`, serialPointer(sent, outside))
}

/** What an event settled, as the ledger keeps it. */
const settledOf = ({ body }: KnownEvent): unknown => (JSON.parse(body ?? '{}') as { effect?: { settled?: unknown } }).effect?.settled ?? {}

// ---- renumber -------------------------------------------------------------------------------------------------------------------

export const renumberHandler: Handler<CommandOf<'renumber'>> = {
  names(command, wanted) {
    wantLot(wanted, command.lot)
    wanted.lot(command.number)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const lot = draft.lot(command.lot, '/lot')
    if (lot.number === command.number) throw new Refusal('invalid-event', `${lot.number} has this number already.`, '/number')
    draft.checkFree(lot.material, command.number, '/number')
    // A number whose every making was voided waits for the lot to be made anew: no other lot may take its row's place.
    if (state.lotsNumbered(command.number).some(row => row.material === lot.material && row.number === command.number)) {
      throw new Refusal('lot-exists', `${lot.material} ${command.number} was recorded before: choose another number.`, '/number')
    }
    return { ...emptyEffect(), settled: { material: lot.material, former: lot.number } }
  },
  evolve(state, fact) {
    const { material, former } = fact.effect.settled as { material: string; former: string }
    const lot = state.lotsNumbered(former).find(row => row.material === material)
    if (!lot) throw new Error(`renumber names ${material}/${former}, which the ledger never made`)
    identify(state, fact, lot, 'formerNumber', former)
    state.renumberLot(lot, fact.command.number)
  },
  revert(state, voided) {
    const body = JSON.parse(voided.body ?? '{}') as { number: string; replacement?: { number: string } }
    const { material, former } = settledOf(voided) as { material: string; former: string }
    const number = body.replacement?.number ?? body.number
    const lot = state.lotsNumbered(number).find(row => row.material === material && row.number === number)
    if (!lot) throw new Refusal('used-downstream', 'The lot was renumbered again later: correct that first.', '/event')
    state.giveBackNumber(lot, former)
  },
}

// ---- where it lies --------------------------------------------------------------------------------------------------------------

export const moveHandler: Handler<CommandOf<'move'>> = {
  names(command, wanted) {
    wantLot(wanted, command.lot)
    wanted.container(command.container)
    wanted.location(command.to)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const place = placeNamed(state, command.to, '/to')
    if ((command.lot === undefined) === (command.container === undefined))
      throw new Refusal('invalid-event', 'Say what moves: a lot or a container.', '/lot')
    if (command.container !== undefined) {
      theContainer(state, command.container, '/container')
      if (place.startsWith('container:')) checkNesting(state, command.container, command.to, '/to')
      return { ...emptyEffect(), settled: { place } }
    }
    const lot = draft.lot(command.lot ?? {}, '/lot')
    const all = subtract(draft.available(lot), state.places(lot.id).get(place)?.quantity ?? ZERO)
    const quantity =
      command.quantity === undefined
        ? all
        : draft.measured(draft.material(lot.material, '/lot'), command.quantity, command.unit, '').quantity
    if (quantity <= 0n && command.quantity === undefined && draft.available(lot) <= 0n)
      context.broken('quantity-exceeds-balance', `Nothing is left of ${lot.material} ${lot.number}.`, '/lot')
    if (quantity > 0n) draft.relocate(lot, quantity, place, '/quantity')
    return { ...draft.effect, settled: { place } }
  },
  evolve(state, fact) {
    const { container } = fact.command
    if (container === undefined) return
    const { place } = fact.effect.settled as { place: string }
    const inside = place.startsWith('container:') ? place.slice('container:'.length) : null
    state.setContainer({ site: state.site, container, parent: inside, place: inside === null ? place : '', since: fact.since, until: null })
  },
}

function theContainer(state: State, code: string, pointer: string): void {
  if (!state.container(code))
    throw new Refusal('unknown-container', `There is no container "${code}" at site ${state.site}: pack something into it first.`, pointer)
}

function checkNesting(state: State, inner: string, outer: string, pointer: string): void {
  for (let code: string | null = outer, depth = 0; code !== null; code = state.container(code)?.parent ?? null, depth++) {
    if (code === inner) throw new Refusal('container-cycle', `${inner} cannot go into ${outer}: ${outer} is inside it.`, pointer)
    if (depth > 50) throw new Refusal('container-cycle', 'Containers nest at most 50 deep.', pointer)
  }
}

/** None of them may come to stand in itself or in what is inside it. */
function checkStanding(state: State, containers: readonly string[], place: string): void {
  if (!place.startsWith('container:')) return
  for (const code of containers) checkNesting(state, code, place.slice('container:'.length), '/to')
}

export const packHandler: Handler<CommandOf<'pack'>> = {
  names(command, wanted) {
    wanted.container(command.container)
    if (command.container === undefined) wanted.master('settings', SETTINGS)
    for (const content of command.contents) {
      if ('lot' in content) wantLot(wanted, content.lot)
      else wanted.container(content.container)
    }
    if (command.to !== undefined) wanted.location(command.to)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const container = command.container ?? numberedContainer(draft)
    const inside = `container:${container}`
    const place = command.to === undefined ? null : placeNamed(state, command.to, '/to')
    state.container(container)
    if (place !== null)
      checkStanding(state, [container, ...command.contents.flatMap(content => ('container' in content ? [content.container] : []))], place)
    command.contents.forEach((content, index) => {
      const pointer = `/contents/${index}`
      if (!('lot' in content)) {
        theContainer(state, content.container, pointer)
        checkNesting(state, content.container, container, pointer)
        return
      }
      const lot = draft.lot(content.lot, `${pointer}/lot`)
      draft.checkUsable(lot, `${pointer}/lot`, 'prepare')
      const elsewhere = subtract(draft.available(lot), state.places(lot.id).get(inside)?.quantity ?? ZERO)
      const quantity =
        content.quantity === undefined
          ? elsewhere
          : draft.measured(draft.material(lot.material, pointer), content.quantity, content.unit, pointer).quantity
      if (quantity <= 0n) context.broken('quantity-exceeds-balance', `Nothing of ${lot.material} ${lot.number} is left to pack.`, pointer)
      draft.relocate(lot, quantity, inside, `${pointer}/quantity`)
    })
    return { ...draft.effect, settled: { place, ...(command.container === undefined ? { numberedContainer: container } : {}) } }
  },
  evolve(state, fact) {
    const { contents } = fact.command
    const { place, numberedContainer: numbered = '' } = fact.effect.settled as { place: string | null; numberedContainer?: string }
    const container = fact.command.container ?? numbered
    const before = state.container(container)
    const again = place === null && hasLeft(state, before) ? packedFrom(state, fact) : null
    if (!before || place !== null || again !== null) setPlace(state, fact, container, place ?? again ?? before?.place ?? '')
    for (const content of contents) {
      if ('container' in content)
        state.setContainer({ site: state.site, container: content.container, parent: container, place: '', since: fact.since, until: null })
    }
  },
}

/** By itself, or inside what has. */
function hasLeft(state: State, container: ContainerRow | null): boolean {
  let outer = container
  while (outer && outer.parent !== null) outer = state.container(outer.parent)
  return outer?.place.startsWith('shipment:') ?? false
}

/** What went out with a customer and is packed anew has come back: it stands where the goods were that went into it. */
const packedFrom = (state: State, fact: Fact): string | null =>
  state.movementsOf(fact.since).find(({ delta, place }) => delta < 0n && place.startsWith('location:'))?.place ?? ''

/** A number no container has: an SSCC where the site has a GS1 company prefix, else a plain running number. */
function numberedContainer({ state, effect }: Draft): string {
  const settings = (state.master('settings', SETTINGS)?.body ?? {}) as SiteSettings
  const pattern =
    settings.gs1CompanyPrefix === undefined ? 'container' : `sscc\u001f${settings.ssccExtension ?? 0}${settings.gs1CompanyPrefix}`
  let last = state.lastNumber(pattern)
  let code: string
  do code = containerNumber(settings, ++last)
  while (state.container(code))
  effect.numbered = [...effect.numbered, { pattern, last }]
  return code
}

function containerNumber({ gs1CompanyPrefix, ssccExtension = 0 }: SiteSettings, running: number): string {
  if (gs1CompanyPrefix === undefined) return numberAt('C-{seq:6}{check}', running)
  const sscc = ssccOf({ prefix: gs1CompanyPrefix, extension: ssccExtension }, running)
  if (sscc !== undefined) return sscc
  throw new Refusal(
    'invalid-event',
    `All container numbers under the GS1 company prefix ${gs1CompanyPrefix} with extension ${ssccExtension} are used up: set another extension digit.`,
    '/container',
  )
}

function setPlace(state: State, fact: Fact, container: string, place: string): void {
  const parent = place.startsWith('container:') ? place.slice('container:'.length) : null
  state.setContainer({ site: state.site, container, parent, place: parent === null ? place : '', since: fact.since, until: null })
}

export const unpackHandler: Handler<CommandOf<'unpack'>> = {
  names(command, wanted) {
    wanted.container(command.container)
    wanted.contents(command.container)
    for (const content of command.contents ?? []) {
      if ('lot' in content) wantLot(wanted, content.lot)
      else wanted.container(content.container)
    }
    if (command.to !== undefined) wanted.location(command.to)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    theContainer(state, command.container, '/container')
    const inside = `container:${command.container}`
    const place = command.to === undefined ? outerPlace(state, command.container) : placeNamed(state, command.to, '/to')
    const containers = unpackedContainers(state, command)
    checkStanding(state, containers, place)
    for (const { lot, quantity, pointer } of unpackedLots(draft, command)) draft.relocate(lot, quantity, place, pointer, { only: inside })
    return { ...draft.effect, settled: { place, containers } }
  },
  evolve(state, fact) {
    const { place, containers } = fact.effect.settled as { place: string; containers: string[] }
    for (const container of containers) setPlace(state, fact, container, place)
  },
}

function unpackedContainers(state: State, command: CommandOf<'unpack'>): string[] {
  const within = state.contentsOf(command.container).containers
  if (command.contents === undefined) return [...within]
  return command.contents.flatMap((content, index) => {
    if (!('container' in content)) return []
    if (!within.has(content.container))
      throw new Refusal('not-packed', `${content.container} is not in ${command.container}.`, `/contents/${index}`)
    return [content.container]
  })
}

function unpackedLots(draft: Draft, command: CommandOf<'unpack'>): { lot: LotRow; quantity: Quantity; pointer: string }[] {
  const inside = `container:${command.container}`
  const there = (lot: LotRow): Quantity => draft.state.places(lot.id).get(inside)?.quantity ?? ZERO
  if (command.contents === undefined) {
    return [...draft.state.contentsOf(command.container).lots]
      .map(id => draft.state.lot(id))
      .filter(lot => there(lot) > 0n)
      .map(lot => ({ lot, quantity: there(lot), pointer: '/container' }))
  }
  return command.contents.flatMap((content, index) => {
    if (!('lot' in content)) return []
    const pointer = `/contents/${index}`
    const lot = draft.lot(content.lot, `${pointer}/lot`)
    if (there(lot) <= 0n) throw new Refusal('not-packed', `${lot.material} ${lot.number} is not in ${command.container}.`, pointer)
    return [
      {
        lot,
        pointer,
        quantity:
          content.quantity === undefined
            ? there(lot)
            : draft.measured(draft.material(lot.material, pointer), content.quantity, content.unit, pointer).quantity,
      },
    ]
  })
}

/** Where a container stands: its own place, or that of the one it is in. */
export function outerPlace(state: State, container: string): string {
  for (let code: string | null = container; code !== null; ) {
    const row = state.container(code)
    if (row?.place) return row.place
    code = row?.parent ?? null
  }
  return ''
}

// ---- scrap, adjust, observe ---------------------------------------------------------------------------------------------------

export const scrapHandler: Handler<CommandOf<'scrap'>> = {
  names(command, wanted) {
    wantLot(wanted, command.lot)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const lot = draft.lot(command.lot, '/lot')
    const { quantity, entered } = draft.measured(draft.material(lot.material, '/lot'), command.quantity, command.unit, '')
    draft.take(lot, quantity, 'scrapped', '/quantity', {
      ...(entered ? { entered } : {}),
      ...(command.workCenter ? { from: `workCenter:${command.workCenter}` } : {}),
    })
    return draft.effect
  },
}

export const adjustHandler: Handler<CommandOf<'adjust'>> = {
  names(command, wanted) {
    wantLot(wanted, command.lot)
    if (command.location !== undefined) wanted.location(command.location)
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const lot = draft.lot(command.lot, '/lot')
    const place = command.location === undefined ? undefined : placeNamed(state, command.location, '/location')
    const { quantity } = draft.measured(draft.material(lot.material, '/lot'), command.quantity, command.unit, '')
    const counted = place === undefined ? draft.available(lot) : (state.places(lot.id).get(place)?.quantity ?? ZERO)
    const difference = subtract(quantity, counted)
    if (lot.kind === 'serial' && quantity !== ONE && quantity !== ZERO)
      throw new Refusal('invalid-event', `${lot.number} is a serial: it is there once or not at all.`, '/quantity')
    if (difference > 0n) checkNoSeries(lot, '/lot/number')
    if (difference < 0n) draft.take(lot, subtract(ZERO, difference), 'adjusted', '/quantity', place === undefined ? {} : { from: place })
    else draft.put(lot, difference, 'adjusted', place ?? whereItLies(state, lot))
    return draft.effect
  },
}

/** What is found without saying where is found where most of the lot lies. */
function whereItLies(state: State, lot: LotRow): string {
  const places = [...state.places(lot.id).values()].sort((a, b) =>
    a.quantity === b.quantity ? (a.place < b.place ? -1 : 1) : a.quantity > b.quantity ? -1 : 1,
  )
  return places[0]?.place ?? ''
}

export const observeHandler: Handler<CommandOf<'observe'>> = {
  names(command, wanted) {
    for (const entry of command.lots ?? []) wantLot(wanted, entry.lot)
    for (const container of command.containers ?? []) {
      wanted.container(container)
      wanted.contents(container)
    }
  },
  decide(state, command, context) {
    const draft = new Draft(state, command, context)
    const said =
      command.step === undefined && command.reference === undefined
        ? {}
        : { reference: [command.step, command.reference].filter(Boolean).join(' ') }
    command.lots?.forEach((entry, index) => draft.note(draft.lot(entry.lot, `/lots/${index}/lot`), 'observed', said))
    command.containers?.forEach((container, index) => {
      theContainer(state, container, `/containers/${index}`)
      for (const lot of contentsDeep(state, container)) draft.note(state.lot(lot), 'observed', said)
    })
    return draft.effect
  },
}

/** Every lot in a container and in the containers inside it. */
export function contentsDeep(state: State, container: string): Set<number> {
  const { lots, containers } = state.contentsOf(container)
  const all = new Set([...lots].filter(lot => (state.places(lot).get(`container:${container}`)?.quantity ?? ZERO) > 0n))
  for (const inner of containers) for (const lot of contentsDeep(state, inner)) all.add(lot)
  return all
}
