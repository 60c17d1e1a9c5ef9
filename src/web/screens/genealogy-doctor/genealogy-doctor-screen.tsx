import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { GenealogyCheck, GenealogyFinding } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'
import { Sign } from '../../parts/signs.tsx'
import { type PageOf, TableFiles } from '../../parts/table-files.tsx'
import { When } from '../../parts/when.tsx'
import './genealogy-doctor.css'
import { useExamined } from './examined.ts'

export function GenealogyDoctorScreen() {
  const site = useSite()
  return (
    <>
      <QuestionTabs />
      <PageHead
        title="Doctor"
        text="What in the record cannot be, or stops without a reason. Each finding leads to where it is mended; looking changes nothing."
      />
      {site === undefined ? <Skeleton rows={9} height={52} /> : <Examination site={site} />}
    </>
  )
}

function Examination({ site }: { site: string }) {
  const { check } = useSearch({ from: '/genealogy-doctor' })
  const { examined, pending, error, retry } = useExamined(site)
  const bad = examined.filter(({ ok }) => !ok)
  const shown = bad.find(one => one.check === check) ?? bad[0]
  return (
    <div className="stack">
      {error !== null && <Trouble error={error} retry={retry} />}
      <Panel title={titleOf(bad, pending)} label="What was looked for">
        <ul className="doctor-checks" aria-busy={pending > 0}>
          {examined.map(one => (
            <Line key={one.check} check={one} current={one === shown} />
          ))}
          {pending > 0 && error === null && (
            <li className="doctor-pending">
              <Skeleton rows={pending} height={40} />
            </li>
          )}
        </ul>
      </Panel>
      {shown && <Findings key={`${site} ${shown.check}`} site={site} check={shown} />}
    </div>
  )
}

function titleOf(bad: readonly GenealogyCheck[], pending: number): string {
  if (pending > 0) return 'Looking through the record…'
  if (bad.length === 0) return 'Nothing is wrong with the record'
  const found = bad.reduce((sum, { total }) => sum + total, 0)
  return `${found.toLocaleString('en')} ${found === 1 ? 'finding' : 'findings'} of ${bad.length} ${bad.length === 1 ? 'kind' : 'kinds'}`
}

function Line({ check: { check, title, ok, total }, current }: { check: GenealogyCheck; current: boolean }) {
  if (ok)
    return (
      <li className="doctor-line doctor-sound">
        <Sign name="tick" size={16} /> {title} <span className="num quiet">none</span>
      </li>
    )
  return (
    <li>
      <Link
        className="doctor-line doctor-bad"
        to="/genealogy-doctor"
        search={{ check }}
        replace
        resetScroll={false}
        aria-current={current || undefined}
      >
        <Sign name="triangle" size={16} /> {title} <strong className="num">{total.toLocaleString('en')}</strong>
      </Link>
    </li>
  )
}

/** Findings of one kind, page by page as one scrolls; only the rows in sight are drawn. */
function Findings({ site, check }: { site: string; check: GenealogyCheck }) {
  const { findings, more, isMore, isFetching, error, retry } = useFindings(site, check)
  const columns = columnsOf(check.remedy)
  return (
    <Panel
      title={
        <>
          <Sign name="triangle" size={18} /> {check.title}
        </>
      }
      side={
        <div className="row">
          <TableFiles
            name={`doctor ${check.check}`}
            columns={columns}
            rows={findings}
            rest={isMore ? allOf(site, check.check) : undefined}
          />
        </div>
      }
      label={check.title}
      className="doctor-check"
    >
      <p className="doctor-remedy">{check.remedy.text}</p>
      {error !== null && <Trouble error={error} retry={retry} />}
      <DataTable
        label="Findings, one by one"
        columns={columns}
        rows={findings}
        rowKey={({ detail, run, event }) => `${event?.sequence} ${run} ${detail}`}
        height="calc(100dvh - 220px)"
        rowHeight={60}
        onEnd={more}
        tail={
          <div className="table-tail">
            {isFetching
              ? 'Loading more…'
              : isMore
                ? `${findings.length.toLocaleString('en')} of ${check.total.toLocaleString('en')} shown`
                : `All ${findings.length.toLocaleString('en')} shown`}
          </div>
        }
      />
    </Panel>
  )
}

const PAGE = 500
const FILE_PAGE = 1000

const allOf =
  (site: string, check: GenealogyCheck['check']): PageOf<GenealogyFinding> =>
  async cursor => {
    const { checks } = await client.genealogyDoctor({ site, check, limit: FILE_PAGE, ...(cursor === '' ? {} : { cursor }) })
    return { rows: checks.flatMap(({ findings }) => findings), next: checks[0]?.next }
  }

function useFindings(site: string, check: GenealogyCheck) {
  const pages = useInfiniteQuery({
    queryKey: ['genealogy-doctor', site, check.check, 'pages'],
    queryFn: async ({ pageParam, signal }) => {
      const [page] = (await client.genealogyDoctor({ site, check: check.check, limit: PAGE, cursor: pageParam }, signal)).checks
      return { findings: page?.findings ?? [], next: page?.next ?? null }
    },
    initialPageParam: check.next ?? '',
    getNextPageParam: page => page.next ?? undefined,
    // What the counting brought along is the first page.
    enabled: false,
  })
  const isBegun = pages.data !== undefined
  const isMore = isBegun ? pages.hasNextPage : check.next !== null
  const fetch = () => void (isBegun ? pages.fetchNextPage() : pages.refetch())
  return {
    findings: [...check.findings, ...(pages.data?.pages.flatMap(page => page.findings) ?? [])],
    isMore,
    isFetching: pages.isFetching,
    more: () => {
      if (isMore && !pages.isFetching && !pages.isError) fetch()
    },
    error: pages.error,
    retry: fetch,
  }
}

function columnsOf({ text, opens }: GenealogyCheck['remedy']): Column<GenealogyFinding>[] {
  return [
    {
      key: 'lot',
      title: 'Lot or serial',
      width: 'minmax(150px, 0.7fr)',
      cell: ({ lot }) => (lot ? <LotName lot={lot} /> : null),
      csv: ({ lot }) => lot?.number,
    },
    { key: 'detail', title: 'What was found', width: 'minmax(260px, 2fr)', cell: ({ detail }) => detail, csv: ({ detail }) => detail },
    {
      key: 'at',
      title: 'When',
      width: '120px',
      cell: ({ at }) =>
        at && (
          <span className="small quiet">
            <When at={at} />
          </span>
        ),
      csv: ({ at }) => at,
      sheet: 'time',
      narrow: 'hide',
    },
    {
      key: 'mend',
      title: 'Mended by',
      width: '170px',
      cell: finding => <Mend finding={finding} opens={opens} />,
      csv: ({ event }) => (event ? `${text} Event #${event.sequence}` : text),
    },
  ]
}

/** The form that mends it; the event where there is no form of its own. */
function Mend({ finding: { run, event }, opens }: { finding: GenealogyFinding; opens: GenealogyCheck['remedy']['opens'] }) {
  if (opens === 'run' && run !== null)
    return (
      <Link className="button" to="/produce" search={{ way: 'runs', run }}>
        Open the run
      </Link>
    )
  if (!event) return null
  return (
    <Link className="button" to="/ledger" search={{ event: String(event.sequence) }}>
      Open event #{event.sequence.toLocaleString('en')}
    </Link>
  )
}
