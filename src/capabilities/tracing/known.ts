/** As known when: a time with an offset, or how far a site's ledger had come. */
import { z } from 'zod'
import { INTEGER_MAX } from '../paging.ts'

const sequence = z.int().min(0).max(INTEGER_MAX)

export const knownShape = z.union([z.string(), z.strictObject({ sequence, site: z.string().optional() })])

/** The same in an address, where digits alone are a sequence of the site that is asked. */
export const knownWord = z.union([z.string().regex(/^\d+$/).transform(Number).pipe(sequence), z.string().regex(/\D/)], {
  error: `must be a time with an offset, or a sequence up to ${INTEGER_MAX}`,
})

export const knownSaid = (said: number | string | undefined, site: string | undefined): z.infer<typeof knownShape> | undefined =>
  typeof said === 'number' ? { sequence: said, site } : said
