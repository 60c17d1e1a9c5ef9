import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { WipLot, WipQuery } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useMay } from '../../app/rights.ts'
import { seedText } from '../../app/search-params.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, useColumns } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { KeyHints, PickTable } from '../../parts/pick-table.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { MoveLots } from './move-lots.tsx'

const PAGE = 100
const keyOf = (one: WipLot): string => `${one.lot.id}/${one.operation.sequence}/${one.state}`

/** Lots, longest waiting first. Several are held or moved at once, by keys or by buttons. */
export function WipLotsTable({ query }: { query: WipQuery }) {
  const { t, rich } = useWords()
  const navigate = useNavigate()
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const may = useMay()
  const columns = useColumns(columnsIn)
  const [moving, setMoving] = useState<WipLot[]>()
  const pages = useInfiniteQuery({
    queryKey: ['wipLots', query],
    queryFn: ({ pageParam }) => client.wipLots({ ...query, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: last => last.next ?? undefined,
    placeholderData: before => before,
  })
  if (pages.isError) return <Trouble error={pages.error} retry={() => void pages.refetch()} />
  if (!pages.data) return <Skeleton rows={10} height={44} />
  const rows = pages.data.pages.flatMap(page => page.lots)
  const total = pages.data.pages[0]?.total ?? 0
  if (rows.length === 0) return <Blank title={t('wip.no-lot')} text={t('wip.no-lot-text')} />
  const hold = (lots: WipLot[]) =>
    void navigate({ to: '/holds', search: { place: '1', seed: [...new Set(lots.map(one => seedText(one.lot)))] } })
  const chosen = rows.filter(one => picked.has(keyOf(one)))
  return (
    <>
      <div className="spread wip-bulk no-print">
        <span>
          {rich('common.lots', { count: <Amount value={total} strong /> }, total)}
          {chosen.length > 0 && <strong>{t('wip.picked', { count: chosen.length })}</strong>}
        </span>
        <span className="row">
          <KeyHints
            keys={[
              ['j k', t('wip.key-go')],
              ['x', t('wip.key-pick')],
              ['h', t('wip.key-hold')],
              ['m', t('wip.key-move')],
              ['Enter', t('wip.key-open')],
            ]}
          />
          <Act variant="default" disabled={chosen.length === 0} onClick={() => hold(chosen)}>
            {t('wip.hold')}
          </Act>
          <Act variant="default" disabled={chosen.length === 0} onClick={() => setMoving(chosen)}>
            {t('wip.move')}
          </Act>
        </span>
      </div>
      <PickTable
        label={t('wip.lots-in-process')}
        columns={columns}
        rows={rows}
        rowKey={keyOf}
        picked={picked}
        onPicked={setPicked}
        keys={may ? { h: hold, m: setMoving } : {}}
        onOpen={one => void navigate({ to: '/lots/$id', params: { id: String(one.lot.id) } })}
        tail={
          pages.hasNextPage && (
            <button type="button" className="button wip-more" onClick={() => void pages.fetchNextPage()}>
              {t('common.show-more')}
            </button>
          )
        }
      />
      {moving && (
        <MoveLots
          lots={moving}
          onClose={() => setMoving(undefined)}
          onDone={() => {
            setMoving(undefined)
            setPicked(new Set())
          }}
        />
      )}
    </>
  )
}

export function LotFlags({ one }: { one: WipLot }) {
  const { t } = useWords()
  return (
    <span className="row wip-flags">
      {one.state === 'working' && (
        <Chip tone="work" sign="ring">
          {one.by ? t('wip.with', { person: one.by }) : t('wip.worked-on')}
        </Chip>
      )}
      {one.blocked === 'held' && (
        <Chip tone="hold" sign="padlock">
          {t('state.held')}
        </Chip>
      )}
      {one.blocked === 'expired' && (
        <Chip tone="stop" sign="octagon">
          {t('state.expired')}
        </Chip>
      )}
      {one.stuck && (
        <Chip tone="attention" sign="triangle">
          {t('wip.col-stuck')}
        </Chip>
      )}
    </span>
  )
}

const columnsIn = ({ t }: Words): Column<WipLot>[] => [
  { key: 'lot', title: t('col.lot'), width: 'minmax(190px, 1.6fr)', cell: one => <LotName lot={{ ...one.lot, onHand: one.quantity }} /> },
  {
    key: 'quantity',
    title: t('col.quantity'),
    width: '90px',
    align: 'right',
    cell: one => <Amount value={one.quantity} unit={one.unit} />,
  },
  {
    key: 'operation',
    title: t('wip.waits-for'),
    width: 'minmax(130px, 1fr)',
    cell: one => (
      <>
        {one.operation.name} <span className="mono small quiet">{one.operation.workCenter}</span>
      </>
    ),
  },
  { key: 'since', title: t('col.since'), width: '130px', cell: one => <When at={one.since} /> },
  { key: 'flags', title: t('col.state'), width: 'minmax(120px, 1fr)', cell: one => <LotFlags one={one} /> },
  {
    key: 'order',
    title: t('col.order'),
    width: '110px',
    cell: one => (
      <Link className="mono" to="/orders" search={{ order: one.workOrder }}>
        {one.workOrder}
      </Link>
    ),
  },
  {
    key: 'customer',
    title: t('col.customer'),
    width: '80px',
    narrow: 'hide',
    cell: one => <span className="mono small">{one.customer}</span>,
  },
  {
    key: 'place',
    title: t('wip.lies-at'),
    width: 'minmax(90px, 1fr)',
    narrow: 'hide',
    cell: one => <span className="mono small quiet">{one.place.replace(/^\w+:/, '')}</span>,
  },
]
