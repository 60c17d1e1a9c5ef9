import { ActionIcon } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { StationEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { RecordHistory } from '../../parts/record-history.tsx'
import { SideDrawer } from '../../parts/side-drawer.tsx'
import { When } from '../../parts/when.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { StationForm } from './station-form.tsx'

type Open = { kind: 'new' } | { kind: 'change' | 'enrol' | 'history'; station: StationEntry }

export function StationsScreen() {
  const words = useWords()
  const { t } = words
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
      <PageHead title={t('stations.title')} text={t('stations.text')}>
        <Act onClick={() => setOpen({ kind: 'new' })}>{t('stations.new')}</Act>
      </PageHead>
      {answer.isError && <Trouble error={answer.error} retry={() => void answer.refetch()} />}
      {answer.isPending && <Skeleton rows={5} height={56} />}
      {rows?.length === 0 && (
        <Blank title={t('stations.none')} text={t('stations.none-text')}>
          <Act onClick={() => setOpen({ kind: 'new' })}>{t('stations.new')}</Act>
        </Blank>
      )}
      {rows && rows.length > 0 && (
        <DataTable
          label={t('stations.title')}
          columns={columnsFor(setOpen, words)}
          rows={rows}
          rowKey={station => `${station.site}/${station.code}`}
        />
      )}
      <Dialog opened={open?.kind === 'enrol' || open?.kind === 'history'} onClose={close} title={titleOf(open, words)} size="lg">
        {open?.kind === 'enrol' && <EnrolDialog station={open.station} />}
        {open?.kind === 'history' && <RecordHistory kind="station" code={open.station.code} />}
      </Dialog>
      <SideDrawer opened={open?.kind === 'new' || open?.kind === 'change'} onClose={close} title={titleOf(open, words)}>
        {open && (
          <StationForm station={open.kind === 'change' ? open.station : undefined} standard={answer.data?.policies ?? {}} onDone={close} />
        )}
      </SideDrawer>
    </>
  )
}

function titleOf(open: Open | undefined, { t }: Words): string {
  if (open === undefined || open.kind === 'new') return t('stations.new')
  const station = open.station.name ?? open.station.code
  if (open.kind === 'history') return t('stations.history-of', { name: station })
  return t(`stations.title-${open.kind}`, { station })
}

function columnsFor(open: (what: Open) => void, { t }: Words): Column<StationEntry>[] {
  return [
    {
      key: 'name',
      title: t('col.station'),
      order: one => one.name ?? one.code,
      width: 'minmax(130px, 2fr)',
      cell: one => (
        <span>
          <strong>{one.name ?? one.code}</strong> <span className="mono small quiet">{one.code}</span>
        </span>
      ),
    },
    {
      key: 'work-center',
      title: t('col.work-center'),
      order: one => one.workCenter ?? '',
      width: '95px',
      cell: one => <span className="mono">{one.workCenter ?? '–'}</span>,
    },
    {
      key: 'job',
      title: t('stations.col-job'),
      width: '115px',
      cell: one => (
        <span className="small">
          {t('stations.job-and-badges', { job: t(`stations.job-${one.job}`), badges: t(`stations.badges-${one.badges}`) })}
        </span>
      ),
    },
    {
      key: 'people',
      title: t('stations.there-now'),
      width: '95px',
      cell: one => one.people?.join(', ') || <span className="quiet">{t('common.nobody')}</span>,
    },
    {
      key: 'heard',
      title: t('stations.last-heard'),
      width: '95px',
      order: one => one.lastSeenAt ?? '',
      cell: one => <LastHeard station={one} />,
    },
    {
      key: 'act',
      acts: true,
      title: t('stations.change'),
      width: '232px',
      align: 'right',
      cell: one => (
        <span className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
          <Act needs="administrator" size="xs" variant="default" onClick={() => open({ kind: 'enrol', station: one })}>
            {one.devices > 0 ? t('stations.device') : t('stations.enrol')}
          </Act>
          <Act size="xs" variant="default" onClick={() => open({ kind: 'change', station: one })}>
            {t('stations.change-it')}
          </Act>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={t('stations.history-of', { name: one.code })}
            title={t('col.history')}
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
  const { t } = useWords()
  if (station.lastSeenAt === null)
    return <span className="quiet small">{station.devices > 0 ? t('stations.enrolled') : t('stations.no-device')}</span>
  const minutes = Math.round(Math.abs(station.skewMs ?? 0) / 60_000)
  return (
    <span className="small">
      <When at={station.lastSeenAt} />
      {Math.abs(station.skewMs ?? 0) > skewMax && <strong> {t('stations.clock-off', { minutes })}</strong>}
    </span>
  )
}
