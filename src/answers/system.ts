/** The plant as a whole, who may use it, and who read what. */
import { z } from 'zod'
import { Time } from './common.ts'

export const Story = z.strictObject({
  title: z.string(),
  search: z.string(),
  material: z.string(),
  number: z.string(),
  text: z.string(),
  page: z.enum(['recall', 'trace', 'lot']).exactOptional(),
})
export type Story = z.infer<typeof Story>

export const DemoState = z.strictObject({
  loaded: z.boolean(),
  loading: z.boolean(),
  done: z.number(),
  total: z.number(),
  error: z.string().nullable().exactOptional(),
})
export type DemoState = z.infer<typeof DemoState>

export const Home = z.strictObject({
  site: z.string(),
  lots: z.number(),
  held: z.number(),
  openRuns: z.number(),
  openOrders: z.number(),
  exceptions: z.number(),
  events: z.number(),
  lastEventAt: Time.nullable(),
  chain: z.strictObject({
    ok: z.boolean().nullable(),
    sequence: z.number(),
    checkedAt: Time.nullable(),
  }),
  demo: DemoState,
  empty: z.boolean(),
  /** Of the kinds of event that set a plant going, those it has recorded. */
  begun: z.array(z.string()),
  story: z.array(Story),
})
export type Home = z.infer<typeof Home>

export const Right = z.enum(['reader', 'station', 'writer', 'administrator', 'auditor'])
export type Right = z.infer<typeof Right>

export const Session = z.strictObject({
  name: z.string(),
  role: z.string(),
  /** In the name of which roles it may act: what needs another one is not offered. */
  rights: z.array(Right),
  person: z.string().nullable(),
  /** Of the role station: which one. */
  station: z.strictObject({ site: z.string(), code: z.string() }).exactOptional(),
  /** In which language its screens speak, where somebody said it. */
  language: z.string().nullable(),
})
export type Session = z.infer<typeof Session>

export const AccessToken = z.strictObject({
  name: z.string(),
  role: z.string(),
  /** The station it makes of a device. */
  station: z.strictObject({ site: z.string(), code: z.string() }).nullable(),
  /** In which language its screens speak. */
  language: z.string().nullable(),
  expiresAt: Time.nullable(),
  revoked: z.boolean(),
  since: Time.nullable(),
})
export type AccessToken = z.infer<typeof AccessToken>

export const SiteSummary = z.strictObject({
  site: z.string(),
  events: z.number(),
  lots: z.number(),
})
export type SiteSummary = z.infer<typeof SiteSummary>

export const Health = z.strictObject({
  status: z.string(),
  version: z.string(),
})
export type Health = z.infer<typeof Health>

/** What the server runs on. */
export const SystemState = z.strictObject({
  version: z.string(),
  node: z.string(),
  store: z.strictObject({
    kind: z.enum(['embedded', 'external']),
    /** As PostgreSQL counts: 180004 is 18.4. */
    version: z.number(),
  }),
  dataDirectory: z.string().nullable().exactOptional(),
  /** The genealogy in memory. */
  engine: z
    .strictObject({
      links: z.number(),
      bytes: z.number(),
      bytesPerLink: z.number(),
    })
    .exactOptional(),
})
export type SystemState = z.infer<typeof SystemState>

export const NewToken = z.strictObject({
  name: z.string(),
  role: z.string(),
  token: z.string(),
  expiresAt: Time.nullable(),
})
export type NewToken = z.infer<typeof NewToken>

export const AccessAction = z.enum(['read', 'refused', 'signed', 'signature-refused', 'locked', 'pin-set'])
export type AccessAction = z.infer<typeof AccessAction>

/** One line of the access log: who read what is sensitive, or what was refused to whom. */
export const AccessEntry = z.strictObject({
  number: z.number(),
  at: Time,
  who: z.string(),
  action: AccessAction,
  subject: z.string(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  address: z.string().nullable(),
})
export type AccessEntry = z.infer<typeof AccessEntry>
