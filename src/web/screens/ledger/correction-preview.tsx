import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { newId, type CorrectionPreview as Preview } from '../../../client/index.ts'
import { Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { eventWords, verbOf } from '../../parts/event-words.ts'
import { LotLink } from '../../parts/lot-name.tsx'
import { When } from '../../parts/when.tsx'
import { type Part as ActPart, replacementOf } from './replacement.ts'

type Adding = (parts: readonly ActPart[]) => void

/** What the correction would change, told before anybody makes it; whoever it would leave short can be put right in the same act. */
export function CorrectionPreview(props: { preview: UseQueryResult<Preview>; parts: readonly ActPart[]; onAdd: Adding }) {
  const { preview, parts, onAdd } = props
  if (preview.isError) return <Trouble error={preview.error} />
  if (!preview.data) return <Skeleton rows={3} />
  if (preview.data.refused) return <Refused {...preview.data} parts={parts} onAdd={onAdd} />
  return <Changes preview={preview.data} />
}

/** Why not, and who is left short; where nobody is, what was recorded since: that is corrected from behind, each on a page of its own. */
function Refused(props: Pick<Preview, 'refused' | 'later' | 'short'> & { parts: readonly ActPart[]; onAdd: Adding }) {
  const { refused, later, short, parts, onAdd } = props
  const isOffered = short.some(({ consumers }) => consumers.total > 0)
  return (
    <section className="correction-preview" aria-label="Why it would be refused">
      {refused && <Refusal code={refused.code} detail={refused.detail} />}
      {short.map(lot => (
        <LeftShort key={lot.material + lot.number} {...lot} parts={parts} onAdd={onAdd} />
      ))}
      {!isOffered && (
        <Part title="Recorded since with these lots, the last first" list={later}>
          {later.first.map(({ event, sequence, type, at, lots }) => (
            <li key={event}>
              <Link to="/ledger" search={{ event: String(sequence) }}>
                #{sequence.toLocaleString('en')} {verbOf(type)}
              </Link>{' '}
              <span className="mono">{lots.map(({ number }) => number).join(', ')}</span>{' '}
              <span className="small quiet">
                <When at={at} />
              </span>
            </li>
          ))}
        </Part>
      )}
    </section>
  )
}

type Short = Preview['short'][number]
type Consumer = Short['consumers']['first'][number]

/** A lot that would not suffice, and who drew on it: each can be put right too. */
function LeftShort({ consumers, parts, onAdd, ...lot }: Short & { parts: readonly ActPart[]; onAdd: Adding }) {
  const open = consumers.first.filter(({ event }) => parts.every(part => part.event !== event))
  return (
    <div className="correction-short">
      <h4>
        <LotLink lot={lot} /> {lot.missing === null ? 'would not be there any more' : `would be short of ${lot.missing} ${lot.unit}`}
      </h4>
      <ul>
        {open.map(consumer => (
          <li key={consumer.event}>
            <ConsumerWords consumer={consumer} unit={lot.unit} />
            <span className="correction-offer">
              <Button size="compact-md" variant="default" onClick={() => onAdd([partOf(consumer, 'replace')])}>
                Correct it too…
              </Button>
              <Button size="compact-md" variant="default" onClick={() => onAdd([partOf(consumer, 'void')])}>
                Void it too
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {open.length > 1 && (
        <Button
          className="correction-all"
          size="compact-md"
          variant="subtle"
          onClick={() => onAdd(open.map(consumer => partOf(consumer, 'void')))}
        >
          Void all {open.length} of them too
        </Button>
      )}
      {consumers.total > consumers.first.length && (
        <p className="quiet small num">and {(consumers.total - consumers.first.length).toLocaleString('en')} more</p>
      )}
    </div>
  )
}

function ConsumerWords({ consumer, unit }: { consumer: Consumer; unit: string }) {
  const { sequence, type, said, quantity, at } = consumer
  const { verb, what } = eventWords({ type, body: said, workCenter: null, workOrder: null })
  return (
    <span>
      <Link to="/ledger" search={{ event: String(sequence) }}>
        #{sequence.toLocaleString('en')} {verb}
      </Link>{' '}
      <span className="mono">{what}</span> {quantity !== '0' && <span className="num">{`${quantity} ${unit}`}</span>}{' '}
      <span className="small quiet">
        <When at={at} />
      </span>
    </span>
  )
}

function partOf({ event, sequence, type, said }: Consumer, way: 'replace' | 'void'): ActPart {
  const before = replacementOf({ type, body: said })
  return { event, sequence, type, before, right: way === 'replace' ? before : undefined, id: newId() }
}

function Changes({ preview }: { preview: Preview }) {
  const { lots, links, held, freed, recalls, certificates, shipments, downstream } = preview
  const changed = [lots, links, held, freed, recalls, certificates, shipments].reduce((sum, { total }) => sum + total, downstream.lots)
  const isNothing = changed === 0
  if (isNothing) return <p className="quiet">No stock, no link, no hold, no recall and no shipment would change.</p>
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
      <Part title="Open recalls" list={recalls}>
        {recalls.first.map(({ recall, joined, left }) => (
          <li key={recall}>
            <Link className="mono" to="/recalls/$recall" params={{ recall }}>
              {recall}
            </Link>{' '}
            <span className="num">{[joined > 0 && `${joined} more`, left > 0 && `${left} fewer`].filter(Boolean).join(', ')}</span>
          </li>
        ))}
      </Part>
      <Part title="Certificates in the record of what was made" list={certificates}>
        {certificates.first.map(({ document, name, change, ...lot }) => (
          <li key={document + lot.material + lot.number}>
            {name} <span className="quiet">of</span> <LotLink lot={lot} />{' '}
            <span className="quiet">{change === 'joined' ? 'would come in' : 'would go'}</span>
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
