import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { newId, type CorrectionPreview as Preview } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { grouped } from '../../parts/amount.tsx'
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
  const words = useWords()
  const { t, n } = words
  const { refused, later, short, parts, onAdd } = props
  const isOffered = short.some(({ consumers }) => consumers.total > 0)
  return (
    <section className="correction-preview" aria-label={t('ledger.why-refused')}>
      {refused && <Refusal of="trial" code={refused.code} detail={refused.detail} />}
      {short.map(lot => (
        <LeftShort key={lot.material + lot.number} {...lot} parts={parts} onAdd={onAdd} />
      ))}
      {!isOffered && (
        <Part title={t('ledger.since')} list={later}>
          {later.first.map(({ event, sequence, type, at, lots }) => (
            <li key={event}>
              <Link to="/ledger" search={{ event: String(sequence) }}>
                #{n(sequence)} {verbOf(type, words)}
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
  const { t, rich, mark } = useWords()
  const open = consumers.first.filter(({ event }) => parts.every(part => part.event !== event))
  return (
    <div className="correction-short">
      <h4>
        {rich(lot.missing === null ? 'ledger.lot-gone' : 'ledger.lot-short', {
          lot: <LotLink lot={lot} />,
          quantity: lot.missing !== null && `${grouped(lot.missing, mark)} ${lot.unit}`,
        })}
      </h4>
      <ul>
        {open.map(consumer => (
          <li key={consumer.event}>
            <ConsumerWords consumer={consumer} unit={lot.unit} />
            <span className="correction-offer">
              <Button size="compact-md" variant="default" onClick={() => onAdd([partOf(consumer, 'replace')])}>
                {t('ledger.correct-too')}
              </Button>
              <Button size="compact-md" variant="default" onClick={() => onAdd([partOf(consumer, 'void')])}>
                {t('ledger.void-too')}
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
          {t('ledger.void-all', { count: open.length })}
        </Button>
      )}
      {consumers.total > consumers.first.length && (
        <p className="quiet small num">{t('common.and-more', { count: consumers.total - consumers.first.length })}</p>
      )}
    </div>
  )
}

function ConsumerWords({ consumer, unit }: { consumer: Consumer; unit: string }) {
  const words = useWords()
  const { sequence, type, said, quantity, at } = consumer
  const { verb, what } = eventWords({ type, body: said, workCenter: null, workOrder: null }, words)
  return (
    <span>
      <Link to="/ledger" search={{ event: String(sequence) }}>
        #{words.n(sequence)} {verb}
      </Link>{' '}
      <span className="mono">{what}</span> {quantity !== '0' && <span className="num">{`${grouped(quantity, words.mark)} ${unit}`}</span>}{' '}
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
  const words = useWords()
  const { t, rich } = words
  const { lots, links, held, freed, recalls, certificates, shipments, downstream } = preview
  const changed = [lots, links, held, freed, recalls, certificates, shipments].reduce((sum, { total }) => sum + total, downstream.lots)
  const isNothing = changed === 0
  if (isNothing) return <p className="quiet">{t('ledger.nothing-changes')}</p>
  return (
    <section className="correction-preview" aria-label={t('ledger.would-change')}>
      <h3>{t('ledger.would-change')}</h3>
      <Part title={t('ledger.stock')} list={lots}>
        {lots.first.map(lot => (
          <li key={lot.material + lot.number}>
            <LotLink lot={lot} /> <span className="num">{changeWords(lot, words)}</span>
          </li>
        ))}
      </Part>
      <Part title={t('ledger.links')} list={links}>
        {links.first.map(({ parent, child, before, after }) => (
          <li key={parent.material + parent.number + child.material + child.number}>
            {rich('ledger.link', { parent: <LotLink lot={parent} />, child: <LotLink lot={child} /> })}{' '}
            <span className="quiet">{linkWords(before, after, words)}</span>
          </li>
        ))}
      </Part>
      <Part title={t('ledger.held')} list={held}>
        {held.first.map(lot => (
          <li key={lot.material + lot.number}>
            <LotLink lot={lot} />
          </li>
        ))}
      </Part>
      <Part title={t('ledger.freed')} list={freed}>
        {freed.first.map(lot => (
          <li key={lot.material + lot.number}>
            <LotLink lot={lot} />
          </li>
        ))}
      </Part>
      <Part title={t('ledger.recalls')} list={recalls}>
        {recalls.first.map(({ recall, joined, left }) => (
          <li key={recall}>
            <Link className="mono" to="/recalls/$recall" params={{ recall }}>
              {recall}
            </Link>{' '}
            <span className="num">{recallWords(joined, left, words)}</span>
          </li>
        ))}
      </Part>
      <Part title={t('ledger.certificates')} list={certificates}>
        {certificates.first.map(({ document, name, change, ...lot }) => (
          <li key={document + lot.material + lot.number}>
            {rich(change === 'joined' ? 'ledger.certificate-in' : 'ledger.certificate-out', { name, lot: <LotLink lot={lot} /> })}
          </li>
        ))}
      </Part>
      <Part title={t('ledger.customers')} list={shipments}>
        {shipments.first.map(row => (
          <li key={row.shipment + row.material + row.number}>
            <span className="mono">{row.shipment}</span>: <LotLink lot={row} /> <span className="num">{changeWords(row, words)}</span>
          </li>
        ))}
      </Part>
      <Part title={t('ledger.other-origin')} list={downstream.shipped}>
        {downstream.shipped.first.map(row => (
          <li key={row.shipment + row.material + row.number}>
            {rich('ledger.to-by', {
              lot: <LotLink lot={row} />,
              customer: row.customer,
              shipment: <span className="mono">{row.shipment}</span>,
            })}
          </li>
        ))}
      </Part>
      {downstream.lots > 0 && <p className="quiet small num">{t('ledger.origin-changes', { count: downstream.lots })}</p>}
    </section>
  )
}

const changeWords = ({ before, after, unit }: { before: string; after: string; unit: string }, { mark }: Words): string =>
  `${grouped(before, mark)} → ${grouped(after, mark)} ${unit}`

type LinkSide = Preview['links']['first'][number]['before']

function linkWords(before: LinkSide, after: LinkSide, { t, mark }: Words): string {
  const said = (most: number | null): string => (most === null ? t('ledger.unknown') : grouped(most, mark))
  if (!after) return t('ledger.link-gone')
  if (!before) return t('ledger.link-new')
  return t('ledger.link-most', { before: said(before.max), after: said(after.max) })
}

function recallWords(joined: number, left: number, { t }: Words): string {
  if (joined > 0 && left > 0) return t('ledger.recall-both', { joined, left })
  return joined > 0 ? t('ledger.recall-more', { joined }) : left > 0 ? t('ledger.recall-fewer', { left }) : ''
}

function Part({ title, list, children }: { title: string; list: { total: number; first: unknown[] }; children: ReactNode }) {
  const { t, n } = useWords()
  if (list.total === 0) return null
  return (
    <div>
      <h4>
        {title} <span className="num quiet">{n(list.total)}</span>
      </h4>
      <ul>{children}</ul>
      {list.total > list.first.length && (
        <p className="quiet small num">{t('common.and-more', { count: list.total - list.first.length })}</p>
      )}
    </div>
  )
}
