import { Link, useNavigate } from '@tanstack/react-router'
import type { Wip, WipOperation } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { AgeBar } from '../../parts/age-bar.tsx'
import { Amount } from '../../parts/amount.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { KeyHints, PickTable } from '../../parts/pick-table.tsx'
import { Sign } from '../../parts/signs.tsx'
import { When } from '../../parts/when.tsx'

export const placeOf = ({ name, workCenter }: Pick<WipOperation, 'name' | 'workCenter'>) => ({
  view: 'lots',
  operation: name,
  workCenter: workCenter ?? undefined,
})

export function WipOperations({ wip }: { wip: Wip }) {
  const words = useWords()
  const { t } = words
  const navigate = useNavigate({ from: '/wip' })
  const most = Math.max(...wip.operations.map(one => one.lots))
  return (
    <>
      <PickTable
        label={t('wip.by-operation')}
        columns={columnsIn(most, words)}
        rows={wip.operations}
        rowKey={one => `${one.workCenter}/${one.name}`}
        onOpen={one => void navigate({ search: before => ({ ...before, ...placeOf(one) }) })}
      />
      <KeyHints
        keys={[
          ['j k', t('wip.key-go')],
          ['Enter', t('wip.key-its-lots')],
        ]}
      />
    </>
  )
}

const columnsIn = (most: number, { t }: Words): Column<WipOperation>[] => [
  {
    key: 'name',
    title: t('col.operation'),
    width: 'minmax(170px, 1.4fr)',
    cell: one => (
      <>
        <Link className="strong-link" to="/wip" search={before => ({ ...before, ...placeOf(one) })}>
          {one.name}
        </Link>{' '}
        <span className="mono small quiet">{one.workCenter}</span>
      </>
    ),
  },
  { key: 'ages', title: t('wip.by-age'), width: 'minmax(140px, 2fr)', narrow: 'hide', cell: one => <AgeBar ages={one.ages} most={most} /> },
  { key: 'lots', title: t('wip.lots'), width: '70px', align: 'right', cell: one => <Amount value={one.lots} strong /> },
  {
    key: 'quantity',
    title: t('col.quantity'),
    width: '130px',
    align: 'right',
    cell: one => one.quantities.map(({ unit, quantity }) => <Amount key={unit} value={quantity} unit={unit} />),
  },
  { key: 'working', title: t('wip.col-worked-on'), width: '130px', align: 'right', cell: one => <Count value={one.working} /> },
  { key: 'oldest', title: t('col.oldest'), width: '110px', cell: one => <When at={one.oldest} /> },
  {
    key: 'stuck',
    title: t('wip.col-stuck'),
    width: '90px',
    align: 'right',
    cell: one => <Count value={one.ages.stuck} sign="triangle" tone="attention" />,
  },
  {
    key: 'blocked',
    title: t('wip.col-blocked'),
    width: '90px',
    align: 'right',
    cell: one => <Count value={one.blocked} sign="padlock" tone="hold" />,
  },
]

function Count({ value, sign, tone }: { value: number; sign?: 'triangle' | 'padlock'; tone?: string }) {
  const { n } = useWords()
  if (value === 0) return <span className="quiet">–</span>
  return (
    <span className={`num strong ${tone ? `tone-${tone}` : ''}`}>
      {sign && <Sign name={sign} size={13} />} {n(value)}
    </span>
  )
}
