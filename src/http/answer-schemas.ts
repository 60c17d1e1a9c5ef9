/** The shapes of answers as the OpenAPI document has them: each that has a name stands once under it, and the routes refer to it. */
import { z } from 'zod'
import * as answers from '../answers/index.ts'

type JsonSchema = Record<string, unknown>

const NAMED = z.registry<{ id: string }>()
for (const [id, shape] of Object.entries(answers)) if (shape instanceof z.ZodType) NAMED.add(shape, { id })

/** An answer may get further fields at any time; who reads it must not mind. */
const open = ({ jsonSchema }: { jsonSchema: JsonSchema }): void => {
  if (jsonSchema['additionalProperties'] === false) delete jsonSchema['additionalProperties']
}

const STATED = { io: 'output', unrepresentable: 'any', target: 'draft-2020-12', override: open } as const

/** Every named shape. */
export function namedShapes(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(NAMED, { ...STATED, uri: addressOf })
  return Object.fromEntries(Object.entries(schemas).map(([name, shape]) => [name, bare(shape)]))
}

/** What a route answers, by reference where it has a name. */
export function shapeOf(answer: z.ZodType): JsonSchema {
  const id = NAMED.get(answer)?.id
  if (id !== undefined) return { $ref: addressOf(id) }
  return referring(bare(z.toJSONSchema(answer, { ...STATED, metadata: NAMED }))) as JsonSchema
}

/** What an OpenAPI document says once, or elsewhere. */
const ELSEWHERE: ReadonlySet<string> = new Set(['$schema', '$id', '$defs'])
const bare = (shape: object): JsonSchema => Object.fromEntries(Object.entries(shape).filter(([name]) => !ELSEWHERE.has(name)))

const addressOf = (id: string): string => `#/components/schemas/${id}`

function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      name === '$ref' && typeof held === 'string' ? held.replace('#/$defs/', addressOf('')) : referring(held),
    ]),
  )
}
