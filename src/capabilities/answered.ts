/** Holds what a route answers to the shape it states. It reads every answer once more, so it is for tests: GENEALOT_CHECK_ANSWERS turns it on. */
import type { z } from 'zod'

export const checksAnswers = (process.env.GENEALOT_CHECK_ANSWERS ?? '') !== ''

/** @throws where the JSON that is sent is not what the OpenAPI document promises. */
export function checkAnswer({ method, path, answer }: { method: string; path: string; answer?: z.ZodType }, sent: unknown): void {
  if (!answer || sent === undefined) return
  const { error } = answer.safeParse(JSON.parse(JSON.stringify(sent)))
  const issue = error?.issues[0]
  if (issue) throw new Error(`${method} ${path} does not answer as it states: /${issue.path.map(String).join('/')}: ${issue.message}`)
}
