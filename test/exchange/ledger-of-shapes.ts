/**
 * A stand-in for the ledger that keeps what a file says, not what the rules say: it accepts each event that fits the capture format once, and knows who
 * was made from whom. The rules themselves are tested with the ledger.
 */

import { type CaptureEvent, eventSchema } from '../../src/capabilities/events.ts'
import { type Known, NOTHING_KNOWN } from '../../src/capabilities/exchange/epcis/known.ts'
import type { ImportOptions, RecordedResult } from '../../src/capabilities/exchange/index.ts'

type Named = { material?: string | undefined; number?: string | undefined }

export class ShapeLedger {
  readonly events: CaptureEvent[] = []
  private readonly ids = new Set<string>()
  readonly children = new Map<string, Set<string>>()
  readonly parents = new Map<string, Set<string>>()
  private readonly loads = new Map<string, string[]>()

  record = async (events: CaptureEvent[]): Promise<RecordedResult[]> => events.map(event => this.take(event))

  options(more: Partial<ImportOptions> = {}): ImportOptions {
    return { now: Date.parse('2026-03-02T08:00:00Z'), record: this.record, ...more }
  }

  private take(event: CaptureEvent): RecordedResult {
    const parsed = eventSchema.safeParse(event)
    if (!parsed.success) return { id: event.id, status: 'refused', code: 'invalid-event', detail: parsed.error.message }
    if (this.ids.has(event.id)) return { id: event.id, status: 'duplicate' }
    this.ids.add(event.id)
    this.events.push(event)
    this.follow(event)
    return { id: event.id, status: 'recorded', sequence: this.events.length }
  }

  private follow(event: CaptureEvent): void {
    if (event.type === 'transform')
      for (const input of event.inputs) for (const output of event.outputs) this.link(name(input.lot), name(output.lot))
    if (event.type === 'load') this.loads.set(event.run, [...(this.loads.get(event.run) ?? []), name(event.lot)])
    if (event.type === 'produce') for (const parent of this.loads.get(event.run) ?? []) this.link(parent, name(event.lot ?? {}))
    if (event.type === 'install') this.link(name(event.component), name(event.assembly))
  }

  private link(parent: string, child: string): void {
    this.children.set(parent, (this.children.get(parent) ?? new Set()).add(child))
    this.parents.set(child, (this.parents.get(child) ?? new Set()).add(parent))
  }

  forward = (lot: string): Set<string> => reached(lot, this.children)
  back = (lot: string): Set<string> => reached(lot, this.parents)
  ofType = <T extends CaptureEvent['type']>(type: T): Extract<CaptureEvent, { type: T }>[] =>
    this.events.filter((event): event is Extract<CaptureEvent, { type: T }> => event.type === type)

  /** What a store would know after what came in so far. */
  knows = async (): Promise<Known> => ({
    ...NOTHING_KNOWN,
    materials: this.ofType('material').map(({ code, gtin }) => ({ code, gtin })),
    locations: this.ofType('location').map(({ code }) => code),
    workCenters: this.ofType('workCenter').map(({ code }) => code),
    partners: this.ofType('partner').map(({ code, roles }) => ({ code, roles: roles ?? [] })),
    containers: this.ofType('pack').flatMap(({ container }) => container ?? []),
    runs: this.ofType('start').map(({ run, at }) => ({ run, at })),
    events: [...this.ids],
    lots: this.made().map(({ lot, quantity, unit, opening }) => ({
      material: lot.material ?? '',
      number: lot.number ?? '',
      unit: unit ?? 'ea',
      onHand: String(quantity ?? 1),
      epcs: (lot.identifiers ?? []).map(({ value }) => value),
      holds: [],
      opening,
      shipped: this.shipped(lot),
    })),
  })

  private made() {
    const received = this.ofType('receive').map(event => ({ ...event, opening: undefined }))
    const produced = this.ofType('produce').map(event => ({ ...event, lot: event.lot ?? {}, opening: undefined }))
    const transformed = this.ofType('transform').flatMap(event =>
      event.outputs.map(output => ({ ...output, opening: event.note === undefined ? undefined : event.id })),
    )
    return [...received, ...produced, ...transformed]
  }

  private shipped(lot: Named): { shipment: string; customer: string } | undefined {
    const sent = this.ofType('ship').find(event => event.lots?.some(part => name(part.lot) === name(lot)))
    const back = this.ofType('return').some(event => event.lots.some(part => name(part.lot) === name(lot)))
    return sent === undefined || back ? undefined : { shipment: sent.shipment, customer: sent.customer }
  }
}

const name = (lot: Named): string => `${lot.material ?? ''} ${lot.number ?? ''}`

function reached(start: string, next: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const found = new Set<string>()
  const open = [start]
  for (let lot = open.pop(); lot !== undefined; lot = open.pop()) {
    for (const other of next.get(lot) ?? []) if (!found.has(other) && found.add(other)) open.push(other)
  }
  found.delete(start)
  return found
}
