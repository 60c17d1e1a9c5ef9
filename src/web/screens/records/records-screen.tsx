import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Location, Partner, WorkCenter } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { labelled, useWords, type Words } from '../../app/words.tsx'
import { Blank } from '../../parts/blank.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { RecordList } from './record-list.tsx'

const kinds = [
  { value: 'partners', label: 'records.partners' },
  { value: 'centers', label: 'records.centers' },
  { value: 'locations', label: 'records.locations' },
] as const

export function RecordsScreen() {
  const words = useWords()
  const { t } = words
  const { kind = 'partners' } = useSearch({ from: '/records' })
  const navigate = useNavigate({ from: '/records' })
  const none = <Blank title={t('records.none-yet')} text={t('records.none')} />
  return (
    <>
      <PageHead title={t('records.title')} text={t('records.text')}>
        <SegmentedControl
          aria-label={t('records.which')}
          data={labelled(kinds, words)}
          value={kinds.some(one => one.value === kind) ? kind : 'partners'}
          onChange={value => void navigate({ search: { kind: value === 'partners' ? undefined : value } })}
        />
      </PageHead>
      {kind === 'centers' ? (
        <RecordList
          key="centers"
          kind="workCenter"
          noun={t('col.work-center')}
          ask={client.workCenters}
          columns={centers(words)}
          empty={none}
        />
      ) : kind === 'locations' ? (
        <RecordList
          key="locations"
          kind="location"
          noun={t('col.location')}
          ask={client.locations}
          columns={locations(words)}
          empty={none}
        />
      ) : (
        <RecordList
          key="partners"
          kind="partner"
          noun={t('records.partner')}
          ask={client.partners}
          columns={partners(words)}
          empty={none}
        />
      )}
    </>
  )
}

/** A partner may have been stated with others, and those are shown as they were. */
const roleIn = (role: string, { t }: Words): string => (role === 'vendor' || role === 'customer' ? t(`records.${role}`) : role)

const partners = (words: Words): Column<Partner>[] => [
  {
    key: 'roles',
    title: words.t('records.is'),
    width: 'minmax(130px, 1fr)',
    cell: one => one.roles?.map(role => roleIn(role, words)).join(', '),
  },
  {
    key: 'contact',
    title: words.t('records.contact'),
    width: 'minmax(160px, 2fr)',
    cell: one => <span className="small">{typeof one.contact === 'string' ? one.contact : ''}</span>,
  },
]
const centers = ({ t }: Words): Column<WorkCenter>[] => [
  {
    key: 'positions',
    title: t('records.positions'),
    width: 'minmax(160px, 2fr)',
    cell: one => <span className="mono small">{one.positions?.map(({ code }) => code).join(', ')}</span>,
  },
]
const locations = ({ t }: Words): Column<Location>[] => [
  { key: 'kind', title: t('records.kind'), width: '140px', cell: one => one.kind },
  { key: 'parent', title: t('records.in'), width: '140px', cell: one => <span className="mono small">{one.parent}</span> },
]
