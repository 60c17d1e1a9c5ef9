/** What a scan has met, as the decisions see it: lots with what was done to them, people, runs. */
import type { Concessions } from '../../ledger/state.ts'
import type { Material, WorkOrder } from '../booking/records.ts'
import type { LotName } from './context.ts'
import type { ReportRow, RunLineRow, RunRow } from './queries.ts'

export type ReportSeen = Omit<ReportRow, 'lot' | 'ord'>
export interface HoldSeen {
  hold: string
  reason: string
  by: string | null
}
export interface LotSeen extends LotName {
  id: number
  kind: 'lot' | 'serial'
  unit: string
  expiresAt: number | null
  workOrder: string | null
  record: Material | null
  order: WorkOrder | null
  onHand: string
  places: { place: string; quantity: string }[]
  holds: HoldSeen[]
  /** What a concession lets pass of it all the same; looked up only where it is held. */
  concessions: Concessions
  /** Newest first. */
  reports: ReportSeen[]
  /** How much of it is in the container that was scanned. */
  inside?: string
  /** It is no lot yet but one of this series, whose `id` it has: the event that names it takes it out. */
  series?: string
}
export interface PersonSeen {
  code: string
  name: string
  language: string | null
  roles: string[]
  pin: string | null
  certifications: { code: string; until?: string }[]
}
export type Seen =
  | { kind: 'lots'; lots: LotSeen[]; container: string | null }
  | { kind: 'order'; order: WorkOrder }
  | { kind: 'place'; code: string }
  | { kind: 'elsewhere'; site: string; text: string }
  /** Separators were lost: so many ways to read it, none of them certain. */
  | { kind: 'doubtful'; text: string; ways: string[] }
  | { kind: 'badge'; text: string }
  | { kind: 'unknown'; text: string; problem: string | null }

export interface RunSeen extends Omit<RunRow, 'startedAt'> {
  startedAt: number
  lines: RunLineRow[]
}
export interface Badge {
  person: PersonSeen
  current: boolean
}
