import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Material } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { ParamInput } from '../../parts/param-input.tsx'
import { useMaterials } from '../../parts/record-field.tsx'
import { Said } from '../../parts/said.tsx'

export function MaterialsScreen() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const { search } = useSearch({ from: '/materials' })
  const navigate = useNavigate({ from: '/materials' })
  const materials = useMaterials()
  const wanted = search?.toLowerCase() ?? ''
  const rows = materials.data?.filter(one => `${one.code} ${one.description ?? ''} ${one.gtin ?? ''}`.toLowerCase().includes(wanted)) ?? []
  return (
    <>
      <PageHead title={t('materials.title')} text={t('materials.text')} />
      <div className="filters no-print">
        <Said word={t('materials.with')}>
          <ParamInput
            label={t('materials.search')}
            placeholder={t('materials.any-word')}
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
          <Blank title={t('materials.no-match')}>
            <Link to="/materials">{t('materials.show-all')}</Link>
          </Blank>
        ) : (
          <Blank title={t('materials.none')} text={t('materials.none-text')}>
            <Link to="/receive">{t('materials.receive')}</Link>
          </Blank>
        ))}
      {rows.length > 0 && (
        <DataTable label={t('materials.title')} columns={columns} rows={rows} rowKey={one => one.code} height="calc(100dvh - 230px)" />
      )}
    </>
  )
}

const columnsIn = ({ t }: Words): Column<Material>[] => [
  {
    key: 'code',
    title: t('col.material'),
    width: 'minmax(130px, 1fr)',
    cell: one => (
      <Link className="mono strong-link" to="/materials/$code" params={{ code: one.code }} search={{}}>
        {one.code}
      </Link>
    ),
  },
  { key: 'description', title: t('field.description'), width: 'minmax(200px, 2fr)', cell: one => one.description },
  { key: 'unit', title: t('field.unit'), width: '60px', cell: one => <span className="quiet">{one.unit}</span> },
  { key: 'tracking', title: t('field.tracked-by'), width: '100px', cell: one => one.tracking && t(`materials.tracked-${one.tracking}`) },
  { key: 'precision', title: t('field.precision'), width: '120px', cell: one => one.precision && t(`materials.${one.precision}`) },
  {
    key: 'homogeneous',
    title: t('records.kind'),
    width: '130px',
    cell: one => t(one.homogeneous ? 'materials.homogeneous' : 'materials.pieces'),
  },
  {
    key: 'shelfLifeDays',
    title: t('materials.shelf-life'),
    width: '100px',
    align: 'right',
    cell: one =>
      one.shelfLifeDays ? <span className="num">{t('span.days', { count: one.shelfLifeDays })}</span> : <span className="quiet">–</span>,
  },
  {
    key: 'numbering',
    title: t('materials.numbering'),
    width: 'minmax(120px, 1fr)',
    cell: one => <span className="mono small quiet">{one.numbering}</span>,
  },
]
