import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Location, Partner, WorkCenter } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import type { Column } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { RecordList } from './record-list.tsx'

const kinds = [
  { value: 'partners', label: 'Partners' },
  { value: 'centers', label: 'Work centers' },
  { value: 'locations', label: 'Locations' },
]

export function RecordsScreen() {
  const { kind = 'partners' } = useSearch({ from: '/records' })
  const navigate = useNavigate({ from: '/records' })
  return (
    <>
      <PageHead
        title="Partners and places"
        text="Vendors, customers, work centers and locations, each with who changed what, when and why."
      >
        <SegmentedControl
          aria-label="Which records"
          data={kinds}
          value={kinds.some(one => one.value === kind) ? kind : 'partners'}
          onChange={value => void navigate({ search: { kind: value === 'partners' ? undefined : value } })}
        />
      </PageHead>
      {kind === 'centers' ? (
        <RecordList key="centers" kind="workCenter" noun="Work center" ask={client.workCenters} columns={centers} empty={EMPTY} />
      ) : kind === 'locations' ? (
        <RecordList key="locations" kind="location" noun="Location" ask={client.locations} columns={locations} empty={EMPTY} />
      ) : (
        <RecordList key="partners" kind="partner" noun="Partner" ask={client.partners} columns={partners} empty={EMPTY} />
      )}
    </>
  )
}

const EMPTY = 'Records are made on the spot where they are first needed, or come by import.'

const partners: Column<Partner>[] = [
  { key: 'roles', title: 'Is', width: 'minmax(130px, 1fr)', cell: one => one.roles?.join(', ') },
  {
    key: 'contact',
    title: 'Contact',
    width: 'minmax(160px, 2fr)',
    cell: one => <span className="small">{typeof one.contact === 'string' ? one.contact : ''}</span>,
  },
]
const centers: Column<WorkCenter>[] = [
  {
    key: 'positions',
    title: 'Positions',
    width: 'minmax(160px, 2fr)',
    cell: one => <span className="mono small">{one.positions?.map(({ code }) => code).join(', ')}</span>,
  },
]
const locations: Column<Location>[] = [
  { key: 'kind', title: 'Kind', width: '140px', cell: one => one.kind },
  { key: 'parent', title: 'In', width: '140px', cell: one => <span className="mono small">{one.parent}</span> },
]
