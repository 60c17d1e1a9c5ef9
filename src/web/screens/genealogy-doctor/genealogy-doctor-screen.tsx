import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { GenealogyCheck, GenealogyFinding } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { heard, useWords, type Words } from '../../app/words.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { openEndSaid } from '../../parts/open-end-words.ts'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'
import { Sign } from '../../parts/signs.tsx'
import { type PageOf, TableFiles } from '../../parts/table-files.tsx'
import { When } from '../../parts/when.tsx'
import './genealogy-doctor.css'
import { useExamined } from './examined.ts'

export function GenealogyDoctorScreen() {
  const { t } = useWords()
  const site = useSite()
  return (
    <>
      <QuestionTabs />
      <PageHead title={t('doctor.title')} text={t('doctor.text')} />
      {site === undefined ? <Skeleton rows={9} height={52} /> : <Examination site={site} />}
    </>
  )
}

function Examination({ site }: { site: string }) {
  const words = useWords()
  const { check } = useSearch({ from: '/genealogy-doctor' })
  const { examined, pending, error, retry } = useExamined(site)
  const bad = examined.filter(({ ok }) => !ok)
  const shown = bad.find(one => one.check === check) ?? bad[0]
  return (
    <div className="stack">
      {error !== null && <Trouble error={error} retry={retry} />}
      <Panel title={titleOf(bad, pending, words)} label={words.t('doctor.looked-for')}>
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

function titleOf(bad: readonly GenealogyCheck[], pending: number, { t }: Words): string {
  if (pending > 0) return t('doctor.looking')
  if (bad.length === 0) return t('doctor.sound')
  const found = bad.reduce((sum, { total }) => sum + total, 0)
  return t('doctor.found', { count: found, kinds: t('doctor.of-kinds', { count: bad.length }) })
}

function Line({ check: { check, ok, total }, current }: { check: GenealogyCheck; current: boolean }) {
  const { t, n } = useWords()
  if (ok)
    return (
      <li className="doctor-line doctor-sound">
        <Sign name="tick" size={16} /> {t(`doctor.${check}`)} <span className="num quiet">{t('common.none')}</span>
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
        <Sign name="triangle" size={16} /> {t(`doctor.${check}`)} <strong className="num">{n(total)}</strong>
      </Link>
    </li>
  )
}

/** Findings of one kind, page by page as one scrolls; only the rows in sight are drawn. */
function Findings({ site, check }: { site: string; check: GenealogyCheck }) {
  const { findings, more, isMore, isFetching, error, retry } = useFindings(site, check)
  const words = useWords()
  const { t } = words
  return (
    <Panel
      title={
        <>
          <Sign name="triangle" size={18} /> {t(`doctor.${check.check}`)}
        </>
      }
      side={
        <div className="row">
          <TableFiles
            name={`doctor ${check.check}`}
            columns={spoken => columnsOf(check, spoken)}
            rows={findings}
            rest={isMore ? allOf(site, check.check) : undefined}
          />
        </div>
      }
      label={t(`doctor.${check.check}`)}
      className="doctor-check"
    >
      <p className="doctor-remedy">{t(`doctor.${check.check}-remedy`)}</p>
      {error !== null && <Trouble error={error} retry={retry} />}
      <DataTable
        label={t('doctor.one-by-one')}
        columns={columnsOf(check, words)}
        rows={findings}
        rowKey={({ detail, run, event }) => `${event?.sequence} ${run} ${detail}`}
        height="calc(100dvh - 220px)"
        rowHeight={60}
        onEnd={more}
        tail={
          <div className="table-tail">
            {isFetching
              ? t('questions.loading-more')
              : isMore
                ? t('doctor.some-shown', { shown: findings.length, total: check.total })
                : t('doctor.all-shown', { count: findings.length })}
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

function columnsOf({ check, remedy }: GenealogyCheck, words: Words): Column<GenealogyFinding>[] {
  const { t } = words
  const mending = t(`doctor.${check}-remedy`)
  return [
    {
      key: 'lot',
      title: t('direct.lot'),
      width: 'minmax(150px, 0.7fr)',
      cell: ({ lot }) => (lot ? <LotName lot={lot} /> : null),
      csv: ({ lot }) => lot?.number,
    },
    {
      key: 'detail',
      title: t('doctor.col-found'),
      width: 'minmax(260px, 2fr)',
      cell: ({ said }) => findingSaid(said, words),
      csv: ({ said }) => findingSaid(said, words),
    },
    {
      key: 'at',
      title: t('col.when'),
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
      title: t('doctor.col-mended'),
      width: '170px',
      cell: finding => <Mend finding={finding} opens={remedy.opens} />,
      csv: ({ event }) => (event ? t('doctor.mend-event', { remedy: mending, sequence: `${event.sequence}` }) : mending),
    },
  ]
}

/** Where the record stops is kept in English, and is said anew within the finding. */
function findingSaid(said: GenealogyFinding['said'], words: Words): string {
  const { detail } = said.params
  return heard(detail === undefined ? said : { ...said, params: { ...said.params, detail: openEndSaid(detail, words) } }, words)
}

/** The form that mends it; the event where there is no form of its own. */
function Mend({ finding: { run, event }, opens }: { finding: GenealogyFinding; opens: GenealogyCheck['remedy']['opens'] }) {
  const { t } = useWords()
  if (opens === 'run' && run !== null)
    return (
      <Link className="button" to="/produce" search={{ way: 'runs', run }}>
        {t('doctor.open-run')}
      </Link>
    )
  if (!event) return null
  return (
    <Link className="button" to="/ledger" search={{ event: String(event.sequence) }}>
      {t('doctor.open-event', { sequence: event.sequence })}
    </Link>
  )
}
