/** Materials, partners, locations, people; settings of a site; messages of machines. */
import { z } from 'zod'
import { Contact, Time } from './common.ts'

/** A record as it was last stated: all fields of the event of that name, of which these are shown. */
export const Material = z.looseObject({
  code: z.string(),
  description: z.string().nullable().exactOptional(),
  unit: z.string().nullable().exactOptional(),
  tracking: z.enum(['lot', 'serial', 'none']).exactOptional(),
  precision: z.enum(['precise', 'approximate']).exactOptional(),
  homogeneous: z.boolean().exactOptional(),
  shelfLifeDays: z.number().nullable().exactOptional(),
  numbering: z.string().nullable().exactOptional(),
  gtin: z.string().nullable().exactOptional(),
  since: Time.exactOptional(),
})
export type Material = z.infer<typeof Material>

export const Partner = z.looseObject({
  code: z.string(),
  name: z.string().nullable().exactOptional(),
  roles: z.array(z.string()).exactOptional(),
  contact: Contact.nullable().exactOptional(),
  /** In which letters are written to it. */
  language: z.string().nullable().exactOptional(),
})
export type Partner = z.infer<typeof Partner>

export const Location = z.looseObject({
  code: z.string(),
  parent: z.string().nullable().exactOptional(),
  kind: z.string().nullable().exactOptional(),
})
export type Location = z.infer<typeof Location>

export const WorkCenter = z.looseObject({
  code: z.string(),
  name: z.string().nullable().exactOptional(),
  positions: z
    .array(
      z.strictObject({
        code: z.string(),
        withdrawal: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
})
export type WorkCenter = z.infer<typeof WorkCenter>

export const Person = z.looseObject({
  code: z.string(),
  name: z.string().nullable().exactOptional(),
  roles: z.array(z.string()).exactOptional(),
  /** Whether there is one; what it is nobody is told. */
  badge: z.boolean().exactOptional(),
  pin: z.boolean().exactOptional(),
})
export type Person = z.infer<typeof Person>

/** Events of this type are signed: by so many people, of this role, with this meaning. */
export const SignaturePolicy = z.strictObject({
  type: z.string(),
  role: z.string().exactOptional(),
  meaning: z.string().exactOptional(),
  count: z.number().exactOptional(),
})
export type SignaturePolicy = z.infer<typeof SignaturePolicy>

/** The broker that machines send their values to, and what each topic is. */
export const MachineValues = z.strictObject({
  broker: z.string(),
  clientId: z.string().exactOptional(),
  listen: z.string().exactOptional(),
  topics: z.array(
    z.strictObject({
      topic: z.string(),
      workCenter: z.string().exactOptional(),
      station: z.string().exactOptional(),
      characteristic: z.string().exactOptional(),
      unit: z.string().exactOptional(),
    }),
  ),
})
export type MachineValues = z.infer<typeof MachineValues>

export const SiteSettings = z.strictObject({
  site: z.string(),
  company: z.string().nullable(),
  gs1CompanyPrefix: z.string().nullable(),
  ssccExtension: z.number(),
  variancePercent: z.string().nullable(),
  shifts: z
    .array(
      z.strictObject({
        code: z.string(),
        from: z.string(),
      }),
    )
    .nullable(),
  timeZone: z.string().nullable(),
  signatures: z.array(SignaturePolicy).nullable(),
  returns: z
    .strictObject({
      quarantine: z.boolean(),
      location: z.string().exactOptional(),
    })
    .nullable(),
  drills: z
    .strictObject({
      nightly: z.number(),
      at: z.string(),
      of: z.enum(['raw', 'finished', 'any']),
      minutesMax: z.number().exactOptional(),
      percentMin: z.number().exactOptional(),
    })
    .nullable(),
  machineValues: MachineValues.nullable(),
  /** Which meanings of a signature stand for these fields of AS9102. */
  as9102: z.strictObject({ verified: z.array(z.string()), reviewed: z.array(z.string()), approved: z.array(z.string()) }).nullable(),
})
export type SiteSettings = z.infer<typeof SiteSettings>

export const MachineMessage = z.strictObject({
  id: z.string(),
  topic: z.string(),
  payload: z.string(),
  receivedAt: Time,
  code: z.string(),
  detail: z.string(),
})
export type MachineMessage = z.infer<typeof MachineMessage>

/** How the line to the broker stands, and what machines sent that could not be recorded. */
export const MachineMessages = z.strictObject({
  line: z
    .strictObject({
      site: z.string(),
      connected: z.boolean(),
      problem: z.string().nullable(),
      lastAt: Time.nullable(),
      recorded: z.number(),
      kept: z.number(),
    })
    .nullable(),
  messages: z.array(MachineMessage),
  more: z.boolean(),
})
export type MachineMessages = z.infer<typeof MachineMessages>
