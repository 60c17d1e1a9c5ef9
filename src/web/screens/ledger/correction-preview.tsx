import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { CorrectionPreview as Preview } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { LotLink } from '../../parts/lot-name.tsx'

/** What the correction would change, told before anybody makes it: without a replacement the event is voided. */
export function CorrectionPreview({ site, event, replacement }: { site: string; event: string; replacement?: object | undefined }) {
  const preview = useQuery({
    queryKey: ['correction-preview', site, event, replacement],
    queryFn: () => client.previewCorrection({ site, event, ...(replacement ? { replacement } : {}) }),
    staleTime: 0,
    gcTime: 0,
  })
  if (preview.isError) return <Trouble error={preview.error} />
  if (!preview.data) return <Skeleton rows={3} />
  if (preview.data.refused) return <Refusal code={preview.data.refused.code} detail={preview.data.refused.detail} />
  return <Changes preview={preview.data} />
}

function Changes({ preview: { lots, links, held, freed, shipments, downstream } }: { preview: Preview }) {
  const isNothing = lots.total + links.total + held.total + freed.total + shipments.total + downstream.lots === 0
  if (isNothing) return <p className="quiet">No stock, no link, no hold and no shipment would change.</p>
  return (
    <section className="correction-preview" aria-label="What would change">
      <h3>What would change</h3>
      <Part title="Stock" list={lots}>
        {lots.first.map(lot => (
          <li key={lot.material + lot.number}>
            <LotLink lot={lot} /> <span className="num">{`${lot.before} → ${lot.after} ${lot.unit}`}</span>
          </li>
        ))}
      </Part>
      <Part title="Links" list={links}>
        {links.first.map(({ parent, child, before, after }) => (
          <li key={parent.material + parent.number + child.material + child.number}>
            <LotLink lot={parent} /> in <LotLink lot={child} /> <span className="quiet">{linkWords(before, after)}</span>
          </li>
        ))}
      </Part>
      <Part title="Held from then on" list={held}>
        {held.first.map(lot => (
          <li key={lot.material + lot.number}>
            <LotLink lot={lot} />
          </li>
        ))}
      </Part>
      <Part title="No longer held" list={freed}>
        {freed.first.map(lot => (
          <li key={lot.material + lot.number}>
            <LotLink lot={lot} />
          </li>
        ))}
      </Part>
      <Part title="With customers" list={shipments}>
        {shipments.first.map(row => (
          <li key={row.shipment + row.material + row.number}>
            <span className="mono">{row.shipment}</span>: <LotLink lot={row} />{' '}
            <span className="num">{`${row.before} → ${row.after} ${row.unit}`}</span>
          </li>
        ))}
      </Part>
      <Part title="Shipped, and of another origin than was believed" list={downstream.shipped}>
        {downstream.shipped.first.map(row => (
          <li key={row.shipment + row.material + row.number}>
            <LotLink lot={row} /> to {row.customer} by <span className="mono">{row.shipment}</span>
          </li>
        ))}
      </Part>
      {downstream.lots > 0 && (
        <p className="quiet small num">{downstream.lots.toLocaleString('en')} lots and serials change their origin.</p>
      )}
    </section>
  )
}

const linkWords = (before: Preview['links']['first'][number]['before'], after: Preview['links']['first'][number]['after']): string => {
  if (!after) return 'would go'
  if (!before) return 'would be new'
  return `at most ${before.max ?? 'an unknown quantity'} → ${after.max ?? 'an unknown quantity'}`
}

function Part({ title, list, children }: { title: string; list: { total: number; first: unknown[] }; children: ReactNode }) {
  if (list.total === 0) return null
  return (
    <div>
      <h4>
        {title} <span className="num quiet">{list.total.toLocaleString('en')}</span>
      </h4>
      <ul>{children}</ul>
      {list.total > list.first.length && (
        <p className="quiet small num">and {(list.total - list.first.length).toLocaleString('en')} more</p>
      )}
    </div>
  )
}
