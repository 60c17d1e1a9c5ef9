import { ActionIcon, Modal } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { StationEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { RecordHistory } from '../../parts/record-history.tsx'
import { SideDrawer } from '../../parts/side-drawer.tsx'
import { When } from '../../parts/when.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { StationForm } from './station-form.tsx'

type Open = { kind: 'new' } | { kind: 'change' | 'enrol' | 'history'; station: StationEntry }

export function StationsScreen() {
  const site = useSite()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const answer = useQuery({
    queryKey: ['stations', site],
    queryFn: () => client.stations(site ? { site } : {}),
    enabled: site !== undefined,
    refetchInterval: 15_000,
  })
  const rows = answer.data?.stations
  return (
    <>
      <PageHead
        title="Stations"
        text="A station is a place where work is reported: a work center, what is done there, and one device with a screen and a scanner."
      >
        <Act onClick={() => setOpen({ kind: 'new' })}>New station</Act>
      </PageHead>
      {answer.isError && <Trouble error={answer.error} retry={() => void answer.refetch()} />}
      {answer.isPending && <Skeleton rows={5} height={56} />}
      {rows?.length === 0 && (
        <Blank title="No station yet" text="Make one for a work center, then open its enrolment link on the device that stands there.">
          <Act onClick={() => setOpen({ kind: 'new' })}>New station</Act>
        </Blank>
      )}
      {rows && rows.length > 0 && (
        <DataTable label="Stations" columns={columnsFor(setOpen)} rows={rows} rowKey={station => `${station.site}/${station.code}`} />
      )}
      <Modal
        opened={open?.kind === 'enrol' || open?.kind === 'history'}
        onClose={close}
        title={titleOf(open)}
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {open?.kind === 'enrol' && <EnrolDialog station={open.station} />}
        {open?.kind === 'history' && <RecordHistory kind="station" code={open.station.code} />}
      </Modal>
      <SideDrawer opened={open?.kind === 'new' || open?.kind === 'change'} onClose={close} title={titleOf(open)}>
        {open && (
          <StationForm station={open.kind === 'change' ? open.station : undefined} standard={answer.data?.policies ?? {}} onDone={close} />
        )}
      </SideDrawer>
    </>
  )
}

const TITLES = { enrol: 'Enrol a device for', change: 'Change', history: 'History of' } as const

function titleOf(open: Open | undefined): string {
  if (open === undefined || open.kind === 'new') return 'New station'
  return `${TITLES[open.kind]} ${open.station.name ?? open.station.code}`
}

const JOBS: Readonly<Record<StationEntry['job'], string>> = {
  report: 'reports lots',
  assemble: 'assembles',
  receive: 'receives',
  ship: 'ships',
}

function columnsFor(open: (what: Open) => void): Column<StationEntry>[] {
  return [
    {
      key: 'name',
      title: 'Station',
      width: 'minmax(130px, 2fr)',
      cell: one => (
        <span>
          <strong>{one.name ?? one.code}</strong> <span className="mono small quiet">{one.code}</span>
        </span>
      ),
    },
    { key: 'work-center', title: 'Work center', width: '95px', cell: one => <span className="mono">{one.workCenter ?? '–'}</span> },
    {
      key: 'job',
      title: 'Job, badges',
      width: '115px',
      cell: one => (
        <span className="small">
          {JOBS[one.job]}, {one.badges}
        </span>
      ),
    },
    { key: 'people', title: 'There now', width: '95px', cell: one => one.people?.join(', ') || <span className="quiet">nobody</span> },
    { key: 'heard', title: 'Last heard', width: '95px', cell: one => <LastHeard station={one} /> },
    {
      key: 'act',
      title: 'Change',
      width: '232px',
      align: 'right',
      cell: one => (
        <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
          <Act needs="administrator" size="xs" variant="default" onClick={() => open({ kind: 'enrol', station: one })}>
            {one.devices > 0 ? 'Device…' : 'Enrol…'}
          </Act>
          <Act size="xs" variant="default" onClick={() => open({ kind: 'change', station: one })}>
            Change…
          </Act>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={`History of ${one.code}`}
            title="History"
            onClick={() => open({ kind: 'history', station: one })}
          >
            <IconHistory size={16} />
          </ActionIcon>
        </span>
      ),
    },
  ]
}

const skewMax = 60_000

/** A clock that is off falsifies what happened when; it is said where somebody can mend it. */
function LastHeard({ station }: { station: StationEntry }) {
  if (station.lastSeenAt === null) return <span className="quiet small">{station.devices > 0 ? 'enrolled' : 'no device'}</span>
  const minutes = Math.round(Math.abs(station.skewMs ?? 0) / 60_000)
  return (
    <span className="small">
      <When at={station.lastSeenAt} />
      {Math.abs(station.skewMs ?? 0) > skewMax && <strong> · clock {minutes} min off</strong>}
    </span>
  )
}
