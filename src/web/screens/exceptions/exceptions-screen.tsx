import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LedgerException } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'

export function ExceptionsScreen() {
  const site = useSite()
  const [all, setAll] = useState(false)
  const exceptions = useQuery({
    queryKey: ['exceptions', site],
    queryFn: () => client.exceptions(site ? { site } : {}),
    enabled: site !== undefined,
  })
  const rows = exceptions.data?.filter(one => all || one.open) ?? []
  return (
    <>
      <PageHead
        title="Exceptions"
        text="Facts that broke a rule but had already happened. They are recorded as they were told, and wait for somebody to look."
      >
        <Switch label="also settled ones" checked={all} onChange={event => setAll(event.currentTarget.checked)} />
      </PageHead>
      {exceptions.isError && <Trouble error={exceptions.error} retry={() => void exceptions.refetch()} />}
      {exceptions.isPending && <Skeleton rows={8} />}
      {exceptions.isSuccess && rows.length === 0 && <Blank title="Nothing waits" text="Every recorded fact keeps the rules." />}
      {rows.length > 0 && (
        <DataTable
          label="Exceptions"
          columns={columns}
          rows={rows}
          rowKey={one => `${one.sequence}${one.code}${one.detail}`}
          height="calc(100dvh - 190px)"
        />
      )}
    </>
  )
}

const columns: Column<LedgerException>[] = [
  {
    key: 'detail',
    title: 'What',
    width: 'minmax(320px, 3fr)',
    cell: one => (
      <>
        <strong>{one.detail}</strong> <span className="mono small quiet">{one.code}</span>
      </>
    ),
  },
  {
    key: 'open',
    title: 'State',
    width: '110px',
    cell: one =>
      one.open ? (
        <Chip tone="attention" sign="triangle">
          waits
        </Chip>
      ) : (
        <Chip tone="done" sign="tick">
          settled
        </Chip>
      ),
  },
  { key: 'by', title: 'Who', width: '110px', cell: one => <span className="small">{one.by}</span> },
  {
    key: 'at',
    title: 'When',
    width: '130px',
    cell: one => (
      <span className="small quiet">
        <When at={one.at} />
      </span>
    ),
  },
  {
    key: 'sequence',
    title: 'Event',
    width: '90px',
    align: 'right',
    cell: one => (
      <Link className="mono" to="/ledger" search={{ event: String(one.sequence) }}>
        #{one.sequence}
      </Link>
    ),
  },
]
