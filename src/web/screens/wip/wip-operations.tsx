import { Link, useNavigate } from '@tanstack/react-router'
import type { Wip, WipOperation } from '../../../client/index.ts'
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
  const navigate = useNavigate({ from: '/wip' })
  const most = Math.max(...wip.operations.map(one => one.lots))
  return (
    <>
      <PickTable
        label="Work in process by operation"
        columns={columns(most)}
        rows={wip.operations}
        rowKey={one => `${one.workCenter}/${one.name}`}
        onOpen={one => void navigate({ search: before => ({ ...before, ...placeOf(one) }) })}
      />
      <KeyHints
        keys={[
          ['j k', 'go'],
          ['Enter', 'its lots'],
        ]}
      />
    </>
  )
}

const columns = (most: number): Column<WipOperation>[] => [
  {
    key: 'name',
    title: 'Operation',
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
  { key: 'ages', title: 'By age', width: 'minmax(140px, 2fr)', narrow: 'hide', cell: one => <AgeBar ages={one.ages} most={most} /> },
  { key: 'lots', title: 'Lots', width: '70px', align: 'right', cell: one => <Amount value={one.lots} strong /> },
  {
    key: 'quantity',
    title: 'Quantity',
    width: '130px',
    align: 'right',
    cell: one => one.quantities.map(({ unit, quantity }) => <Amount key={unit} value={quantity} unit={unit} />),
  },
  { key: 'working', title: 'Being worked on', width: '130px', align: 'right', cell: one => <Count value={one.working} /> },
  { key: 'oldest', title: 'Oldest', width: '110px', cell: one => <When at={one.oldest} /> },
  {
    key: 'stuck',
    title: 'Stuck',
    width: '90px',
    align: 'right',
    cell: one => <Count value={one.ages.stuck} sign="triangle" tone="attention" />,
  },
  {
    key: 'blocked',
    title: 'Blocked',
    width: '90px',
    align: 'right',
    cell: one => <Count value={one.blocked} sign="padlock" tone="hold" />,
  },
]

function Count({ value, sign, tone }: { value: number; sign?: 'triangle' | 'padlock'; tone?: string }) {
  if (value === 0) return <span className="quiet">–</span>
  return (
    <span className={`num strong ${tone ? `tone-${tone}` : ''}`}>
      {sign && <Sign name={sign} size={13} />} {value.toLocaleString('en')}
    </span>
  )
}
