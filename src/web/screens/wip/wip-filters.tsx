import { useNavigate, useSearch } from '@tanstack/react-router'
import type { OfficeKey } from '../../../words/office.ts'
import { labelled, useWords } from '../../app/words.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { Said } from '../../parts/said.tsx'
import { STUCK_AFTER } from './stuck-after.ts'

const ages = [
  { value: '', label: 'wip.any-age' },
  { value: '4', label: 'wip.older-4h' },
  { value: '24', label: 'wip.older-day' },
  { value: '72', label: 'wip.older-3-days' },
  { value: '168', label: 'wip.older-week' },
] as const
const states = [
  { value: '', label: 'wip.any-state' },
  { value: 'waiting', label: 'wip.waiting' },
  { value: 'working', label: 'wip.worked-on' },
  { value: 'blocked', label: 'wip.blocked' },
  { value: 'stuck', label: 'wip.stuck' },
] as const
const stuck = [
  { value: '4', label: 'wip.4h' },
  { value: '8', label: 'wip.8h' },
  { value: '24', label: 'wip.day' },
  { value: '72', label: 'wip.3-days' },
  { value: '168', label: 'wip.week' },
] as const

/** The question as a sentence. */
export function WipFilters() {
  const { t } = useWords()
  const search = useSearch({ from: '/wip' })
  const navigate = useNavigate({ from: '/wip' })
  const set = (key: string) => (value: string | undefined) =>
    void navigate({ search: before => ({ ...before, [key]: value === '' ? undefined : value }), replace: true })
  return (
    <div className="filters no-print">
      <Said word={t('wip.lots-of')}>
        <ParamInput label={t('col.material')} placeholder={t('wip.any-material')} value={search.material} onChange={set('material')} />
      </Said>
      <Said word={t('wip.on-order')}>
        <ParamInput label={t('wip.work-order')} placeholder={t('wip.any-order')} value={search.workOrder} onChange={set('workOrder')} />
      </Said>
      <Said word={t('wip.for')}>
        <ParamInput label={t('col.customer')} placeholder={t('wip.any-customer')} value={search.customer} onChange={set('customer')} />
      </Said>
      <Choice label={t('wip.age')} value={search.olderThan ?? ''} entries={ages} onChange={set('olderThan')} />
      {(search.view === 'lots' || search.state) && (
        <Choice label={t('col.state')} value={search.state ?? ''} entries={states} onChange={set('state')} />
      )}
      <span className="row">
        <span className="quiet">{t('wip.stuck-after')}</span>
        <Choice
          label={t('wip.stuck-after-label')}
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
          <span className="hidden-text">{t('wip.all-operations')}</span>
        </button>
      )}
    </div>
  )
}

function Choice(props: {
  label: string
  value: string
  entries: readonly { value: string; label: OfficeKey }[]
  onChange: (value: string) => void
}) {
  const words = useWords()
  return (
    <select className="choice" aria-label={props.label} value={props.value} onChange={event => props.onChange(event.currentTarget.value)}>
      {labelled(props.entries, words).map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
