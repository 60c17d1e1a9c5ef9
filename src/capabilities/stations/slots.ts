/** The tiles of an assembly: what it takes, and what is in it already. */
import type { Component, Material, Operation, WorkOrder } from '../booking/records.ts'
import type { LotName } from './context.ts'

export interface Slot {
  material: string
  filled: (LotName & { lot: number })[]
  quantity: string
  position: string | null
}
export interface AssemblySeen {
  order: WorkOrder | null
  operation: Operation | null
  slots: Slot[]
}

/** One tile for each serial, one for each lot of a component; what has no lots is not scanned. */
export function slotsOf(components: readonly Component[], materials: readonly Material[]): Slot[] {
  return components.flatMap(component => {
    const record = materials.find(entry => entry.code === component.material)
    if (record?.tracking === 'none') return []
    const per = component.per ?? '1'
    const isSerial = record?.tracking === 'serial'
    const pieces = isSerial ? Math.max(1, Math.round(Number(per))) : 1
    return Array.from({ length: pieces }, () => ({
      material: component.material,
      filled: [],
      quantity: isSerial ? '1' : per,
      position: component.position ?? null,
    }))
  })
}

/** Each part into the first free place of its material; those that find none are left over. */
export function placed(slots: readonly Slot[], parts: readonly (LotName & { lot: number })[]): { slots: Slot[]; left: LotName[] } {
  const filled = slots.map(slot => ({ ...slot, filled: [...slot.filled] }))
  const left: LotName[] = []
  for (const part of parts) {
    const free = filled.find(slot => slot.material === part.material && slot.filled.length === 0)
    if (free) free.filled.push(part)
    else left.push(part)
  }
  return { slots: filled, left }
}

export const missingOf = (slots: readonly Slot[]): Slot[] => slots.filter(slot => slot.filled.length === 0)
