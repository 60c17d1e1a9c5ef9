import { add, parseQuantity, type Quantity, subtract, ZERO } from '../../base/quantity.ts'
import type { CaptureEvent } from '../events.ts'

/** A second, naive reader of the events for the tests: it knows nothing of the simulation and keeps its own books. */
type Of<T extends CaptureEvent['type']> = Extract<CaptureEvent, { type: T }>
type Ref = { material?: string | undefined; number?: string | undefined }

interface OpenRun {
  finished: boolean
  order: string | undefined
  /** Position -> lot -> what is inside; a connected lot has undefined. */
  loads: Map<string, Map<string, Quantity | undefined>>
  /** Pieces since the start, good and scrap. */
  made: Quantity
  used: Map<string, Quantity>
}

export class Replay {
  readonly balances = new Map<string, Quantity>()
  readonly runs = new Map<string, OpenRun>()
  readonly unexplained = new Map<string, Quantity>()
  readonly codes = new Set<string>()
  readonly containers = new Map<string, Set<string>>()
  readonly orders = new Map<string, Of<'workOrder'>>()
  readonly #serial = new Set<string>()

  apply(event: CaptureEvent): void {
    if (event.by !== undefined) this.#known(`person/${event.by}`)
    if (event.workCenter !== undefined && event.type !== 'workCenter') this.#known(`workCenter/${event.workCenter}`)
    this.#applyMaster(event)
    this.#applyReceiptOrChange(event)
    this.#applyRun(event)
    this.#applyContainer(event)
  }

  balance(key: string): Quantity {
    const balance = this.balances.get(key)
    if (balance === undefined) throw new Error(`${key} is not known`)
    return balance
  }

  #known(code: string): void {
    if (!this.codes.has(code)) throw new Error(`${code} is not known`)
  }

  #change(ref: Ref, quantity: Quantity): void {
    const key = keyOf(ref)
    const after = add(this.balance(key), quantity)
    if (after < ZERO) throw new Error(`${key} would be ${after}`)
    if (this.#serial.has(ref.material ?? '') && after > parseQuantity(1)) throw new Error(`${key} is there twice`)
    this.balances.set(key, after)
  }

  #take(ref: Ref, quantity: string | number | undefined): Quantity {
    const taken = quantity === undefined ? this.balance(keyOf(ref)) : parse(quantity)
    this.#change(ref, subtract(ZERO, taken))
    return taken
  }

  #make(ref: Ref, quantity: Quantity, mayExist = false): void {
    this.#known(`material/${ref.material}`)
    if (!this.balances.has(keyOf(ref))) this.balances.set(keyOf(ref), ZERO)
    else if (!mayExist) throw new Error(`${keyOf(ref)} is made twice`)
    this.#change(ref, quantity)
  }

  #applyMaster(event: CaptureEvent): void {
    if (event.type === 'workOrder') {
      this.#known(`material/${event.material}`)
      this.orders.set(event.number, event)
    }
    if (event.type === 'material' && event.tracking === 'serial') this.#serial.add(event.code)
    if ('code' in event && ['material', 'partner', 'location', 'workCenter', 'person'].includes(event.type))
      this.codes.add(`${event.type}/${event.code}`)
  }

  #applyReceiptOrChange(event: CaptureEvent): void {
    if (event.type === 'receive') this.#receive(event)
    if (event.type === 'transform') this.#transform(event)
    if (event.type === 'pass' || event.type === 'scrap') this.#lose(event)
    if (event.type === 'split')
      for (const part of event.into) this.#make({ ...event.lot, number: part.number }, this.#take(event.lot, part.quantity))
    if (event.type === 'merge') this.#merge(event)
    if (event.type === 'renumber') this.#make({ ...event.lot, number: event.number }, this.#take(event.lot, undefined))
    if (event.type === 'serialize' && Array.isArray(event.serials))
      for (const number of event.serials) this.#make({ ...event.lot, number }, this.#take(event.lot, 1))
    if (event.type === 'install') this.#take(event.component, event.quantity)
    if (event.type === 'adjust') this.balances.set(keyOf(event.lot), parse(event.quantity))
    if (event.type === 'return') for (const { lot } of event.lots) this.#change(lot, parseQuantity(1))
    if (event.type === 'correct') this.#correct(event)
    if (event.type === 'move' && event.lot && this.balance(keyOf(firstOf(event.lot))) <= ZERO)
      throw new Error(`nothing of ${keyOf(event.lot)} to move`)
  }

  #receive(event: Of<'receive'>): void {
    this.#known(`partner/${event.vendor}`)
    this.#known(`location/${event.location}`)
    if (event.serials === undefined) return this.#make(event.lot, parse(event.quantity ?? 0))
    if (Array.isArray(event.serials)) throw new Error('the plant receives serial ranges')
    const { from, to } = event.serials
    const [prefix = '', first = ''] = from.split('-')
    for (let next = Number(first); next <= Number(to.split('-')[1]); next++)
      this.#make({ ...event.lot, number: `${prefix}-${String(next).padStart(5, '0')}` }, parseQuantity(1))
  }

  #transform(event: Of<'transform'>): void {
    for (const { lot, quantity } of event.inputs) this.#take(lot, quantity)
    for (const { lot, quantity } of event.outputs) this.#make(lot, parse(quantity), true)
  }

  #lose(event: Of<'pass'> | Of<'scrap'>): void {
    if (this.balance(keyOf(event.lot)) <= ZERO) throw new Error(`nothing of ${keyOf(event.lot)} to report`)
    this.#take(event.lot, event.type === 'scrap' ? event.quantity : (event.scrap ?? 0))
  }

  #merge(event: Of<'merge'>): void {
    const material = event.into?.material
    this.#make(
      { material, number: event.into?.number },
      event.lots.reduce((sum, { lot }) => add(sum, this.#take(lot, undefined)), ZERO),
    )
  }

  /** The plant corrects scrap and transforms: what the void gives back, the replacement takes. */
  #correct({ replacement, event }: Of<'correct'>): void {
    const voided = this.corrected.get(event)
    if (!voided) throw new Error(`the corrected event ${event} is not known`)
    if (voided.type === 'scrap' && replacement?.type === 'scrap')
      this.#change(voided.lot, subtract(parse(voided.quantity), parse(replacement.quantity)))
    if (voided.type !== 'transform' || replacement?.type !== 'transform') return
    for (const { lot, quantity } of voided.inputs) this.#change(lot, parse(quantity))
    for (const { lot, quantity } of replacement.inputs) this.#take(lot, quantity)
  }

  readonly corrected = new Map<string, CaptureEvent>()

  #applyRun(event: CaptureEvent): void {
    if (event.type === 'start') this.#start(event)
    if (event.type === 'load') this.#load(event)
    if (event.type === 'unload') this.#unload(event)
    if (event.type === 'produce') this.#produce(event.run, event.lot ?? {}, event.quantity, event.scrap)
    if (event.type === 'finish') this.#finish(event.run)
    if (event.type === 'scrap' || event.type === 'transform' || event.type === 'collect') this.corrected.set(event.id, event)
  }

  #start(event: Of<'start'>): void {
    if (this.runs.has(event.run)) throw new Error(`${event.run} starts twice`)
    if (event.workOrder !== undefined && !this.orders.has(event.workOrder)) throw new Error(`${event.workOrder} is not known`)
    for (const { lot, quantity } of event.lots ?? [])
      if (parse(quantity ?? 0) > this.balance(keyOf(lot))) throw new Error(`too much of ${keyOf(lot)}`)
    this.runs.set(event.run, { finished: false, order: event.workOrder, loads: new Map(), made: ZERO, used: new Map() })
  }

  #run(code: string): OpenRun {
    const run = this.runs.get(code)
    if (!run || run.finished) throw new Error(`${code} is not open`)
    return run
  }

  #load(event: Of<'load'>): void {
    const run = this.#run(event.run)
    if (event.closes) this.#produce(event.run, event.closes.lot ?? {}, event.closes.quantity, event.closes.scrap)
    const position = event.position ?? ''
    const lots = run.loads.get(position) ?? new Map<string, Quantity | undefined>()
    const taken = event.quantity === undefined ? undefined : this.#take(event.lot, event.quantity)
    lots.set(keyOf(event.lot), taken === undefined ? undefined : add(lots.get(keyOf(event.lot)) ?? ZERO, taken))
    run.loads.set(position, lots)
    run.used.set(position, add(run.used.get(position) ?? ZERO, taken ?? ZERO))
  }

  #unload(event: Of<'unload'>): void {
    const run = this.#run(event.run)
    const back = parse(event.quantity ?? 0)
    this.#change(event.lot, back)
    run.used.set(event.position ?? '', subtract(run.used.get(event.position ?? '') ?? ZERO, back))
  }

  #produce(code: string, lot: Ref, quantity: string | number, scrap: string | number | undefined): void {
    const run = this.#run(code)
    const total = add(parse(quantity), parse(scrap ?? 0))
    run.made = add(run.made, total)
    for (const { component, lots } of this.#connected(run)) for (const key of lots) this.#backflush(key, times(component.per, total))
    this.#make(lot, parse(quantity))
  }

  #connected(run: OpenRun) {
    const components = this.#components(run)
    return components.map(component => ({
      component,
      lots: [...(run.loads.get(component.position ?? '') ?? [])].filter(([, inside]) => inside === undefined).map(([key]) => key),
    }))
  }

  #components(run: OpenRun) {
    return this.orders.get(run.order ?? '')?.operations?.[0]?.components ?? []
  }

  #backflush(key: string, quantity: Quantity): void {
    const [material, number] = key.split('/')
    this.#change({ material, number }, subtract(ZERO, quantity))
  }

  /** Loaded minus unloaded must be pieces times what one takes; what is not is unexplained. */
  #finish(code: string): void {
    const run = this.#run(code)
    run.finished = true
    for (const { component, lots } of this.#connected(run)) {
      if (lots.length > 0) continue
      const left = subtract(run.used.get(component.position ?? '') ?? ZERO, times(component.per, run.made))
      if (left !== ZERO) this.unexplained.set(code, left)
    }
  }

  #applyContainer(event: CaptureEvent): void {
    if (event.type === 'pack') this.containers.set(event.container ?? '', new Set(event.contents.flatMap(content => this.#packed(content))))
    if (event.type === 'unpack') this.containers.delete(event.container)
    if (event.type !== 'ship') return
    this.#known(`partner/${event.customer}`)
    const packed = (event.containers ?? []).flatMap(container => [...this.#contents(container)])
    for (const key of [...packed, ...(event.lots ?? []).map(({ lot }) => keyOf(lot))]) this.#backflush(key, this.balance(key))
  }

  #packed(content: { lot: Ref } | { container: string }): string[] {
    if ('container' in content) return [...this.#contents(content.container)]
    if (this.balance(keyOf(content.lot)) <= ZERO) throw new Error(`${keyOf(content.lot)} cannot be packed`)
    return [keyOf(content.lot)]
  }

  #contents(container: string): Set<string> {
    const contents = this.containers.get(container)
    if (!contents) throw new Error(`container ${container} is not known`)
    return contents
  }
}

const keyOf = (ref: Ref): string => `${ref.material}/${ref.number}`
/** Part of a series is named by its ends. */
const firstOf = ({ material, number }: Ref): Ref => ({ material, number: number?.split('..')[0] })
const parse = (quantity: string | number): Quantity => parseQuantity(quantity)
const times = (per: string | number | undefined, total: Quantity): Quantity =>
  ((parseQuantity(per ?? 0) * total) / parseQuantity(1)) as Quantity
