/** What a topic and a payload say. Pure. */
import { z } from 'zod'
import { parseInstant } from '../../base/instant.ts'

export function matches(filter: string, topic: string): boolean {
  const [wanted, given] = [filter.split('/'), topic.split('/')]
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true
    if (index >= given.length || (level !== '+' && level !== given[index])) return false
  }
  return wanted.length === given.length
}

const message = z.object({
  id: z.union([z.string().min(1).max(200), z.int()]).transform(String),
  value: z.union([
    z.string().max(4000),
    z.number(),
    z.boolean(),
    z
      .array(z.union([z.string().max(60), z.number()]))
      .min(1)
      .max(10_000),
  ]),
  characteristic: z.string().min(1).max(200).optional(),
  unit: z.string().min(1).max(200).optional(),
  at: z
    .string()
    .refine(text => parseInstant(text) !== undefined, 'must be a time with an offset')
    .optional(),
})
export type Message = z.output<typeof message>

/** The message, or what is wrong with it. */
export function readMessage(payload: Uint8Array): { message: Message } | { problem: string } {
  let sent: unknown
  try {
    sent = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    return { problem: 'This is no JSON: send {"id":"…","value":…}.' }
  }
  const read = message.safeParse(sent)
  if (read.success) return { message: read.data }
  const issue = read.error.issues[0]
  return { problem: `/${(issue?.path ?? []).join('/')}: ${issue?.message ?? 'is not as it should be'}. Send {"id":"…","value":…}.` }
}
