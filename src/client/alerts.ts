/** Alerts with their delivery log; complaints; returns. */

import type {
  AlertDelivery,
  Alerts,
  AlertTest,
  Complaint,
  ComplaintListed,
  ComplaintReading,
  Finding,
  Recorded,
  ReturnExpected,
  ReturnListed,
  WebhookSecret,
} from '../answers/index.ts'
import type { NewComplaint } from './questions.ts'
import type { Transport } from './transport.ts'

const api = '/api/v1'
interface Sited {
  site?: string | undefined
}

export function alerts(door: Transport) {
  const webhook = (code: string): string => `${api}/webhooks/${encodeURIComponent(code)}`
  return {
    alerts: (query: Sited = {}) => door.json<Alerts>({ path: `${api}/alerts`, query: { ...query } }),
    alertDeliveries: (
      query: Sited & { status?: string | undefined; receiver?: string | undefined; limit?: number; cursor?: string } = {},
    ) => door.json<{ deliveries: AlertDelivery[]; next: string | null }>({ path: `${api}/alerts/deliveries`, query: { ...query } }),
    testAlertRule: async (rule: string, body: Sited = {}) =>
      (await door.json<{ results: AlertTest[] }>({ method: 'POST', path: `${api}/alerts/rules/${encodeURIComponent(rule)}/test`, body }))
        .results,
    testWebhook: async (code: string, body: Sited = {}) =>
      (await door.json<{ results: AlertTest[] }>({ method: 'POST', path: `${webhook(code)}/test`, body })).results,
    replayAlerts: (body: Sited & { deliveries?: string[]; since?: string; receiver?: string }) =>
      door.json<{ replayed: number }>({ method: 'POST', path: `${api}/alerts/replay`, body }),
    webhookSecrets: async (code: string, query: Sited = {}) =>
      (await door.json<{ secrets: WebhookSecret[] }>({ path: `${webhook(code)}/secrets`, query: { ...query } })).secrets,
    newWebhookSecret: (code: string, body: Sited = {}) =>
      door.json<{ secret: string; oldSignsForHours: number }>({ method: 'POST', path: `${webhook(code)}/secrets`, body }),
    endOldWebhookSecrets: (code: string, query: Sited = {}) =>
      door.json<{ ended: number }>({ method: 'DELETE', path: `${webhook(code)}/secrets`, query: { ...query } }),
  }
}

export function complaints(door: Transport) {
  const path = (complaint: string): string => `${api}/complaints/${encodeURIComponent(complaint)}`
  return {
    complaints: (
      query: Sited & {
        state?: string | undefined
        search?: string | undefined
        customer?: string
        lot?: number
        limit?: number
        cursor?: string
      } = {},
    ) => door.json<{ complaints: ComplaintListed[]; next: string | null }>({ path: `${api}/complaints`, query: { ...query } }),
    complaint: (complaint: string, query: Sited = {}) => door.json<Complaint>({ path: path(complaint), query: { ...query } }),
    readComplaint: (body: Sited & { text: string }) =>
      door.json<ComplaintReading>({ method: 'POST', path: `${api}/complaints/readings`, body }),
    openComplaint: (body: NewComplaint) => door.json<Recorded & { number: string }>({ method: 'POST', path: `${api}/complaints`, body }),
    addComplaintLots: (complaint: string, body: Sited & { lots: { lot: { material?: string; number: string } }[] }) =>
      door.json<Recorded>({ method: 'POST', path: `${path(complaint)}/lots`, body }),
    answerComplaint: (complaint: string, body: Sited & { text: string }) =>
      door.json<Recorded>({ method: 'POST', path: `${path(complaint)}/answer`, body }),
    closeComplaint: (complaint: string, body: Sited & { finding: Finding; reason: string }) =>
      door.json<Recorded>({ method: 'POST', path: `${path(complaint)}/closing`, body }),
    returns: (query: Sited & { search?: string | undefined; limit?: number; cursor?: string } = {}) =>
      door.json<{ returns: ReturnListed[]; next: string | null }>({ path: `${api}/returns`, query: { ...query } }),
    returnsExpected: (query: Sited & { customer: string; search?: string | undefined }) =>
      door.json<{ lots: ReturnExpected[]; more: boolean }>({ path: `${api}/returns/expected`, query: { ...query } }),
  }
}
