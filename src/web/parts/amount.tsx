import type { Bounds } from '../../client/index.ts'

/** An exact decimal as people read it: groups of three set apart by a thin space, no trailing zeros, the unit quieter than the number. */
export function Amount({ value, unit, strong }: { value: string | number; unit?: string | null; strong?: boolean }) {
  return (
    <span className="num">
      <span style={strong ? { fontWeight: 650 } : undefined}>{grouped(value)}</span>
      {unit ? <span className="quiet"> {unit}</span> : null}
    </span>
  )
}

/** Text work only: a float would change the number it shows. */
export function grouped(value: string | number): string {
  const [whole = '0', fraction = ''] = String(value).split('.')
  const kept = fraction.replace(/0+$/, '')
  const sign = whole.startsWith('-') ? '\u2212' : ''
  const digits = whole.replace(/^[-+]/, '').replace(/\B(?=(\d{3})+$)/g, '\u202f')
  return `${sign}${digits}${kept === '' ? '' : `.${kept}`}`
}

/** How much suspect material there is altogether, unit by unit; nothing where that was not asked. */
export function InAll({ affected, isSentence = false }: { affected: readonly Bounds[] | undefined; isSentence?: boolean }) {
  if (!affected || affected.length === 0) return null
  return (
    <span title="On hand, shipped and gone. It can be less than the sum of what is most in each lot: what is in one is not in another as well.">
      <span className="quiet">{isSentence ? 'In all' : 'in all'} </span>
      {affected.map((one, index) => (
        <span key={one.unit}>
          {index > 0 && <span className="quiet">, </span>}
          <Range {...one} />
        </span>
      ))}
      {isSentence && '.'}
    </span>
  )
}

/** min – expected – max, said as briefly as it is known. */
export function Range(props: { min: string; expected: string; max: string; unit?: string | null; known?: boolean | undefined }) {
  const { min, expected, max, unit } = props
  if (props.known === false) {
    return (
      <span className="quiet">
        up to <Amount value={max} unit={unit ?? null} />
      </span>
    )
  }
  if (same(min, max)) return <Amount value={max} unit={unit ?? null} />
  const words = `at least ${grouped(min)}, expected ${grouped(rounded(expected))}, at most ${grouped(max)} ${unit ?? ''}`
  return (
    <span className="num range" title={words}>
      <span className="quiet">{grouped(rounded(min))}–</span>
      {grouped(rounded(expected))}
      <span className="quiet">
        –{grouped(rounded(max))}
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

export function isZero(value: string | number | null | undefined): boolean {
  return value === null || value === undefined || Number(value) === 0
}
