/** The event as the ledger keeps it: what was sent, what was settled, when and where it stands. Written and read back here only. */
import { type Canonical, canonicalJson, type Json } from '../base/canonical.ts'
import { formatInstant, parseInstant } from '../base/instant.ts'
import { formatQuantity, type Quantity, readQuantity } from '../base/quantity.ts'
import type { AnyCommand, Effect, Fact, Line } from './fact.ts'

export interface Sealed {
  site: string
  sequence: number
  recordedAt: number
  via: string
}

export function writeBody(fact: Fact, sealed: Sealed): string {
  const { by: _, ...command } = fact.command as AnyCommand & { [key: string]: Canonical | undefined }
  return canonicalJson({
    ...command,
    by: fact.by ?? undefined,
    sequence: sealed.sequence,
    recordedAt: formatInstant(sealed.recordedAt),
    via: sealed.via,
    effect: writeEffect(fact.effect),
  })
}

/** Quantities become text; everything else is JSON already. */
export function plain(value: unknown): Json {
  if (typeof value === 'bigint') return formatQuantity(value as Quantity)
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value as Json
  const result: Record<string, Json> = {}
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) result[key] = plain(entry)
  return result
}

function writeEffect({ made, named, lines, numbered, exceptions, settled }: Effect): Canonical {
  return { made: given(made), named: given(named), lines: given(lines), numbered: given(numbered), exceptions: given(exceptions), settled }
}

/** An empty list is left out. */
const given = (list: readonly object[]): Canonical | undefined => (list.length > 0 ? (list as readonly Canonical[]) : undefined)

export interface ReadBody {
  sent: Record<string, unknown>
  effect: Effect
  sequence: number
  recordedAt: number
  via: string
  by: string | null
}

export function readBody(body: string): ReadBody {
  const { sequence, recordedAt, via, effect, by, ...sent } = JSON.parse(body) as Record<string, unknown> & {
    sequence: number
    recordedAt: string
    via: string
    effect: unknown
    by?: string
  }
  return {
    sent: by === undefined ? sent : { ...sent, by },
    effect: readEffect(effect),
    sequence,
    recordedAt: parseInstant(recordedAt) ?? Number.NaN,
    via,
    by: by ?? null,
  }
}

interface WrittenEffect {
  made?: Effect['made']
  named?: Effect['named']
  lines?: (Omit<Line, 'delta' | 'scrap' | 'worked'> & { delta: string; scrap?: string; worked?: string })[]
  numbered?: Effect['numbered']
  exceptions?: Effect['exceptions']
  settled?: Json
}

function readEffect(value: unknown): Effect {
  const { made = [], named = [], lines = [], numbered = [], exceptions = [], settled } = value as WrittenEffect
  return {
    made,
    named,
    numbered,
    exceptions,
    ...(settled === undefined ? {} : { settled }),
    lines: lines.map(({ delta, scrap, worked, ...line }) => ({
      ...line,
      delta: readQuantity(delta),
      ...(scrap === undefined ? {} : { scrap: readQuantity(scrap) }),
      ...(worked === undefined ? {} : { worked: readQuantity(worked) }),
    })),
  }
}
