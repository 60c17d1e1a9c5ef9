/** Answers to questions across lots: seeds, common factors, comparisons, exposure, the doctor. */
import { z } from 'zod'
import { Amount, Certainty, KnownAt, LotKind, Message, Time } from './common.ts'
import { AskedEvent, AskedLot } from './traces.ts'

export const SeedLot = AskedLot.extend({
  vendor: z.string().nullable(),
  vendorLot: z.string().nullable(),
  workOrder: z.string().nullable(),
  /** Sequences of the events that match. */
  events: z.array(z.number()),
})
export type SeedLot = z.infer<typeof SeedLot>

export const SeedAnswer = z.strictObject({
  totals: z.strictObject({
    lots: z.number(),
  }),
  lots: z.array(SeedLot),
  events: z.array(AskedEvent),
})
export type SeedAnswer = z.infer<typeof SeedAnswer>

export const FactorKind = z.enum([
  'lot',
  'load',
  'vendorLot',
  'vendor',
  'material',
  'revision',
  'operation',
  'workCenter',
  'window',
  'person',
  'shift',
  'station',
  'run',
  'workOrder',
])
export type FactorKind = z.infer<typeof FactorKind>

export const FactorCount = z.strictObject({
  certain: z.number(),
  possible: z.number(),
  of: z.number(),
})
export type FactorCount = z.infer<typeof FactorCount>

export const CommonFactor = z.strictObject({
  kind: FactorKind,
  name: z.string(),
  code: z.string().nullable(),
  lot: AskedLot.extend({
    description: z.string().nullable().exactOptional(),
    vendor: z.string().nullable(),
    vendorLot: z.string().nullable(),
  }).nullable(),
  /** The load, where it is one. */
  event: AskedEvent.nullable(),
  window: z
    .strictObject({
      from: Time,
      until: Time,
    })
    .nullable(),
  failed: FactorCount,
  good: FactorCount,
  /** How many times as often as on average those failed that have it. */
  lift: z.number().nullable(),
  /** Fisher's exact test, one-sided; of a stretch of time, times the stretches there are. */
  p: z.number(),
  pCertain: z.number(),
  /** The share of false alarms among all that are at least as unlikely. */
  falseAlarms: z.number(),
})
export type CommonFactor = z.infer<typeof CommonFactor>

export const CommonFactors = z.strictObject({
  knownAt: KnownAt,
  failed: z.strictObject({
    compared: z.number(),
    unknown: z.array(z.string()),
  }),
  good: z.strictObject({
    compared: z.number(),
    unknown: z.array(z.string()),
    alsoFailed: z.number(),
    period: z
      .strictObject({
        from: Time,
        until: Time,
      })
      .nullable(),
    isSample: z.boolean(),
  }),
  totals: z.strictObject({
    factors: z.number(),
    tested: z.number(),
    origins: z.number(),
  }),
  factors: z.array(CommonFactor),
})
export type CommonFactors = z.infer<typeof CommonFactors>

export const ComparisonCell = z.strictObject({
  text: z.string(),
  lot: z
    .strictObject({
      id: z.number(),
      material: z.string(),
      number: z.string(),
      kind: LotKind,
    })
    .exactOptional(),
  certainty: Certainty.exactOptional(),
  isOutOfRange: z.boolean().exactOptional(),
})
export type ComparisonCell = z.infer<typeof ComparisonCell>

export const ComparisonRow = z.strictObject({
  group: z.enum(['identity', 'components', 'making', 'values', 'times']),
  what: z.string(),
  /** What `what` says, for whoever says it otherwise: the fact, the material it is a fact of where it is not the lot's own, and the work center. */
  fact: z
    .enum(['material', 'kind', 'vendor', 'vendorLot', 'workOrder', 'workCenter', 'operation', 'station', 'person', 'made', 'span'])
    .exactOptional(),
  of: z.string().exactOptional(),
  workCenter: z.string().exactOptional(),
  left: z.array(ComparisonCell),
  right: z.array(ComparisonCell),
  isSame: z.boolean(),
})
export type ComparisonRow = z.infer<typeof ComparisonRow>

/** Two lots side by side. */
export const Comparison = z.strictObject({
  knownAt: KnownAt,
  lots: z.tuple([AskedLot, AskedLot]),
  totals: z.strictObject({
    same: z.number(),
    different: z.number(),
  }),
  rows: z.array(ComparisonRow),
})
export type Comparison = z.infer<typeof Comparison>

/** Something in the genealogy that cannot be, or that stops without a reason. */
export const GenealogyFinding = z.strictObject({
  detail: z.string(),
  /** The same, to be said in the reader's language. */
  said: Message,
  lot: z
    .strictObject({
      id: z.number(),
      site: z.string(),
      material: z.string(),
      number: z.string(),
      kind: LotKind,
    })
    .nullable(),
  other: z
    .strictObject({
      id: z.number(),
      site: z.string(),
      material: z.string(),
      number: z.string(),
      kind: LotKind,
    })
    .nullable(),
  run: z.string().nullable(),
  at: Time.nullable(),
  event: AskedEvent.nullable(),
})
export type GenealogyFinding = z.infer<typeof GenealogyFinding>

/** In the order in which they matter. */
export const GenealogyCheckName = z.enum([
  'used-before-made',
  'more-out-than-in',
  'two-parents',
  'left-before-made',
  'before-the-run',
  'orphan',
  'dead-end',
  'unexplained',
  'forgotten-run',
])
export type GenealogyCheckName = z.infer<typeof GenealogyCheckName>

export const GenealogyCheck = z.strictObject({
  check: GenealogyCheckName,
  title: z.string(),
  ok: z.boolean(),
  /** How many there are in all, as they were counted for the first page. */
  total: z.number(),
  /** There is more of it than is listed. */
  isCut: z.boolean(),
  /** The cursor of the page after this one. */
  next: z.string().nullable(),
  remedy: z.strictObject({
    text: z.string(),
    opens: z.enum(['event', 'run']),
    event: z.string(),
  }),
  findings: z.array(GenealogyFinding),
})
export type GenealogyCheck = z.infer<typeof GenealogyCheck>

export const GenealogyDoctor = z.strictObject({
  site: z.string(),
  ok: z.boolean(),
  checks: z.array(GenealogyCheck),
})
export type GenealogyDoctor = z.infer<typeof GenealogyDoctor>

export const ExposedLot = z.strictObject({
  id: z.number(),
  site: z.string(),
  material: z.string(),
  number: z.string(),
  vendor: z.string().nullable(),
  vendorLot: z.string().nullable(),
  lots: z.number(),
  certain: z.number(),
  possible: z.number(),
  /** Of the lots nothing was made of any more, the most that can contain it. */
  affected: z.array(
    z.strictObject({
      unit: z.string(),
      max: z.string(),
    }),
  ),
  /** How many those are. */
  endLots: z.number(),
  /** Containers in which some of them lie, and all that lies in these: whoever takes nothing apart takes whole containers. */
  containers: z.strictObject({ count: z.number(), holding: z.array(Amount) }),
})
export type ExposedLot = z.infer<typeof ExposedLot>

/** Made precisely, made approximately, or a position used up in the order it was loaded, or in any. */
export const SettingChange = z.enum(['precise', 'approximate', 'sequential', 'unknown'])
export type SettingChange = z.infer<typeof SettingChange>

export const ExposureSetting = z.strictObject({
  kind: SettingChange,
  material: z.string(),
  /** Of a position: where it is. */
  workCenter: z.string().nullable(),
  position: z.string().nullable(),
  change: z.string(),
  /** Lots that would be several, or one with others; of a position, draws that would be told apart. */
  inferredLots: z.number(),
  /** The price: so many more lots; below 0, so many less. */
  extraLots: z.number(),
  /** And so many more scans, to say that a lot is used up; below 0, so many less. */
  extraScans: z.number(),
  mean: z.strictObject({
    now: z.string(),
    otherwise: z.string(),
  }),
  worst: z.strictObject({
    now: z.string(),
    otherwise: z.string(),
  }),
  /** The share by which the mean recall would be smaller; below 0 it would be larger. */
  shrinks: z.number().nullable(),
})
export type ExposureSetting = z.infer<typeof ExposureSetting>

/** How large a recall of each raw lot would be; the largest first. */
export const Exposure = z.strictObject({
  knownAt: KnownAt,
  raw: z.strictObject({
    lots: z.number(),
    isCut: z.boolean(),
  }),
  unit: z.string().nullable(),
  worst: ExposedLot.nullable(),
  mean: z
    .strictObject({
      lots: z.number(),
      affected: z.string(),
    })
    .nullable(),
  lots: z.array(ExposedLot),
  settings: z.array(ExposureSetting),
})
export type Exposure = z.infer<typeof Exposure>
