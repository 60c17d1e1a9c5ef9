import { Button, Menu } from '@mantine/core'
import { IconDownload, IconMail } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type CaseCustomer, type CaseCustomers, newId, type RecallCase } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Trouble } from '../../parts/blank.tsx'
import { download } from '../../parts/csv.ts'
import { Panel } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { When } from '../../parts/when.tsx'
import { contactText } from '../recall/customers.tsx'
import { LetterDialog } from './letter-dialog.tsx'
import { LetterLanguage } from './letter-language.tsx'
import { useFile } from './use-file.tsx'

export function Told({ one, open }: { one: RecallCase; open: boolean }) {
  const site = useSite()
  const told = useQuery({
    queryKey: ['caseCustomers', site, one.recall],
    queryFn: () => client.caseCustomers(one.recall, site ? { site } : {}),
  })
  return (
    <Panel
      title={`Customers${told.data ? ` (${told.data.customers.length})` : ''}`}
      side={told.data && told.data.effectiveness !== null && <span className="num strong">{told.data.effectiveness} % answered</span>}
    >
      {told.isError && <Trouble error={told.error} />}
      {told.data?.customers.length === 0 && <p className="quiet">Nothing that it reaches is with a customer.</p>}
      {told.data && told.data.customers.length > 0 && (
        <>
          <Sums told={told.data} />
          <ul className="case-list told-list">
            {told.data.customers.map(customer => (
              <CustomerLine key={customer.customer} customer={customer} recall={one.recall} open={open} />
            ))}
          </ul>
          <Papers one={one} told={told.data} open={open} />
        </>
      )}
    </Panel>
  )
}

function Sums({ told }: { told: CaseCustomers }) {
  return (
    <ul className="case-list small">
      {told.quantities.map(sum => (
        <li key={sum.unit}>
          Of <Amount value={sum.shipped} unit={sum.unit} strong />: <Amount value={sum.returned} unit={sum.unit} /> back,{' '}
          <Amount value={sum.used} unit={sum.unit} /> used, <Amount value={sum.open} unit={sum.unit} strong /> open.{' '}
          <strong className="num">{sum.percent} %</strong> accounted for.
        </li>
      ))}
      {told.due > 0 && (
        <li>
          <Chip tone="attention" sign="clock">
            {told.due} to tell or remind
          </Chip>
        </li>
      )}
    </ul>
  )
}

const WORDS: Record<CaseCustomer['state'], string> = {
  'to-tell': 'not told yet',
  told: 'told',
  unreachable: 'could not be reached',
  answered: 'answered',
  returned: 'sent goods back',
  used: 'has used it',
}

function CustomerLine({ customer, recall, open }: { customer: CaseCustomer; recall: string; open: boolean }) {
  const site = useSite()
  const file = useFile()
  const { due, state } = customer
  const letter = () =>
    file.fetch(async () =>
      download(
        `letter ${recall} ${customer.customer}.pdf`,
        await client.letters(recall, { customer: customer.customer, ...(site ? { site } : {}) }),
      ),
    )
  return (
    <li>
      <div className="spread">
        <span>
          <strong>{customer.name ?? customer.customer}</strong> <span className="mono small quiet">{customer.customer}</span>
        </span>
        {due === null ? (
          <Chip tone={state === 'told' ? 'neutral' : 'done'} sign={state === 'told' ? 'arrow' : 'tick'}>
            {WORDS[state]}
          </Chip>
        ) : (
          <Chip tone="attention" sign="clock">
            {due === 'remind' ? 'remind' : WORDS[state]}
          </Chip>
        )}
      </div>
      <div className="small">
        {customer.quantities.map(sum => (
          <span key={sum.unit}>
            got <Amount value={sum.shipped} unit={sum.unit} />, <Amount value={sum.open} unit={sum.unit} /> open ·{' '}
          </span>
        ))}
        <span className="quiet">{contactText(customer.contact) || 'no contact recorded'}</span>
        {customer.lastAt && (
          <span className="quiet">
            {' '}
            · last heard <When at={customer.lastAt} />
          </span>
        )}{' '}
        <button type="button" className="plain list-take no-print" disabled={file.busy} onClick={() => void letter()}>
          Letter
        </button>{' '}
        <LetterLanguage customer={customer} disabled={!open} />
      </div>
      {file.trouble}
    </li>
  )
}

function Papers({ one, told, open }: { one: RecallCase; told: CaseCustomers; open: boolean }) {
  const site = useSite()
  const of = site ? { site } : {}
  const file = useFile()
  const [writing, setWriting] = useState(false)
  const list = (form: 'csv' | 'xlsx') =>
    file.fetch(async () => download(`customers ${one.recall}.${form}`, await client.caseCustomersFile(one.recall, form, of)))
  const letters = () => file.fetch(async () => download(`letters ${one.recall}.pdf`, await client.letters(one.recall, of)))
  const untold = told.customers.filter(customer => customer.state === 'to-tell')
  const sent = () =>
    file.fetch(async () => {
      const events = untold.map(({ customer }) => ({
        type: 'recallContact',
        recall: one.recall,
        customer,
        outcome: 'notified',
        detail: 'by letter',
        id: newId(),
        at: new Date().toISOString(),
        ...of,
      }))
      const refused = (await client.capture(events)).find(result => result.status === 'refused')
      await forgetAnswers()
      if (refused) throw new Error(refused.detail ?? 'Not all were recorded.')
    })
  return (
    <div className="row case-acts no-print">
      <Button variant="default" leftSection={<IconMail size={18} />} loading={file.busy} onClick={() => void letters()}>
        All letters
      </Button>
      {open && (
        <Act variant="default" onClick={() => setWriting(true)}>
          Text of the letter…
        </Act>
      )}
      <Menu>
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={18} />}>
            List
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void list('xlsx')}>XLSX</Menu.Item>
          <Menu.Item onClick={() => void list('csv')}>CSV</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open && untold.length > 0 && one.kind === 'recall' && (
        <Act variant="default" loading={file.busy} onClick={() => void sent()}>
          Letters were sent to {untold.length === 1 ? 'the one not told yet' : `all ${untold.length} not told yet`}
        </Act>
      )}
      {file.trouble}
      {writing && <LetterDialog recall={one.recall} first={told.customers[0]?.language ?? 'en'} onClose={() => setWriting(false)} />}
    </div>
  )
}
