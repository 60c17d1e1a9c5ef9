import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Comparison, ComparisonCell, ComparisonRow } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { client } from '../../app/api.ts'
import { seedOf, seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import { LotLink, LotName } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'
import { Sign } from '../../parts/signs.tsx'
import { absoluteTime } from '../../parts/when.tsx'
import './compare.css'

export function CompareScreen() {
  const { t } = useWords()
  const { left, right, show } = useSearch({ from: '/compare' })
  const navigate = useNavigate({ from: '/compare' })
  const site = useSite()
  const comparison = useQuery({
    queryKey: ['compare', left, right, site],
    queryFn: ({ signal }) => client.compare({ lots: [seedOf(left ?? ''), seedOf(right ?? '')], ...(site ? { site } : {}) }, signal),
    enabled: left !== undefined && right !== undefined && site !== undefined,
  })
  const set = (change: Partial<Record<'left' | 'right' | 'show', string | undefined>>) =>
    void navigate({ search: before => ({ ...before, ...change }) })
  return (
    <>
      <QuestionTabs />
      <PageHead title={t('compare.title')} text={t('compare.text')}>
        {comparison.data && (
          <SegmentedControl
            aria-label={t('compare.which-rows')}
            value={show === 'all' ? 'all' : 'different'}
            onChange={value => set({ show: value === 'all' ? 'all' : undefined })}
            data={[
              { value: 'different', label: t('compare.different', { count: comparison.data.totals.different }) },
              { value: 'all', label: t('nav.everything') },
            ]}
          />
        )}
      </PageHead>
      <div className="compare-picks no-print">
        <Pick label={t('compare.one')} text={left} onPick={lot => set({ left: lot })} />
        <Pick label={t('compare.other')} text={right} onPick={lot => set({ right: lot })} />
      </div>
      {(left === undefined || right === undefined) && <Blank title={t('compare.choose')} text={t('compare.choose-text')} />}
      {comparison.isError && <Trouble error={comparison.error} retry={() => void comparison.refetch()} />}
      {left !== undefined && right !== undefined && comparison.isPending && <Skeleton rows={8} />}
      {comparison.data && !comparison.isError && <Rows comparison={comparison.data} everything={show === 'all'} />}
    </>
  )
}

function Pick({ label, text, onPick }: { label: string; text: string | undefined; onPick: (text: string) => void }) {
  const { t } = useWords()
  return (
    <div>
      <LotPicker label={label} placeholder={text ? seedOf(text).number : t('load.scan')} onPick={lot => onPick(seedText(lot))} />
    </div>
  )
}

const groups: readonly ComparisonRow['group'][] = ['identity', 'components', 'making', 'values', 'times']

function Rows({ comparison, everything }: { comparison: Comparison; everything: boolean }) {
  const { t } = useWords()
  const { lots, rows, totals } = comparison
  const shown = everything ? rows : rows.filter(row => !row.isSame)
  if (totals.different === 0 && !everything)
    return <Blank title={t('compare.alike')} text={t('compare.alike-text', { count: totals.same })} />
  return (
    <table className="compare">
      <caption className="hidden-text">{t('compare.side-by-side')}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-text">{t('col.what')}</span>
          </th>
          {lots.map(lot => (
            <th scope="col" key={lot.id}>
              <LotName lot={lot} />
            </th>
          ))}
        </tr>
      </thead>
      {groups.map(group => (
        <Group key={group} word={t(`compare.${group}`)} rows={shown.filter(row => row.group === group)} />
      ))}
    </table>
  )
}

function Group({ word, rows }: { word: string; rows: ComparisonRow[] }) {
  const words = useWords()
  if (rows.length === 0) return null
  return (
    <tbody>
      <tr className="compare-group">
        <th scope="rowgroup" colSpan={3}>
          {word}
        </th>
      </tr>
      {rows.map(row => (
        <tr key={row.what} className={row.isSame || row.group === 'times' ? 'compare-same' : 'compare-different'}>
          <th scope="row">
            {!row.isSame && row.group !== 'times' && <Sign name="triangle" size={14} />} {whatOf(row, words)}
            {!row.isSame && row.group !== 'times' && <span className="hidden-text"> {words.t('compare.is-different')}</span>}
          </th>
          <td>
            <Cells cells={row.left} fact={row.fact} />
          </td>
          <td>
            <Cells cells={row.right} fact={row.fact} />
          </td>
        </tr>
      ))}
    </tbody>
  )
}

/** What the plant named itself is told as it named it. */
function whatOf({ fact, of, workCenter, what }: ComparisonRow, { t }: Words): string {
  if (fact === 'span') return spanOf(of, workCenter, t)
  const said = fact === undefined ? what : t(`compare.fact-${fact}`)
  return of === undefined || fact === undefined ? said : t('compare.of', { material: of, fact: said })
}

function spanOf(of: string | undefined, place: string | undefined, t: Words['t']): string {
  if (place === undefined) return of ?? t('compare.itself')
  return of === undefined ? t('compare.itself-at', { place }) : t('compare.at', { material: of, place })
}

const cellsMax = 12

function Cells({ cells, fact }: { cells: ComparisonCell[]; fact: ComparisonRow['fact'] }) {
  const { t } = useWords()
  if (cells.length === 0) return <span className="quiet">–</span>
  return (
    <ul className="compare-cells">
      {cells.slice(0, cellsMax).map(cell => (
        <li key={`${cell.text} ${cell.certainty}`}>
          <Text cell={cell} fact={fact} /> {cell.certainty === 'possible' && <CertaintyMark certainty="possible" />}
          {cell.isOutOfRange && <strong className="compare-out">{t('compare.out-of-range')}</strong>}
        </li>
      ))}
      {cells.length > cellsMax && <li className="quiet small">{t('common.and-more', { count: cells.length - cellsMax })}</li>}
    </ul>
  )
}

const kinds: Readonly<Record<string, OfficeKey>> = { lot: 'legend.lot', serial: 'legend.serial' }

function Text({ cell, fact }: { cell: ComparisonCell; fact: ComparisonRow['fact'] }) {
  const words = useWords()
  if (cell.lot) {
    const rest = cell.text.slice(cell.lot.number.length)
    return (
      <>
        <LotLink lot={cell.lot} />
        {rest && <span className="small quiet">{rest}</span>}
      </>
    )
  }
  const kind = fact === 'kind' ? kinds[cell.text] : undefined
  if (kind) return words.t(kind)
  if (fact !== 'made' && fact !== 'span') return <span className="mono">{cell.text}</span>
  const [from = '', until] = cell.text.split(' to ').map(time => absoluteTime(time, false, words))
  return <span className="num">{until === undefined ? from : words.t('compare.from-to', { from, until })}</span>
}
