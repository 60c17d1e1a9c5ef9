import { useNavigate, useSearch } from '@tanstack/react-router'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { STUCK_AFTER } from './stuck-after.ts'

const ages = [
  ['', 'any age'],
  ['4', 'older than 4 h'],
  ['24', 'older than a day'],
  ['72', 'older than 3 days'],
  ['168', 'older than a week'],
] as const
const states = [
  ['', 'in any state'],
  ['waiting', 'waiting'],
  ['working', 'being worked on'],
  ['blocked', 'blocked'],
  ['stuck', 'stuck'],
] as const
const stuck = [
  ['4', '4 h'],
  ['8', '8 h'],
  ['24', 'a day'],
  ['72', '3 days'],
  ['168', 'a week'],
] as const

/** The question as a sentence. */
export function WipFilters() {
  const search = useSearch({ from: '/wip' })
  const navigate = useNavigate({ from: '/wip' })
  const set = (key: string) => (value: string | undefined) =>
    void navigate({ search: before => ({ ...before, [key]: value === '' ? undefined : value }), replace: true })
  return (
    <div className="filters no-print">
      <Said word="Lots of">
        <ParamInput label="Material" placeholder="any material" value={search.material} onChange={set('material')} />
      </Said>
      <Said word="on order">
        <ParamInput label="Work order" placeholder="any order" value={search.workOrder} onChange={set('workOrder')} />
      </Said>
      <Said word="for">
        <ParamInput label="Customer" placeholder="any customer" value={search.customer} onChange={set('customer')} />
      </Said>
      <Choice label="Age" value={search.olderThan ?? ''} entries={ages} onChange={set('olderThan')} />
      {(search.view === 'lots' || search.state) && (
        <Choice label="State" value={search.state ?? ''} entries={states} onChange={set('state')} />
      )}
      <span className="row">
        <span className="quiet">stuck after</span>
        <Choice
          label="Stuck after"
          value={search.stuckAfter ?? STUCK_AFTER}
          entries={stuck}
          onChange={value => set('stuckAfter')(value === STUCK_AFTER ? undefined : value)}
        />
      </span>
      {(search.operation ?? search.workCenter) && (
        <button
          type="button"
          className="button filter-drop"
          onClick={() => void navigate({ search: before => ({ ...before, operation: undefined, workCenter: undefined }), replace: true })}
        >
          {search.operation} <span className="mono small">{search.workCenter}</span> ✕
          <span className="hidden-text">show all operations</span>
        </button>
      )}
    </div>
  )
}

function Choice(props: {
  label: string
  value: string
  entries: readonly (readonly [string, string])[]
  onChange: (value: string) => void
}) {
  return (
    <select className="choice" aria-label={props.label} value={props.value} onChange={event => props.onChange(event.currentTarget.value)}>
      {props.entries.map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </select>
  )
}
