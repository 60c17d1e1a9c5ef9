import { useState } from 'react'
import type { Person } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useMay } from '../../app/rights.ts'
import { useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank } from '../../parts/blank.tsx'
import { type Column, useColumns } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { PersonForm } from './person-form.tsx'
import { PinForm } from './pin-form.tsx'
import { RecordList } from './record-list.tsx'

export function PeopleScreen() {
  const words = useWords()
  const { t } = words
  const isAdministrator = useMay('administrator')
  const [person, setPerson] = useState<Person>()
  const close = () => setPerson(undefined)
  const [adding, setAdding] = useState(false)
  const columns = useColumns(columnsIn)
  return (
    <>
      <PageHead title={t('people.title')} text={t('people.text')}>
        <Act onClick={() => setAdding(true)}>{t('people.add')}</Act>
      </PageHead>
      <RecordList
        kind="person"
        noun={t('people.person')}
        ask={client.people}
        columns={columns}
        empty={
          <Blank title={t('people.none')} text={t('people.none-text')}>
            <Act needs="writer" onClick={() => setAdding(true)}>
              {t('people.add')}
            </Act>
          </Blank>
        }
        acts={pinColumn(setPerson, words)}
      />
      <Dialog opened={person !== undefined} onClose={close} title={t('people.pin-of', { name: person?.name ?? person?.code ?? '' })}>
        {person && <PinForm person={person} anew={isAdministrator} onDone={close} />}
      </Dialog>
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('people.add')}>
        {adding && <PersonForm onDone={() => setAdding(false)} />}
      </Dialog>
    </>
  )
}

/** The word stands with it: on a phone there are no titles. */
const has = (there: boolean | undefined, yes: string, no: string) =>
  there === true ? (
    <Chip tone="done" sign="tick">
      {yes}
    </Chip>
  ) : (
    <span className="quiet">{no}</span>
  )

const columnsIn = ({ t }: Words): Column<Person>[] => [
  {
    key: 'roles',
    title: t('people.roles'),
    width: 'minmax(130px, 1fr)',
    order: one => one.roles?.join(', ') ?? '',
    cell: one => one.roles?.join(', ') || <span className="quiet">{t('common.none')}</span>,
  },
  {
    key: 'badge',
    title: t('people.badge'),
    width: '110px',
    order: one => (one.badge === true ? 0 : 1),
    cell: one => has(one.badge, t('people.has-badge'), t('people.no-badge')),
  },
  {
    key: 'pin',
    title: t('people.pin'),
    width: '100px',
    order: one => (one.pin === true ? 0 : 1),
    cell: one => has(one.pin, t('people.has-pin'), t('people.no-pin')),
  },
]

const pinColumn = (open: (one: Person) => void, { t }: Words): Column<Person> => ({
  key: 'set',
  title: t('people.set'),
  width: '130px',
  align: 'right',
  cell: one => (
    <Act size="xs" variant="default" aria-label={t('people.pin-of', { name: one.code })} onClick={() => open(one)}>
      {t(one.pin === true ? 'people.new-pin' : 'people.set-pin')}
    </Act>
  ),
})
