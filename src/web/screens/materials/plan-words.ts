import type { Moment, PlannedCharacteristic, ValueKind } from '../../../client/index.ts'
import { kindOf } from '../../parts/entered-values.ts'

export const KINDS: { value: ValueKind; label: string }[] = [
  { value: 'number', label: 'Number' },
  { value: 'series', label: 'Series of numbers' },
  { value: 'choice', label: 'Choice' },
  { value: 'yesno', label: 'Yes or no' },
  { value: 'text', label: 'Text' },
  { value: 'date', label: 'Date' },
  { value: 'photo', label: 'Photo' },
  { value: 'file', label: 'File' },
]
export const MOMENTS: { value: Moment; label: string }[] = [
  { value: 'receipt', label: 'at receipt' },
  { value: 'start', label: 'at the start of an operation' },
  { value: 'finish', label: 'at the finish of an operation' },
  { value: 'shipment', label: 'at shipment' },
]
export const CONSEQUENCES = [
  { value: 'record', label: 'it is recorded as it is' },
  { value: 'ask', label: 'the operator is asked to measure again' },
  { value: 'stop', label: 'the report is refused' },
  { value: 'hold', label: 'the lot is put on hold' },
]

export const kindWords = (line: PlannedCharacteristic): string => KINDS.find(one => one.value === kindOf(line))?.label ?? ''

/** At the finish of operation 20 at OVEN, 1 in 10. */
export function whenWords({ at = 'finish', operation, workCenter, sample }: PlannedCharacteristic): string {
  const of = operation === undefined ? '' : ` of operation ${operation}`
  const moment = operation !== undefined && (at === 'start' || at === 'finish') ? `at the ${at}${of}` : momentWord(at)
  return [moment + (workCenter === undefined ? '' : ` at ${workCenter}`), sampleWords(sample)].filter(Boolean).join(', ')
}

const momentWord = (at: Moment): string => MOMENTS.find(one => one.value === at)?.label ?? at

function sampleWords(sample: PlannedCharacteristic['sample']): string {
  if (sample?.count !== undefined) return `${sample.count} values`
  if (sample?.oneIn !== undefined) return `one in ${sample.oneIn}`
  return sample?.percent === undefined ? '' : `${sample.percent} % of the pieces`
}

export function consequenceWords({ required, missing, outOfRange, min, max }: PlannedCharacteristic): string {
  const lacking = required !== true ? 'may be left out' : missing === 'tell' ? 'a gap is shown without it' : 'required'
  if (min === undefined && max === undefined) return lacking
  return `${lacking}; outside: ${CONSEQUENCES.find(one => one.value === (outOfRange ?? 'record'))?.label ?? ''}`
}
