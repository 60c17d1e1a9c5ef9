/** What quality plans, measures, decides, signs and audits. */
import type {
  AccessEntry,
  AskedCharacteristic,
  CaptureResult,
  CheckedSignature,
  Concession,
  Deviation,
  LedgerEvent,
  MachineMessages,
  MeasuredCharacteristic,
  PlannedCharacteristic,
  Signature,
  ValueChart,
} from '../answers/index.ts'
import type { AskedQuestion, CaptureEvent, Signer } from './questions.ts'

import { addressOf, type Transport } from './transport.ts'

const api = '/api/v1'

export function quality(door: Transport) {
  return { ...signatures(door), ...values(door), ...decisions(door), ...accessLog(door), ...machines(door), ...pins(door) }
}

export interface AccessQuery {
  before?: number | undefined
  limit?: number
  who?: string | undefined
  action?: string | undefined
  subject?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

function accessLog(door: Transport) {
  return {
    accessLog: (query: AccessQuery) =>
      door.json<{ rows: AccessEntry[]; next: number | null }>({ path: `${api}/access-log`, query: { ...query } }),
    /** Where a browser gets all the same lines as one file. */
    accessLogExport: (query: AccessQuery) => addressOf({ path: `${api}/access-log/export`, query: { ...query } }),
    verifyAccessLog: () =>
      door.json<{ rows: number; difference: string | null }>({ method: 'POST', path: `${api}/access-log/verification`, body: {} }),
  }
}

export interface ChartQuery {
  site?: string | undefined
  material?: string | undefined
  workCenter?: string | undefined
  from?: string | undefined
  to?: string | undefined
  limit?: number
}

/** What is measured, what is asked for, and the values against their limits. */
function values(door: Transport) {
  return {
    characteristics: async (query: { site?: string | undefined; material?: string }) =>
      (await door.json<{ characteristics: MeasuredCharacteristic[] }>({ path: `${api}/characteristics`, query })).characteristics,
    characteristic: (code: string, query: ChartQuery) =>
      door.json<ValueChart>({ path: `${api}/characteristics/${encodeURIComponent(code)}`, query: { ...query } }),
    collectionPlans: async (site?: string) =>
      (
        await door.json<{ plans: { material: string; characteristics: PlannedCharacteristic[] }[] }>({
          path: `${api}/collection-plans`,
          query: { site },
        })
      ).plans,
    askedValues: async (question: AskedQuestion) =>
      (await door.json<{ characteristics: AskedCharacteristic[] }>({ path: `${api}/collection-plans/asked`, query: { ...question } }))
        .characteristics,
  }
}

function decisions(door: Transport) {
  return {
    deviations: async (query: { site?: string | undefined; lot?: number }) =>
      (await door.json<{ deviations: Deviation[] }>({ path: `${api}/deviations`, query })).deviations,
    concessions: (query: { site?: string | undefined; number?: string; cursor?: string }) =>
      door.json<{ concessions: Concession[]; next: string | null }>({ path: `${api}/concessions`, query }),
    recordHistory: async (query: { site?: string | undefined; kind: string; code: string }) =>
      (await door.json<{ events: LedgerEvent[] }>({ path: `${api}/records/history`, query })).events,
  }
}

/** Signing proves who it is each time; what is signed is recorded in the same step. */
function signatures(door: Transport) {
  return {
    sign: (event: CaptureEvent, signers: Signer[]) =>
      door.json<CaptureResult & { signatures: Signature[]; job?: string }>({
        method: 'POST',
        path: `${api}/signatures`,
        body: { event, signers },
      }),
    signatures: async (event: string) =>
      (await door.json<{ signatures: CheckedSignature[] }>({ path: `${api}/signatures`, query: { event } })).signatures,
  }
}

interface PinOf {
  site?: string
  note?: string
}

/** Whoever is no administrator says the PIN there is now. */
function pins(door: Transport) {
  const path = (person: string): string => `${api}/people/${encodeURIComponent(person)}/pin`
  return {
    setPin: (person: string, body: PinOf & { pin: string; current?: string }) =>
      door.json<CaptureResult>({ method: 'POST', path: path(person), body }),
    endPin: (person: string, body: PinOf) => door.json<CaptureResult>({ method: 'POST', path: `${path(person)}/end`, body }),
  }
}

function machines(door: Transport) {
  return {
    machineMessages: (site?: string, after?: string) =>
      door.json<MachineMessages>({ path: `${api}/machine-messages`, query: { site, after } }),
    retryMachineMessage: (id: string) =>
      door.json<{ recorded: boolean; code?: string; detail?: string }>({
        method: 'POST',
        path: `${api}/machine-messages/${id}/retry`,
        body: {},
      }),
  }
}
