import type { Moment, PlannedCharacteristic, ValueKind } from '../../../client/index.ts'
import type { Words } from '../../app/words.tsx'
import { kindOf } from '../../parts/entered-values.ts'

export const KINDS = [
  { value: 'number', label: 'collect.number' },
  { value: 'series', label: 'collect.series' },
  { value: 'choice', label: 'collect.choice' },
  { value: 'yesno', label: 'collect.yesno' },
  { value: 'text', label: 'collect.text' },
  { value: 'date', label: 'collect.date' },
  { value: 'photo', label: 'collect.photo' },
  { value: 'file', label: 'collect.file' },
] as const satisfies { value: ValueKind; label: string }[]
export const MOMENTS = [
  { value: 'receipt', label: 'collect.receipt' },
  { value: 'start', label: 'collect.start' },
  { value: 'finish', label: 'collect.finish' },
  { value: 'shipment', label: 'collect.shipment' },
] as const satisfies { value: Moment; label: string }[]
export const CONSEQUENCES = [
  { value: 'record', label: 'collect.recorded' },
  { value: 'ask', label: 'collect.asked-again' },
  { value: 'stop', label: 'collect.refused' },
  { value: 'hold', label: 'collect.held' },
] as const

export const kindWords = (line: PlannedCharacteristic, { t }: Words): string => t(`collect.${kindOf(line)}`)

/** At the finish of operation 20 at OVEN, 1 in 10. */
export function whenWords({ at = 'finish', operation, workCenter, sample }: PlannedCharacteristic, words: Words): string {
  const { t } = words
  const isOf = operation !== undefined && (at === 'start' || at === 'finish')
  const moment = isOf ? t(`collect.${at}-of`, { operation: String(operation) }) : t(`collect.${at}`)
  const when = workCenter === undefined ? moment : t('collect.moment-at', { moment, place: workCenter })
  const sampled = sampleWords(sample, words)
  return sampled === undefined ? when : t('collect.sampled', { when, sample: sampled })
}

function sampleWords(sample: PlannedCharacteristic['sample'], { t }: Words): string | undefined {
  if (sample?.count !== undefined) return t('collect.so-many', { count: sample.count })
  if (sample?.oneIn !== undefined) return t('collect.one-in', { count: sample.oneIn })
  return sample?.percent === undefined ? undefined : t('collect.percent', { percent: sample.percent })
}

export function consequenceWords({ required, missing, outOfRange, min, max }: PlannedCharacteristic, { t }: Words): string {
  const lacking = t(required !== true ? 'collect.optional' : missing === 'tell' ? 'collect.gap' : 'collect.required')
  if (min === undefined && max === undefined) return lacking
  const consequence = CONSEQUENCES.find(one => one.value === (outOfRange ?? 'record'))?.label ?? 'collect.recorded'
  return t('collect.outside', { lacking, consequence: t(consequence) })
}
