import type { RecallCustomer, RecallSimulation } from '../../../client/index.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Amount } from '../../parts/amount.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { TableFiles } from '../../parts/table-files.tsx'

export function Customers({ answer }: { answer: RecallSimulation }) {
  const { n, rich } = useWords()
  if (answer.customers.length === 0) return null
  return (
    <section aria-labelledby="customers-title">
      <div className="spread recall-section-head">
        <h2 id="customers-title">{rich('recall.to-tell', { count: <span className="num quiet">{n(answer.customers.length)}</span> })}</h2>
        <div className="row">
          <TableFiles name="recall-customers" columns={fileColumnsIn} rows={answer.customers} size="xs" />
        </div>
      </div>
      <ul className="customers">
        {answer.customers.map(customer => (
          <CustomerCard key={customer.customer} customer={customer} />
        ))}
      </ul>
    </section>
  )
}

function CustomerCard({ customer }: { customer: RecallCustomer }) {
  const { t } = useWords()
  return (
    <li className={`customer customer-${customer.certainty}`}>
      <div className="spread">
        <strong translate="no">{customer.name ?? customer.customer}</strong>
        <CertaintyMark certainty={customer.certainty} />
      </div>
      <div className="small quiet mono">{customer.customer}</div>
      <div className="num">
        {t('case.lots', { count: customer.lots })}
        {customer.quantity.map(one => (
          <span key={one.unit}>
            {' '}
            · <Amount value={one.quantity} unit={one.unit} />
          </span>
        ))}
      </div>
      <Contact text={contactText(customer.contact)} />
    </li>
  )
}

/** A contact may be a line of text or named parts; either way the number to dial and the address to write to are one touch. */
function Contact({ text }: { text: string }) {
  const { t } = useWords()
  if (text === '') return <div className="small quiet">{t('told.no-contact')}</div>
  return (
    <div className="small" translate="no">
      {text.split(/([\s,;·|]+)/).map((word, index) => (
        <ContactWord key={index} word={word} />
      ))}
    </div>
  )
}

function ContactWord({ word }: { word: string }) {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(word) ? <a href={`mailto:${word}`}>{word}</a> : word
}

export function contactText(contact: unknown): string {
  if (contact === null || contact === undefined) return ''
  if (typeof contact === 'string') return contact
  if (typeof contact !== 'object') return ''
  return Object.values(contact)
    .filter(part => typeof part === 'string' || typeof part === 'number')
    .join(', ')
}

const fileColumnsIn = ({ t }: Words): Column<RecallCustomer>[] => [
  { key: 'customer', title: t('col.customer'), width: '', cell: () => null, csv: one => one.customer },
  { key: 'name', title: t('col.name'), width: '', cell: () => null, csv: one => one.name },
  { key: 'contact', title: t('field.contact'), width: '', cell: () => null, csv: one => contactText(one.contact) },
  { key: 'lots', title: t('col.lots'), width: '', cell: () => null, csv: one => one.lots, sheet: 'amount' },
  {
    key: 'quantity',
    title: t('col.quantity'),
    width: '',
    cell: () => null,
    csv: one => one.quantity.map(sum => `${sum.quantity} ${sum.unit}`).join('; '),
  },
  { key: 'certainty', title: t('recall.certainty'), width: '', cell: () => null, csv: one => t(`legend.${one.certainty}`) },
]
