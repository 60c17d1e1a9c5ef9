/** The capture door: events in, one result per event out, in order. What cannot even be parsed is refused like the rest. */
import { Refusal } from '../base/refusal.ts'
import type { Outcome } from '../ledger/writer.ts'
import { parseEvent } from './parse.ts'
import type { Services } from './route.ts'
import { Unreadable } from './unreadable.ts'

export interface CaptureResult {
  id: string | null
  status: Outcome['status']
  sequence?: number
  lots?: { material: string; number: string }[]
  code?: string
  detail?: string
  pointer?: string
}

/** Lines waiting for their answer at once: bounds the memory of a very long file. */
const OPEN_MAX = 5000

export async function captureEvents(
  services: Services,
  inputs: Iterable<unknown> | AsyncIterable<unknown>,
  via: string,
): Promise<CaptureResult[]> {
  const results: CaptureResult[] = []
  const open: Promise<void>[] = []
  let index = 0
  for await (const input of inputs) {
    const at = index++
    const one = captureOne(services, input, via).then(result => {
      results[at] = result
    })
    // It may fail while the next line is still on its way, before anybody waits for it: that must not end the process.
    one.catch(() => undefined)
    open.push(one)
    if (open.length >= OPEN_MAX) await open.shift()
  }
  await Promise.all(open)
  return results
}

async function captureOne(services: Services, input: unknown, via: string): Promise<CaptureResult> {
  try {
    const { position: _, ...outcome } = await services.record(parseEvent(input), via)
    return outcome
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return {
      id: idOf(input),
      status: 'refused',
      code: error.code,
      detail: error.message,
      ...(error.pointer === undefined ? {} : { pointer: error.pointer }),
    }
  }
}

const idOf = (input: unknown): string | null => {
  const id = (input as { id?: unknown } | null)?.id
  return typeof id === 'string' ? id.slice(0, 100) : null
}

export async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield parseLine(line)
  }
  rest += decoder.decode()
  if (rest.trim() !== '') yield parseLine(rest)
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line)
  } catch {
    return new Unreadable('This line is no JSON.')
  }
}
