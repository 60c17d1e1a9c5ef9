import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Material } from '../../../client/index.ts'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { useMaterials } from '../../parts/record-field.tsx'
import { Said } from '../../parts/said.tsx'

export function MaterialsScreen() {
  const { search } = useSearch({ from: '/materials' })
  const navigate = useNavigate({ from: '/materials' })
  const materials = useMaterials()
  const wanted = search?.toLowerCase() ?? ''
  const rows = materials.data?.filter(one => `${one.code} ${one.description ?? ''} ${one.gtin ?? ''}`.toLowerCase().includes(wanted)) ?? []
  return (
    <>
      <PageHead title="Materials" text="What a thing is, how it is tracked, and how precisely its lots are kept apart." />
      <div className="filters no-print">
        <Said word="Materials with">
          <ParamInput
            label="Material search"
            placeholder="any word"
            value={search}
            onChange={value => void navigate({ search: { search: value }, replace: true })}
          />
        </Said>
      </div>
      {materials.isError && <Trouble error={materials.error} retry={() => void materials.refetch()} />}
      {!materials.data && !materials.isError && <Skeleton rows={10} />}
      {materials.isSuccess &&
        rows.length === 0 &&
        (search ? (
          <Blank title="No material matches">
            <Link to="/materials">Show all</Link>
          </Blank>
        ) : (
          <Blank title="No material yet" text="A material is made on the spot where it is first received or produced.">
            <Link to="/receive">Receive something</Link>
          </Blank>
        ))}
      {rows.length > 0 && (
        <DataTable label="Materials" columns={columns} rows={rows} rowKey={one => one.code} height="calc(100dvh - 230px)" />
      )}
    </>
  )
}

const columns: Column<Material>[] = [
  {
    key: 'code',
    title: 'Material',
    width: 'minmax(130px, 1fr)',
    cell: one => (
      <Link className="mono strong-link" to="/materials/$code" params={{ code: one.code }} search={{}}>
        {one.code}
      </Link>
    ),
  },
  { key: 'description', title: 'Description', width: 'minmax(200px, 2fr)', cell: one => one.description },
  { key: 'unit', title: 'Unit', width: '60px', cell: one => <span className="quiet">{one.unit}</span> },
  { key: 'tracking', title: 'Tracked by', width: '100px', cell: one => one.tracking },
  { key: 'precision', title: 'Precision', width: '120px', cell: one => one.precision },
  { key: 'homogeneous', title: 'Kind', width: '130px', cell: one => (one.homogeneous ? 'homogeneous' : 'pieces') },
  {
    key: 'shelfLifeDays',
    title: 'Shelf life',
    width: '100px',
    align: 'right',
    cell: one => (one.shelfLifeDays ? <span className="num">{one.shelfLifeDays} days</span> : <span className="quiet">–</span>),
  },
  {
    key: 'numbering',
    title: 'Numbering',
    width: 'minmax(120px, 1fr)',
    cell: one => <span className="mono small quiet">{one.numbering}</span>,
  },
]
