import type { RecallCustomer, RecallSimulation } from '../../../client/index.ts'
import { Amount } from '../../parts/amount.tsx'
import { CertaintyMark } from '../../parts/certainty.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { TableFiles } from '../../parts/table-files.tsx'

export function Customers({ answer }: { answer: RecallSimulation }) {
  if (answer.customers.length === 0) return null
  return (
    <section aria-labelledby="customers-title">
      <div className="spread recall-section-head">
        <h2 id="customers-title">
          Customers to call <span className="num quiet">{answer.customers.length}</span>
        </h2>
        <div className="row">
          <TableFiles name="recall customers" columns={csvColumns} rows={answer.customers} size="xs" />
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
  return (
    <li className={`customer customer-${customer.certainty}`}>
      <div className="spread">
        <strong>{customer.name ?? customer.customer}</strong>
        <CertaintyMark certainty={customer.certainty} />
      </div>
      <div className="small quiet mono">{customer.customer}</div>
      <div className="num">
        {customer.lots.toLocaleString('en')} {customer.lots === 1 ? 'lot or serial' : 'lots and serials'}
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
  if (text === '') return <div className="small quiet">no contact recorded</div>
  return (
    <div className="small">
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

const csvColumns: Column<RecallCustomer>[] = [
  { key: 'customer', title: 'Customer', width: '', cell: () => null, csv: one => one.customer },
  { key: 'name', title: 'Name', width: '', cell: () => null, csv: one => one.name },
  { key: 'contact', title: 'Contact', width: '', cell: () => null, csv: one => contactText(one.contact) },
  { key: 'lots', title: 'Lots', width: '', cell: () => null, csv: one => one.lots, sheet: 'amount' },
  {
    key: 'quantity',
    title: 'Quantity',
    width: '',
    cell: () => null,
    csv: one => one.quantity.map(sum => `${sum.quantity} ${sum.unit}`).join('; '),
  },
  { key: 'certainty', title: 'Certainty', width: '', cell: () => null, csv: one => one.certainty },
]
