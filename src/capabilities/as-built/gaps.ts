/** What the record does not say: an honest record lists it first. */
import type { Characteristic, Operation, WorkOrder } from '../booking/records.ts'
import type { ConcessionLine } from '../containment/queries.ts'
import type { LotFacts } from '../lots/queries.ts'
import type { Design, DesignLine } from './design.ts'
import { type Execution, type LotName, type Records, recordKey } from './operations.ts'
import type { DispositionLine, SignatureLine } from './quality.ts'
import type { ComponentRow } from './queries.ts'
import type { ValueLine } from './values.ts'

export interface Gap {
  code: string
  detail: string
}
export interface Known {
  /** The lot of the record first, then what it is made of. */
  lots: readonly LotFacts[]
  named: ReadonlyMap<number, LotFacts>
  components: readonly ComponentRow[]
  executions: readonly Execution[]
  values: readonly ValueLine[]
  design: readonly Design[]
  dispositions: readonly DispositionLine[]
  concessions: readonly ConcessionLine[]
  signatures: readonly SignatureLine[]
  openEnds: readonly { lot: number; code: string; detail: string }[]
  exceptions: readonly Gap[]
  records: Records
}

export function gapsOf(known: Known): Gap[] {
  const family = new Families(known)
  const routed = known.lots.flatMap(lot => {
    const order = lot.workOrder === null ? undefined : known.records.orders.get(recordKey(lot.site, lot.workOrder))
    return order ? routingGaps(lot, order, family.of(lot), known) : []
  })
  const ends = known.openEnds.map(({ lot, code, detail }) => ({ code, detail: `${called(known.named.get(lot))}: ${detail}` }))
  return distinct([...routed, ...designGaps(known), ...decisionGaps(known), ...ends, ...known.exceptions])
}

/** Quantities that differ from the bill of materials, where all of them were scanned: a share that is only inferred proves nothing. */
function designGaps({ design }: Known): Gap[] {
  return design.flatMap(({ workOrder, lots, lines }) => {
    const where = lots.length === 1 ? called(lots[0]) : `Of ${workOrder}`
    return lines.flatMap(line => (line.parts.every(part => !part.isInference) ? designGap(where, line) : []))
  })
}

function designGap(where: string, { status, material, built, expected, unit, parts }: DesignLine): Gap[] {
  if (status === 'short')
    return [{ code: 'component-short', detail: `${where}: ${built} of ${expected} ${unit} of ${material} are recorded in it.` }]
  if (status !== 'extra' || parts.every(part => part.deviation !== null)) return []
  return [
    {
      code: 'component-not-designed',
      detail: `${where}: ${parts.map(called).join(', ')} is in it, but no operation of the order asks for it and no deviation allows it.`,
    },
  ]
}

/** What was found and not decided about, and signatures that fit no more. */
function decisionGaps({ values, dispositions, concessions, executions, signatures }: Known): Gap[] {
  const isDecided = (lot: LotName, at: string): boolean =>
    dispositions.some(row => isSame(row.lot, lot) && row.at >= at) || concessions.some(row => isSame(row, lot))
  const out = values.filter(value => value.inRange === false && !isDecided(value.lot, value.at) && !isMeasuredAnew(value, values))
  const undone = dispositions.filter(
    row => row.disposition === 'rework' && !executions.some(entry => isSame(entry.lot, row.lot) && entry.startedAt >= Date.parse(row.at)),
  )
  return [
    ...out.map(value => ({
      code: 'value-out-of-limits',
      detail: `${called(value.lot)}: ${value.characteristic} was ${value.value}, outside its limits, and no decision about it is recorded.`,
    })),
    ...undone.map(row => ({
      code: 'rework-not-reported',
      detail: `${called(row.lot)}: rework was decided, but no work on it is reported since.`,
    })),
    ...signatures
      .filter(row => !row.valid)
      .map(row => ({
        code: 'signature-not-valid',
        detail: `The signature of ${row.by} on ${row.type} #${row.sequence} does not fit what it signed.`,
      })),
  ]
}

const isSame = (a: LotName, b: LotName): boolean => a.material === b.material && a.number === b.number

/** A later value of the same characteristic that is in limits, for at least as much, says that it was put right. */
const isMeasuredAnew = (value: ValueLine, values: readonly ValueLine[]): boolean =>
  values.some(
    later =>
      later.characteristic === value.characteristic &&
      isSame(later.lot, value.lot) &&
      later.at > value.at &&
      later.inRange === true &&
      Number(later.quantity) >= Number(value.quantity),
  )

const called = (lot: LotName | undefined): string => (lot ? `${lot.material} ${lot.number}` : 'A lot')

/** What was split off, merged or serialized within an order carries on what was done before: those lots count as one family. */
class Families {
  private readonly parents = new Map<number, number[]>()
  private readonly named: ReadonlyMap<number, LotFacts>

  constructor({ components, named }: Known) {
    this.named = named
    for (const { child, parent, removedAt } of components)
      if (removedAt === null) this.parents.set(child, [...(this.parents.get(child) ?? []), parent])
  }

  of(lot: LotFacts): ReadonlySet<number> {
    const members = new Set([lot.id])
    for (const id of members) {
      for (const parent of this.parents.get(id) ?? []) {
        const facts = this.named.get(parent)
        if (facts && facts.workOrder === lot.workOrder && facts.site === lot.site) members.add(parent)
      }
    }
    return members
  }
}

function routingGaps(lot: LotFacts, order: WorkOrder, family: ReadonlySet<number>, known: Known): Gap[] {
  const done = new Set(
    known.executions
      .filter(entry => family.has(entry.lot.id) && entry.order?.number === order.number)
      .map(entry => entry.operation?.sequence),
  )
  return order.operations.flatMap(operation => [
    ...(done.has(operation.sequence)
      ? []
      : [
          {
            code: 'operation-not-reported',
            detail: `${called(lot)}: operation ${operation.sequence} ${operation.name} of ${order.number} is not reported.`,
          },
        ]),
    ...(operation.characteristics ?? [])
      .filter(entry => entry.required && !isMeasured(entry, family, known))
      .map(entry => missingValue(lot, operation, entry)),
    ...(operation.components ?? []).flatMap(component => missingComponent(lot, component.material, family, known)),
  ])
}

function isMeasured(wanted: Characteristic, family: ReadonlySet<number>, { values, lots }: Known): boolean {
  const names = new Set(lots.filter(lot => family.has(lot.id)).map(lot => recordKey(lot.material, lot.number)))
  return values.some(value => value.characteristic === wanted.code && names.has(recordKey(value.lot.material, value.lot.number)))
}

const missingValue = (lot: LotFacts, operation: Operation, { code }: Characteristic): Gap => ({
  code: 'value-not-recorded',
  detail: `${called(lot)}: ${code}, required at operation ${operation.sequence} ${operation.name}, is not recorded.`,
})

function missingComponent(
  lot: LotFacts,
  material: string,
  family: ReadonlySet<number>,
  { components, named, openEnds, design }: Known,
): Gap[] {
  // An alternate, or what a deviation allows, stands for it.
  const designed = design
    .find(entry => entry.workOrder === lot.workOrder)
    ?.lines.filter(line => line.material === material && line.operation)
  if (designed?.some(line => line.parts.length > 0)) return []
  const used = components.filter(row => family.has(row.child) && named.get(row.parent)?.material === material)
  if (used.some(row => row.removedAt === null)) return []
  if (used.length > 0) return [{ code: 'component-removed', detail: `${called(lot)}: ${material} was taken out and not replaced.` }]
  // Where the run itself already says that nothing of it was loaded, saying it twice helps nobody.
  const isSaid = openEnds.some(
    end =>
      family.has(end.lot) && (end.code === 'component-not-recorded' || end.code === 'unlotted-material') && end.detail.includes(material),
  )
  return isSaid ? [] : [{ code: 'component-not-recorded', detail: `${called(lot)}: no lot of ${material} is recorded in it.` }]
}

function distinct(gaps: readonly Gap[]): Gap[] {
  return [...new Map(gaps.map(gap => [`${gap.code} ${gap.detail}`, { code: gap.code, detail: gap.detail }])).values()]
}
