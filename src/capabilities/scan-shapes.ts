/** The shapes of what is learned about vendors' labels: the events state them, the scanning capability reads with them. */
import { z } from 'zod'

export const PIECE_KINDS = [
  'lot',
  'serial',
  'part',
  'supplierPart',
  'order',
  'package',
  'quantity',
  'expiresOn',
  'producedOn',
  'fixed',
  'varies',
] as const
export const DATE_FORMATS = [
  'YYMMDD',
  'YYYYMMDD',
  'DDMMYY',
  'DDMMYYYY',
  'MMDDYYYY',
  'YYYY-MM-DD',
  'DD.MM.YYYY',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
] as const

/** An example of the label, and what stands in it; `at` says where, if a value stands there more than once. */
export const labelExample = {
  example: z.string().min(1).max(400),
  pieces: z
    .array(
      z.strictObject({
        is: z.enum(PIECE_KINDS),
        value: z.string().min(1).max(400),
        at: z.int().min(0).max(400).optional(),
        format: z.enum(DATE_FORMATS).optional(),
      }),
    )
    .min(1)
    .max(40),
}
