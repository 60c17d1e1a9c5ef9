import { Tabs } from '@mantine/core'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Material } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { MeasuredList } from '../../parts/measured-list.tsx'
import { Fact, Facts, PageHead, Panel } from '../../parts/panel.tsx'
import { useMaterials } from '../../parts/record-field.tsx'
import { RecordHistory } from '../../parts/record-history.tsx'
import { PlanEditor } from './plan-editor.tsx'
import './materials.css'

const tabs = [
  { value: 'plan', word: 'materials.tab-plan' },
  { value: 'values', word: 'values.title' },
  { value: 'history', word: 'col.history' },
] as const

/** What a material is, what is collected of it, what was measured, and who said so. */
export function MaterialScreen() {
  const { t } = useWords()
  const { code } = useParams({ from: '/materials/$code' })
  const { tab } = useSearch({ from: '/materials/$code' })
  const navigate = useNavigate({ from: '/materials/$code' })
  const materials = useMaterials()
  const material = materials.data?.find(one => one.code === code)
  if (materials.isError) return <Trouble error={materials.error} retry={() => void materials.refetch()} />
  if (!materials.data) return <Skeleton rows={6} />
  if (!material)
    return (
      <Blank page title={t('materials.unknown')} text={t('materials.unknown-text', { code })}>
        <Link to="/materials">{t('materials.all')}</Link>
      </Blank>
    )
  return (
    <>
      <PageHead
        title={<span className="mono">{code}</span>}
        text={material.description && <span translate="no">{material.description}</span>}
      >
        <Link className="button" to="/lots" search={{ material: code }}>
          {t('orders.its-lots')}
        </Link>
      </PageHead>
      <MaterialFacts material={material} />
      <Tabs
        value={tabs.some(one => one.value === tab) ? (tab ?? 'plan') : 'plan'}
        onChange={value => void navigate({ search: before => ({ ...before, tab: value ?? undefined }), replace: true, resetScroll: false })}
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map(one => (
            <Tabs.Tab key={one.value} value={one.value}>
              {t(one.word)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="plan" className="material-panel">
          <PlanEditor material={code} />
        </Tabs.Panel>
        <Tabs.Panel value="values" className="material-panel">
          <MeasuredList material={code} />
        </Tabs.Panel>
        <Tabs.Panel value="history" className="material-panel">
          <History code={code} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

function History({ code }: { code: string }) {
  const { t } = useWords()
  return (
    <div className="stack">
      <Panel title={t('materials.the-material')}>
        <RecordHistory kind="material" code={code} />
      </Panel>
      <Panel title={t('materials.its-plan')}>
        <RecordHistory kind="collectionPlan" code={code} />
      </Panel>
    </div>
  )
}

function MaterialFacts({ material }: { material: Material }) {
  const { t } = useWords()
  const site = useSite()
  return (
    <div className="material-facts">
      <Facts>
        {material.unit && <Fact name={t('field.unit')}>{material.unit}</Fact>}
        {material.tracking && <Fact name={t('field.tracked-by')}>{t(`materials.tracked-${material.tracking}`)}</Fact>}
        {material.precision && <Fact name={t('field.precision')}>{t(`materials.${material.precision}`)}</Fact>}
        {material.shelfLifeDays && <Fact name={t('materials.shelf-life')}>{t('span.days', { count: material.shelfLifeDays })}</Fact>}
        {material.gtin && (
          <Fact name={t('materials.gtin')}>
            <span className="mono">{material.gtin}</span>
          </Fact>
        )}
        {site !== 'main' && <Fact name={t('top.site')}>{site}</Fact>}
      </Facts>
    </div>
  )
}
