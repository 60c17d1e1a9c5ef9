/** What elements demand of one another: companions, exclusions, and that a repeated one says the same. */
import { type Element, nameOf } from './element.ts'

export interface Complaint {
  reason: 'element-missing' | 'elements-exclude' | 'elements-differ'
  sentence: string
}

export function associationComplaint(elements: readonly Element[]): Complaint | undefined {
  return excluded(elements) ?? missing(elements) ?? differing(elements) ?? unsigned(elements)
}

/** "01" or a pattern such as "31nn". An identifier is never its own companion or its own exclusion. */
function present(elements: readonly Element[], pattern: string, not: string): Element | undefined {
  return elements.find(({ identifier: { ai } }) => ai !== not && matches(ai, pattern))
}

function matches(ai: string, pattern: string): boolean {
  const digits = pattern.replace(/n+$/, '')
  return ai.length === pattern.length && ai.startsWith(digits)
}

function excluded(elements: readonly Element[]): Complaint | undefined {
  for (const { identifier } of elements) {
    for (const pattern of identifier.excludes) {
      const other = present(elements, pattern, identifier.ai)
      if (other)
        return { reason: 'elements-exclude', sentence: `${nameOf(identifier)} and ${nameOf(other.identifier)} may not stand on one label.` }
    }
  }
  return undefined
}

function missing(elements: readonly Element[]): Complaint | undefined {
  for (const { identifier } of elements) {
    for (const groups of identifier.needs) {
      const isMet = groups.some(group => group.every(pattern => present(elements, pattern, identifier.ai)))
      if (!isMet)
        return { reason: 'element-missing', sentence: `${nameOf(identifier)} needs ${groups.map(wordsOf).join(' or ')} beside it.` }
    }
  }
  return undefined
}

const wordsOf = (group: readonly string[]): string => group.map(pattern => `(${pattern})`).join(' with ')

function differing(elements: readonly Element[]): Complaint | undefined {
  const values = new Map<string, string>()
  for (const { identifier, value } of elements) {
    if ((values.get(identifier.ai) ?? value) !== value)
      return { reason: 'elements-differ', sentence: `${nameOf(identifier)} stands there twice with different values.` }
    values.set(identifier.ai, value)
  }
  return undefined
}

const SERIALISED = new Set(['253', '255', '8003'])

/** A digital signature belongs to one thing: these keys name one only with their serial number. */
function unsigned(elements: readonly Element[]): Complaint | undefined {
  if (!elements.some(({ identifier }) => identifier.ai === '8030')) return undefined
  const bare = elements.find(({ identifier, value }) => SERIALISED.has(identifier.ai) && value.length === identifier.min)
  return bare && { reason: 'element-missing', sentence: `${nameOf(bare.identifier)} needs its serial number where (8030) signs it.` }
}
