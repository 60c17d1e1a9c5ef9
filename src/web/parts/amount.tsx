import type { Bounds } from '../../client/index.ts'
import { useWords } from '../app/words.tsx'

/** An exact decimal as people read it: groups of three set apart by a thin space, no trailing zeros, the unit quieter than the number. */
export function Amount({ value, unit, strong }: { value: string | number; unit?: string | null; strong?: boolean }) {
  const { mark } = useWords()
  return (
    <span className="num">
      <span style={strong ? { fontWeight: 650 } : undefined}>{grouped(value, mark)}</span>
      {unit ? <span className="quiet"> {unit}</span> : null}
    </span>
  )
}

/** A number as it came, or with so many places, with the mark of the language. */
export const decimal = (text: string | number, mark: string): string => String(text).replace('.', mark)

/** Text work only: a float would change the number it shows. The thin space parts thousands in every language: a point or a comma there is a decimal to somebody. */
export function grouped(value: string | number, mark = '.'): string {
  const [whole = '0', fraction = ''] = String(value).split('.')
  const kept = fraction.replace(/0+$/, '')
  const sign = whole.startsWith('-') ? '\u2212' : ''
  const digits = whole.replace(/^[-+]/, '').replace(/\B(?=(\d{3})+$)/g, '\u202f')
  return `${sign}${digits}${kept === '' ? '' : `${mark}${kept}`}`
}

/** How much suspect material there is altogether, unit by unit; nothing where that was not asked. */
export function InAll({ affected, isSentence = false }: { affected: readonly Bounds[] | undefined; isSentence?: boolean }) {
  const { t, rich } = useWords()
  if (!affected || affected.length === 0) return null
  const amount = affected.map((one, index) => (
    <span key={one.unit}>
      {index > 0 && <span className="quiet">, </span>}
      <Range {...one} />
    </span>
  ))
  const words = <span className="quiet">{t(isSentence ? 'amount.in-all' : 'amount.in-all-inside')}</span>
  return (
    <span title={t('amount.in-all-why')}>
      {isSentence ? (
        rich('amount.in-all-is', { words, amount })
      ) : (
        <>
          {words} {amount}
        </>
      )}
    </span>
  )
}

/** min – expected – max, said as briefly as it is known. */
export function Range(props: { min: string; expected: string; max: string; unit?: string | null; known?: boolean | undefined }) {
  const { min, expected, max, unit } = props
  const { t, rich, mark } = useWords()
  if (props.known === false) {
    return <span className="quiet">{rich('amount.up-to', { amount: <Amount value={max} unit={unit ?? null} /> })}</span>
  }
  if (same(min, max)) return <Amount value={max} unit={unit ?? null} />
  const bounds = { min: grouped(min, mark), expected: grouped(rounded(expected), mark), max: grouped(max, mark), unit: unit ?? '' }
  const words = t('amount.range', bounds)
  return (
    <span className="num range" title={words}>
      <span className="quiet">{grouped(rounded(min), mark)}–</span>
      {bounds.expected}
      <span className="quiet">
        –{grouped(rounded(max), mark)}
        {unit ? ` ${unit}` : ''}
      </span>
      <span className="hidden-text">{words}</span>
    </span>
  )
}

function same(left: string, right: string): boolean {
  return grouped(left) === grouped(right)
}

/** An expected share is a mean, not a count: three decimals say all it means. The exact text stays in the title. */
function rounded(value: string): string {
  const [whole = '0', fraction = ''] = value.split('.')
  return fraction.length <= 3
    ? value
    : Number(value)
        .toFixed(3)
        .replace(/^-?\d+/, whole)
}

/** A share or a ratio, with always so many digits: they stand one below the other. */
export const fixed = (value: number, digits: number, mark: string): string => value.toFixed(digits).replace('.', mark)

export function isZero(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || Number(value) === 0
}
