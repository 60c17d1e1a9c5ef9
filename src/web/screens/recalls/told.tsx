import { Button, Menu, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconDownload, IconMail } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type CaseCustomer, type CaseCustomers, newId, type RecallCase } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Amount } from '../../parts/amount.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { download } from '../../parts/csv.ts'
import { Panel } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { Day, When } from '../../parts/when.tsx'
import { contactText } from '../recall/customers.tsx'
import { MakeFile } from './case-files.tsx'
import { LetterDialog } from './letter-dialog.tsx'
import { LetterLanguage } from './letter-language.tsx'
import { useFile } from './use-file.tsx'

const AT_ONCE = 50
/** More lots than fit on one paper: each customer gets a file. */
const ON_PAPER = 2000
type Sort = 'first' | 'customer' | 'lots' | 'due'
const SORTS = [
  { value: 'first', label: 'told.by-first' },
  { value: 'due', label: 'told.by-due' },
  { value: 'lots', label: 'told.by-lots' },
  { value: 'customer', label: 'told.by-code' },
] as const

function useTold(recall: string, search: string, sort: Sort) {
  const site = useSite()
  return useInfiniteQuery({
    queryKey: ['caseCustomers', site, recall, search, sort],
    queryFn: ({ pageParam }) =>
      client.caseCustomers(recall, {
        limit: AT_ONCE,
        sort,
        ...(search === '' ? {} : { search }),
        ...(site ? { site } : {}),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next,
    placeholderData: keepPreviousData,
    enabled: site !== undefined,
  })
}

export function Told({ one, open }: { one: RecallCase; open: boolean }) {
  const words = useWords()
  const { t } = words
  const [search, setSearch] = useState('')
  const [meant] = useDebouncedValue(search.trim(), 250)
  const [sort, setSort] = useState<Sort>('first')
  const told = useTold(one.recall, meant, sort)
  const [first] = told.data?.pages ?? []
  const customers = told.data?.pages.flatMap(page => page.customers) ?? []
  const isLong = meant !== '' || (first?.count ?? 0) > AT_ONCE
  return (
    <Panel
      title={first ? t('told.title-count', { count: first.count }) : t('told.title')}
      side={
        first && first.effectiveness !== null && <span className="num strong">{t('told.answered', { percent: first.effectiveness })}</span>
      }
    >
      {told.isError && <Trouble error={told.error} />}
      {told.isPending && <Skeleton rows={3} height={32} />}
      {first?.count === 0 && meant === '' && <p className="quiet">{t('told.none')}</p>}
      {first && (first.count > 0 || meant !== '') && (
        <>
          <Sums told={first} />
          {isLong && (
            <div className="told-find no-print">
              <TextInput label={t('told.find')} value={search} onChange={event => setSearch(event.currentTarget.value)} />
              <Select
                label={t('told.order')}
                value={sort}
                onChange={value => setSort(value ?? 'first')}
                data={labelled(SORTS, words)}
                allowDeselect={false}
              />
            </div>
          )}
          {first.count === 0 && <p className="quiet">{t('told.none-so')}</p>}
          <ul className="case-list told-list">
            {customers.map(customer => (
              <CustomerLine key={customer.customer} customer={customer} recall={one.recall} open={open} />
            ))}
          </ul>
          {told.hasNextPage && (
            <div className="row case-acts no-print">
              <Button variant="default" loading={told.isFetchingNextPage} onClick={() => void told.fetchNextPage()}>
                {t('told.more', { count: Math.min(AT_ONCE, first.count - customers.length), all: first.count })}
              </Button>
            </div>
          )}
          <Papers one={one} told={first} open={open} />
        </>
      )}
    </Panel>
  )
}

function Sums({ told }: { told: CaseCustomers }) {
  const { t, rich } = useWords()
  return (
    <ul className="case-list small">
      {told.quantities.map(sum => (
        <li key={sum.unit}>
          {rich('told.sum', {
            shipped: <Amount value={sum.shipped} unit={sum.unit} strong />,
            returned: <Amount value={sum.returned} unit={sum.unit} />,
            used: <Amount value={sum.used} unit={sum.unit} />,
            open: <Amount value={sum.open} unit={sum.unit} strong />,
            percent: <strong className="num">{t('shop.percent', { percent: sum.percent })}</strong>,
          })}
        </li>
      ))}
      {told.due > 0 && (
        <li>
          <Chip tone="attention" sign="clock">
            {t('told.due', { count: told.due })}
          </Chip>{' '}
          {told.overdue > 0 && (
            <Chip tone="attention" sign="triangle">
              {t('told.overdue-count', { count: told.overdue })}
            </Chip>
          )}
        </li>
      )}
    </ul>
  )
}

function CustomerLine({ customer, recall, open }: { customer: CaseCustomer; recall: string; open: boolean }) {
  const site = useSite()
  const file = useFile()
  const { t, rich } = useWords()
  const { due, state } = customer
  const said = t(`told.state-${state}`)
  const contact = contactText(customer.contact)
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
          <strong translate="no">{customer.name ?? customer.customer}</strong> <span className="mono small quiet">{customer.customer}</span>
        </span>
        {due === null ? (
          <Chip tone={state === 'told' ? 'neutral' : 'done'} sign={state === 'told' ? 'arrow' : 'tick'}>
            {said}
          </Chip>
        ) : (
          <Chip tone="attention" sign="clock">
            {customer.overdue ? t('told.overdue') : due === 'remind' ? t('told.remind') : said}
          </Chip>
        )}
      </div>
      <div className="small spread">
        <span>
          {customer.quantities.map(sum => (
            <span key={sum.unit}>
              {rich('told.got', {
                shipped: <Amount value={sum.shipped} unit={sum.unit} />,
                open: <Amount value={sum.open} unit={sum.unit} />,
              })}{' '}
            </span>
          ))}
          <span className="quiet" {...(contact === '' ? {} : { translate: 'no' })}>
            {contact || t('told.no-contact')}
          </span>
          {customer.lastAt && <span className="quiet"> {rich('told.last-heard', { time: <When at={customer.lastAt} /> })}</span>}
          {customer.replyBy && (
            <span className={customer.overdue ? 'strong' : 'quiet'}> {rich('told.promised', { time: <Day at={customer.replyBy} /> })}</span>
          )}
        </span>
        <span className="row told-letter">
          <button type="button" className="plain list-take no-print" disabled={file.busy} onClick={() => void letter()}>
            {t('told.letter')}
          </button>
          <LetterLanguage customer={customer} disabled={!open} />
        </span>
      </div>
      {file.trouble}
    </li>
  )
}

/** Whoever was not told yet, page by page: there may be thousands. */
async function untold(recall: string, site: string | undefined): Promise<string[]> {
  const codes: string[] = []
  for (let cursor: string | null = null; ; ) {
    const page: CaseCustomers = await client.caseCustomers(recall, {
      limit: 1000,
      sort: 'due',
      ...(site ? { site } : {}),
      ...(cursor === null ? {} : { cursor }),
    })
    const more = page.customers.filter(customer => customer.state === 'to-tell')
    codes.push(...more.map(({ customer }) => customer))
    cursor = page.next
    if (cursor === null) return codes
  }
}

/** So many are recorded in one request. */
const SENT_AT_ONCE = 500

async function recordSent(recall: string, site: string | undefined, { t }: Words): Promise<void> {
  const events = (await untold(recall, site)).map(customer => ({
    type: 'recallContact',
    recall,
    customer,
    outcome: 'notified',
    detail: t('told.by-letter'),
    id: newId(),
    at: new Date().toISOString(),
    ...(site ? { site } : {}),
  }))
  for (let from = 0; from < events.length; from += SENT_AT_ONCE) {
    const refused = (await client.capture(events.slice(from, from + SENT_AT_ONCE))).find(result => result.status === 'refused')
    if (refused) throw new Error(refused.detail ?? t('told.not-all'))
  }
}

function Papers({ one, told, open }: { one: RecallCase; told: CaseCustomers; open: boolean }) {
  const site = useSite()
  const words = useWords()
  const { t } = words
  const of = site ? { site } : {}
  const file = useFile()
  const [writing, setWriting] = useState(false)
  const list = (form: 'csv' | 'xlsx') =>
    file.fetch(async () => download(`customers ${one.recall}.${form}`, await client.caseCustomersFile(one.recall, form, of)))
  const letters = () => file.fetch(async () => download(`letters ${one.recall}.pdf`, await client.letters(one.recall, of)))
  const sent = () => file.fetch(() => recordSent(one.recall, site, words).finally(() => forgetAnswers()))
  return (
    <>
      <div className="row case-acts no-print">
        {one.lots <= ON_PAPER && (
          <Button variant="default" leftSection={<IconMail size={18} />} loading={file.busy} onClick={() => void letters()}>
            {t('told.all-letters')}
          </Button>
        )}
        {open && (
          <Act variant="default" onClick={() => setWriting(true)}>
            {t('told.letter-text')}
          </Act>
        )}
        <Menu>
          <Menu.Target>
            <Button variant="default" leftSection={<IconDownload size={18} />}>
              {t('told.list')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void list('xlsx')}>XLSX</Menu.Item>
            <Menu.Item onClick={() => void list('csv')}>CSV</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {open && told.toTell > 0 && one.kind === 'recall' && (
          <Act variant="default" loading={file.busy} onClick={() => void sent()}>
            {t('told.sent', { count: told.toTell })}
          </Act>
        )}
        {file.trouble}
        {writing && <LetterDialog recall={one.recall} first={told.customers[0]?.language ?? 'en'} onClose={() => setWriting(false)} />}
      </div>
      {one.lots > ON_PAPER && (
        <MakeFile recall={one.recall} kind="letters" icon={<IconMail size={18} />}>
          {t('told.letter-files')}
        </MakeFile>
      )}
    </>
  )
}
