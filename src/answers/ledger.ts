/** The ledger, its exceptions, corrections, and what became of events that were sent. */
import { z } from 'zod'
import { NamedLot, Quantity, Time } from './common.ts'

export const LedgerEvent = z.strictObject({
  site: z.string(),
  sequence: z.number(),
  id: z.string(),
  type: z.string(),
  at: Time,
  recordedAt: Time,
  by: z.string().nullable(),
  workCenter: z.string().nullable(),
  workOrder: z.string().nullable(),
  run: z.string().nullable(),
  body: z.record(z.string(), z.unknown()),
  hash: z.string(),
  previousHash: z.string(),
  voidedBy: z.union([z.number(), z.string()]).nullable(),
  status: z.string(),
  station: z.string().nullable(),
  operation: z.union([z.string(), z.number()]).nullable(),
})
export type LedgerEvent = z.infer<typeof LedgerEvent>

export const LedgerPage = z.strictObject({
  events: z.array(LedgerEvent),
  head: z.strictObject({
    sequence: z.number(),
    hash: z.string(),
  }),
  /** To ask for what is before. */
  next: z.number().nullable(),
})
export type LedgerPage = z.infer<typeof LedgerPage>

export const Verification = z.strictObject({
  ok: z.boolean(),
  sites: z.array(
    z.strictObject({
      site: z.string(),
      sequence: z.number(),
      hash: z.string(),
    }),
  ),
  events: z.number(),
  difference: z
    .strictObject({
      /** Null where it is about no one event. */
      site: z.string().nullable(),
      sequence: z.number().nullable(),
      table: z.string(),
      row: z.string(),
      detail: z.string(),
    })
    .nullable(),
  elapsedMs: z.number(),
  checkedAt: Time.exactOptional(),
})
export type Verification = z.infer<typeof Verification>

export const ExceptionState = z.enum(['open', 'snoozed', 'accepted', 'reversed'])
export type ExceptionState = z.infer<typeof ExceptionState>

export const LedgerException = z.strictObject({
  site: z.string(),
  sequence: z.number(),
  /** The event and the line together name the exception. */
  event: z.string(),
  line: z.number(),
  type: z.string(),
  code: z.string(),
  detail: z.string(),
  at: Time,
  recordedAt: Time,
  by: z.string().nullable(),
  station: z.string().nullable(),
  workCenter: z.string().nullable(),
  open: z.boolean(),
  state: ExceptionState,
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: Time.nullable(),
  snoozedUntil: Time.nullable(),
  lots: z.array(
    z.strictObject({
      id: z.number(),
      material: z.string(),
      number: z.string(),
    }),
  ),
  /** What a person raised is about this event. */
  about: z.string().nullable(),
  scan: z.string().nullable(),
})
export type LedgerException = z.infer<typeof LedgerException>

export const Listed = <T extends z.ZodType>(T: T) =>
  z.strictObject({
    total: z.number(),
    first: z.array(T),
  })

export const PreviewLot = NamedLot
export type PreviewLot = z.infer<typeof PreviewLot>

export const PreviewBounds = z.strictObject({
  min: z.number().nullable(),
  expected: z.number().nullable(),
  max: z.number().nullable(),
})
export type PreviewBounds = z.infer<typeof PreviewBounds>

/** What a correction would change; of long lists the first rows, and how many there are. */
export const CorrectionPreview = z.strictObject({
  refused: z
    .strictObject({
      code: z.string(),
      detail: z.string(),
      pointer: z.string().exactOptional(),
    })
    .nullable(),
  /** What was looked at, as one mark: sent along with the correction, it is refused where it would change anything else by then. Null where it would be refused anyway. */
  preview: z.string().nullable(),
  /** Where it would be refused: what was recorded since with its lots, the last first. */
  later: Listed(
    z.strictObject({
      event: z.string(),
      sequence: z.number(),
      type: z.string(),
      at: Time,
      by: z.string().nullable(),
      lots: z.array(PreviewLot),
    }),
  ),
  /** Lots of which more was used or shipped than there would be (`missing`; null: nothing of it would be there), and who drew on them, the last first. */
  short: z.array(
    z.strictObject({
      material: z.string(),
      number: z.string(),
      unit: z.string(),
      missing: Quantity.nullable(),
      consumers: Listed(
        z.strictObject({
          event: z.string(),
          sequence: z.number(),
          type: z.string(),
          at: Time,
          by: z.string().nullable(),
          /** How much of the lot it drew. */
          quantity: Quantity,
          /** The event as it was sent: what to change in it, to correct it too. */
          said: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  ),
  lots: Listed(
    z.strictObject({
      material: z.string(),
      number: z.string(),
      unit: z.string(),
      before: Quantity,
      after: Quantity,
    }),
  ),
  links: Listed(
    z.strictObject({
      parent: PreviewLot,
      child: PreviewLot,
      before: PreviewBounds.nullable(),
      after: PreviewBounds.nullable(),
    }),
  ),
  held: Listed(PreviewLot),
  freed: Listed(PreviewLot),
  /** Open recalls that would reach more or fewer lots. */
  recalls: Listed(z.strictObject({ recall: z.string(), joined: z.number(), left: z.number() })),
  /** Certificates that would come into the records of the lots made of it, or leave them. */
  certificates: Listed(PreviewLot.extend({ document: z.string(), name: z.string(), change: z.enum(['joined', 'left']) })),
  shipments: Listed(
    z.strictObject({
      material: z.string(),
      number: z.string(),
      unit: z.string(),
      shipment: z.string(),
      before: Quantity,
      after: Quantity,
    }),
  ),
  downstream: z.strictObject({
    lots: z.number(),
    shipped: Listed(
      z.strictObject({
        material: z.string(),
        number: z.string(),
        shipment: z.string(),
        customer: z.string(),
      }),
    ),
  }),
})
export type CorrectionPreview = z.infer<typeof CorrectionPreview>

export const CaptureResult = z.strictObject({
  /** Null where what was sent has none. */
  id: z.string().nullable(),
  status: z.enum(['recorded', 'duplicate', 'refused', 'exception']),
  /** Of what is on record. */
  sequence: z.number().nullable().exactOptional(),
  lots: z
    .array(
      z.strictObject({
        material: z.string(),
        number: z.string(),
        id: z.number().exactOptional(),
      }),
    )
    .exactOptional(),
  /** The number that was drawn for an output that is about to be filled. */
  opened: NamedLot.exactOptional(),
  /** The container an event numbered itself. */
  container: z.string().exactOptional(),
  code: z.string().exactOptional(),
  detail: z.string().exactOptional(),
  pointer: z.string().exactOptional(),
})
export type CaptureResult = z.infer<typeof CaptureResult>

/** One event of an EPCIS file, or one row of a table, and what became of it. */
export const ImportedRow = z.strictObject({
  index: z.number(),
  sheet: z.string().exactOptional(),
  id: z.string().nullable(),
  status: z.enum(['imported', 'duplicate', 'exception', 'refused']),
  events: z.number(),
  sequence: z.number().exactOptional(),
  code: z.string().exactOptional(),
  detail: z.string().exactOptional(),
  pointer: z.string().exactOptional(),
  column: z.string().exactOptional(),
})
export type ImportedRow = z.infer<typeof ImportedRow>

export const ImportSummary = z.strictObject({
  format: z.enum(['epcis', 'csv', 'xlsx', 'unknown']),
  rows: z.array(ImportedRow),
  imported: z.number(),
  duplicates: z.number(),
  exceptions: z.number(),
  refused: z.number(),
  /** The refused rows of a table as CSV with the reason in a column `error`. */
  rejects: z.string().exactOptional(),
  /** Nothing was kept. */
  dryRun: z.boolean().exactOptional(),
  /** Of a dry run: rows about which the ledger is asked only when they are imported. */
  unchecked: z.number().exactOptional(),
})
export type ImportSummary = z.infer<typeof ImportSummary>

export const Rebuilt = z.strictObject({
  events: z.number(),
  elapsedMs: z.number().exactOptional(),
})
export type Rebuilt = z.infer<typeof Rebuilt>
