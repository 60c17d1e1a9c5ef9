import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Comparison, ComparisonCell, ComparisonRow } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { seedOf, seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
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
      <PageHead
        title="Compare"
        text="Two lots or serials side by side: the quickest way to what one has and the other has not. Looking changes nothing."
      >
        {comparison.data && (
          <SegmentedControl
            aria-label="Which rows"
            value={show === 'all' ? 'all' : 'different'}
            onChange={value => set({ show: value === 'all' ? 'all' : undefined })}
            data={[
              { value: 'different', label: `Different (${comparison.data.totals.different})` },
              { value: 'all', label: 'Everything' },
            ]}
          />
        )}
      </PageHead>
      <div className="compare-picks no-print">
        <Pick label="One lot or serial" text={left} onPick={lot => set({ left: lot })} />
        <Pick label="The other" text={right} onPick={lot => set({ right: lot })} />
      </div>
      {(left === undefined || right === undefined) && (
        <Blank title="Choose two" text="Best one that failed and one that did not, of the same material and about the same time." />
      )}
      {comparison.isError && <Trouble error={comparison.error} retry={() => void comparison.refetch()} />}
      {left !== undefined && right !== undefined && comparison.isPending && <Skeleton rows={8} />}
      {comparison.data && !comparison.isError && <Rows comparison={comparison.data} everything={show === 'all'} />}
    </>
  )
}

function Pick({ label, text, onPick }: { label: string; text: string | undefined; onPick: (text: string) => void }) {
  return (
    <div>
      <LotPicker label={label} placeholder={text ? seedOf(text).number : 'scan or type'} onPick={lot => onPick(seedText(lot))} />
    </div>
  )
}

const groupWords: Record<ComparisonRow['group'], string> = {
  identity: 'What they are',
  components: 'What is in them',
  making: 'How they were made',
  values: 'What was measured',
  times: 'When',
}

function Rows({ comparison, everything }: { comparison: Comparison; everything: boolean }) {
  const { lots, rows, totals } = comparison
  const shown = everything ? rows : rows.filter(row => !row.isSame)
  if (totals.different === 0 && !everything)
    return (
      <Blank title="Nothing that is recorded tells them apart" text={`${totals.same} facts are the same; only the times are their own.`} />
    )
  return (
    <table className="compare">
      <caption className="hidden-text">The two lots side by side</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-text">What</span>
          </th>
          {lots.map(lot => (
            <th scope="col" key={lot.id}>
              <LotName lot={lot} />
            </th>
          ))}
        </tr>
      </thead>
      {Object.entries(groupWords).map(([group, word]) => (
        <Group key={group} word={word} rows={shown.filter(row => row.group === group)} />
      ))}
    </table>
  )
}

function Group({ word, rows }: { word: string; rows: ComparisonRow[] }) {
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
            {!row.isSame && row.group !== 'times' && <Sign name="triangle" size={14} />} {row.what}
            {!row.isSame && row.group !== 'times' && <span className="hidden-text"> (different)</span>}
          </th>
          <td>
            <Cells cells={row.left} />
          </td>
          <td>
            <Cells cells={row.right} />
          </td>
        </tr>
      ))}
    </tbody>
  )
}

const cellsMax = 12

function Cells({ cells }: { cells: ComparisonCell[] }) {
  if (cells.length === 0) return <span className="quiet">–</span>
  return (
    <ul className="compare-cells">
      {cells.slice(0, cellsMax).map(cell => (
        <li key={`${cell.text} ${cell.certainty}`}>
          <Text cell={cell} /> {cell.certainty === 'possible' && <CertaintyMark certainty="possible" />}
          {cell.isOutOfRange && <strong className="compare-out">out of range</strong>}
        </li>
      ))}
      {cells.length > cellsMax && <li className="quiet small">and {cells.length - cellsMax} more</li>}
    </ul>
  )
}

function Text({ cell }: { cell: ComparisonCell }) {
  if (cell.lot) {
    const rest = cell.text.slice(cell.lot.number.length)
    return (
      <>
        <LotLink lot={cell.lot} />
        {rest && <span className="small quiet">{rest}</span>}
      </>
    )
  }
  const times = cell.text.split(' to ')
  const areTimes = times.every(time => /^\d{4}-\d\d-\d\dT/.test(time))
  return <span className={areTimes ? 'num' : 'mono'}>{areTimes ? times.map(time => absoluteTime(time)).join(' to ') : cell.text}</span>
}
