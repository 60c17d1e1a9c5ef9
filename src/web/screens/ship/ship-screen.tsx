import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { DirectForm } from './direct-form.tsx'
import { PlanShipment } from './plan-shipment.tsx'
import { PlannedList } from './planned-list.tsx'
import { SentList } from './sent-list.tsx'
import './ship.css'
import { ShipmentView } from './shipment-view.tsx'

const views = [
  { value: 'planned', label: 'ship.to-load' },
  { value: 'sent', label: 'ship.sent' },
  { value: 'direct', label: 'ship.direct' },
] as const

export function ShipScreen() {
  const words = useWords()
  const { t } = words
  const { shipment, view, search } = useSearch({ from: '/ship' })
  const navigate = useNavigate({ from: '/ship' })
  const site = useSite()
  const [planning, setPlanning] = useState(false)
  const planned = useQuery({
    queryKey: ['plannedShipments', site, search],
    queryFn: () => client.plannedShipments({ ...(site ? { site } : {}), ...(search ? { search } : {}), limit: 500 }),
    enabled: site !== undefined,
  })
  if (shipment !== undefined) return <ShipmentView number={shipment} />
  // A plant that plans no shipments comes here to say at once what leaves.
  const shown = view ?? (planned.data?.length === 0 && !search ? 'direct' : 'planned')
  return (
    <>
      <PageHead title={t('ship.title')} text={t('ship.text')}>
        <Act variant="default" onClick={() => setPlanning(true)}>
          {t('ship.plan')}
        </Act>
      </PageHead>
      <SegmentedControl
        className="ship-views no-print"
        data={labelled(views, words)}
        value={shown}
        aria-label={t('ship.what')}
        onChange={next => void navigate({ search: before => ({ ...before, view: next }), replace: true })}
      />
      {planned.isError && <Trouble error={planned.error} retry={() => void planned.refetch()} />}
      {planned.isPending && <Skeleton rows={6} height={44} />}
      {planned.data && shown === 'planned' && <PlannedList rows={planned.data} />}
      {planned.data && shown === 'sent' && <SentList />}
      {planned.data && shown === 'direct' && <DirectForm />}
      <Dialog opened={planning} onClose={() => setPlanning(false)} title={t('ship.plan')} size="lg">
        {planning && <PlanShipment />}
      </Dialog>
    </>
  )
}
