import { Tabs } from '@mantine/core'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Material } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { MeasuredList } from '../../parts/measured-list.tsx'
import { Fact, Facts, PageHead, Panel } from '../../parts/panel.tsx'
import { useMaterials } from '../../parts/record-field.tsx'
import { RecordHistory } from '../../parts/record-history.tsx'
import { PlanEditor } from './plan-editor.tsx'
import './materials.css'

const tabs = [
  { value: 'plan', word: 'Collection plan' },
  { value: 'values', word: 'Values' },
  { value: 'history', word: 'History' },
]

/** What a material is, what is collected of it, what was measured, and who said so. */
export function MaterialScreen() {
  const { code } = useParams({ from: '/materials/$code' })
  const { tab } = useSearch({ from: '/materials/$code' })
  const navigate = useNavigate({ from: '/materials/$code' })
  const materials = useMaterials()
  const material = materials.data?.find(one => one.code === code)
  if (materials.isError) return <Trouble error={materials.error} retry={() => void materials.refetch()} />
  if (!materials.data) return <Skeleton rows={6} />
  if (!material)
    return (
      <Blank page title="No such material" text={`${code} is not known at this site.`}>
        <Link to="/materials">All materials</Link>
      </Blank>
    )
  return (
    <>
      <PageHead title={<span className="mono">{code}</span>} text={material.description ?? ''}>
        <Link className="button" to="/lots" search={{ material: code }}>
          Its lots
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
              {one.word}
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
  return (
    <div className="stack">
      <Panel title="The material">
        <RecordHistory kind="material" code={code} />
      </Panel>
      <Panel title="Its collection plan">
        <RecordHistory kind="collectionPlan" code={code} />
      </Panel>
    </div>
  )
}

function MaterialFacts({ material }: { material: Material }) {
  const site = useSite()
  return (
    <div className="material-facts">
      <Facts>
        {material.unit && <Fact name="Unit">{material.unit}</Fact>}
        {material.tracking && <Fact name="Tracked by">{material.tracking}</Fact>}
        {material.precision && <Fact name="Precision">{material.precision}</Fact>}
        {material.shelfLifeDays && <Fact name="Shelf life">{material.shelfLifeDays} days</Fact>}
        {material.gtin && (
          <Fact name="GTIN">
            <span className="mono">{material.gtin}</span>
          </Fact>
        )}
        {site !== 'main' && <Fact name="Site">{site}</Fact>}
      </Facts>
    </div>
  )
}
