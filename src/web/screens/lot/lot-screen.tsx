import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { type LotDetail, Problem } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { lotIdOf } from '../../app/search-params.ts'
import { useWords } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { useChosenInSight } from '../../parts/chosen-in-sight.ts'
import { AsBuiltTab } from './as-built-tab.tsx'
import { BalanceTab } from './balance-tab.tsx'
import { ComplaintNote } from './complaint-note.tsx'
import { DocumentsTab } from './documents-tab.tsx'
import { GenealogyTab } from './genealogy-tab.tsx'
import { HoldBanner } from './hold-banner.tsx'
import { IdentifiersTab } from './identifiers-tab.tsx'
import { LabelsTab } from './labels-tab.tsx'
import { LotBand } from './lot-band.tsx'
import './lot.css'
import { Neighbours } from './neighbours.tsx'
import { QualityTab } from './quality-tab.tsx'
import { TimelineTab } from './timeline-tab.tsx'
import { ValuesTab } from './values-tab.tsx'

export function LotScreen() {
  const { id } = useParams({ from: '/lots/$id' })
  const lot = lotIdOf(id)
  return lot === undefined ? <NoSuchLot /> : <LotPage id={lot} />
}

function LotPage({ id }: { id: number }) {
  const lot = useLot(id)
  useTitle(lot.data)
  if (lot.isError) return <LotTrouble error={lot.error} retry={() => void lot.refetch()} />
  if (!lot.data) return <Skeleton rows={9} height={64} />
  return (
    <article className="lot">
      <LotBand lot={lot.data} />
      <HoldBanner lot={lot.data} />
      <ComplaintNote lot={lot.data} />
      <Neighbours lot={lot.data} />
      <LotTabs lot={lot.data} />
    </article>
  )
}

export function useLot(id: number) {
  return useQuery({ queryKey: ['lot', id], queryFn: ({ signal }) => client.lot(id, signal) })
}

function useTitle(lot: LotDetail | undefined): void {
  useEffect(() => {
    if (lot === undefined) return
    document.title = `${lot.number} · ${lot.material} · Genealot`
    return () => {
      document.title = 'Genealot'
    }
  }, [lot])
}

export function LotTrouble({ error, retry }: { error: Error; retry: () => void }) {
  if (error instanceof Problem && error.status === 404) {
    return <NoSuchLot />
  }
  return <Trouble error={error} retry={retry} />
}

export function NoSuchLot() {
  const { t } = useWords()
  return (
    <Blank page title={t('lot.none')} text={t('lot.none-text')}>
      <Link to="/lots">{t('lot.all-lots')}</Link>
    </Blank>
  )
}

const tabs = [
  { value: 'timeline', word: 'lot.tab-timeline', view: TimelineTab },
  { value: 'genealogy', word: 'lot.tab-genealogy', view: GenealogyTab },
  { value: 'balance', word: 'lot.tab-balance', view: BalanceTab },
  { value: 'values', word: 'lot.tab-values', view: ValuesTab },
  { value: 'quality', word: 'lot.tab-quality', view: QualityTab },
  { value: 'documents', word: 'lot.tab-documents', view: DocumentsTab },
  { value: 'identifiers', word: 'lot.tab-identifiers', view: IdentifiersTab },
  { value: 'as-built', word: 'lot.tab-as-built', view: AsBuiltTab },
  { value: 'labels', word: 'lot.tab-labels', view: LabelsTab },
] as const

function LotTabs({ lot }: { lot: LotDetail }) {
  const { t } = useWords()
  const { tab } = useSearch({ from: '/lots/$id' })
  const navigate = useNavigate({ from: '/lots/$id' })
  const chosen = tabs.find(one => one.value === tab) ?? tabs[0]
  const list = useChosenInSight<HTMLDivElement>(chosen.value)
  const go = (value: string | null) =>
    void navigate({
      search: before => ({ ...before, tab: value === tabs[0].value ? undefined : (value ?? undefined) }),
      replace: true,
      resetScroll: false,
    })
  return (
    <Tabs value={chosen.value} onChange={go} keepMounted={false} className="lot-tabs">
      <Tabs.List className="tabs" ref={list}>
        {tabs.map(one => (
          <Tabs.Tab key={one.value} value={one.value}>
            {t(one.word)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(one => (
        <Tabs.Panel key={one.value} value={one.value} className="lot-panel">
          <one.view lot={lot} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
