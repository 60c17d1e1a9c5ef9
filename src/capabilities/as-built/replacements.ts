/** The history of each place in an assembly from which something was taken out, and what is there now. */

import type { ComponentLine } from './components.ts'
import type { LotName } from './operations.ts'

export interface Replacement {
  of: LotName
  material: string
  position: string | null
  before: { number: string; installedAt: string; removedAt: string; reason: string | null; disposition: string | null }[]
  now: { number: string; installedAt: string }[]
}

export function replacementsIn(lines: readonly ComponentLine[]): Replacement[] {
  const places = new Map<string, ComponentLine[]>()
  for (const line of lines) {
    const key = JSON.stringify([line.of.material, line.of.number, line.material, line.position])
    places.set(key, [...(places.get(key) ?? []), line])
  }
  return [...places.values()].flatMap(rows => (rows.some(row => row.removedAt !== null) ? [replacementOf(rows)] : []))
}

function replacementOf(rows: readonly ComponentLine[]): Replacement {
  const [{ of, material, position }] = rows as [ComponentLine, ...ComponentLine[]]
  const inOrder = rows.toSorted((a, b) => (a.installedAt < b.installedAt ? -1 : a.installedAt > b.installedAt ? 1 : 0))
  const before = inOrder.flatMap(({ number, installedAt, removedAt, removedReason, removedDisposition }) =>
    removedAt === null ? [] : [{ number, installedAt, removedAt, reason: removedReason, disposition: removedDisposition }],
  )
  const now = inOrder.filter(row => row.removedAt === null).map(({ number, installedAt }) => ({ number, installedAt }))
  return { of, material, position, before, now }
}
