import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { Person } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useMay } from '../../app/rights.ts'
import { Act } from '../../parts/act.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { PageHead } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { PinForm } from './pin-form.tsx'
import { RecordList } from './record-list.tsx'

export function PeopleScreen() {
  const isAdministrator = useMay('administrator')
  const [person, setPerson] = useState<Person>()
  const close = () => setPerson(undefined)
  return (
    <>
      <PageHead title="People" text="Who reports, decides and signs: their roles, and whether they have a badge and a PIN." />
      <RecordList
        kind="person"
        noun="Person"
        ask={client.people}
        columns={columns}
        empty="People come by import, from the ERP, or one by one with their badges."
        acts={pinColumn(setPerson)}
      />
      <Modal
        opened={person !== undefined}
        onClose={close}
        title={`PIN of ${person?.name ?? person?.code ?? ''}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {person && <PinForm person={person} anew={isAdministrator} onDone={close} />}
      </Modal>
    </>
  )
}

/** The word stands with it: on a phone there are no titles. */
const has = (word: string, there: boolean | undefined) =>
  there === true ? (
    <Chip tone="done" sign="tick">
      {word}
    </Chip>
  ) : (
    <span className="quiet">no {word}</span>
  )

const columns: Column<Person>[] = [
  { key: 'roles', title: 'Roles', width: 'minmax(130px, 1fr)', cell: one => one.roles?.join(', ') || <span className="quiet">none</span> },
  { key: 'badge', title: 'Badge', width: '110px', cell: one => has('badge', one.badge) },
  { key: 'pin', title: 'PIN', width: '100px', cell: one => has('PIN', one.pin) },
]

const pinColumn = (open: (one: Person) => void): Column<Person> => ({
  key: 'set',
  title: 'Set',
  width: '130px',
  align: 'right',
  cell: one => (
    <Act size="xs" variant="default" aria-label={`PIN of ${one.code}`} onClick={() => open(one)}>
      {one.pin === true ? 'New PIN…' : 'Set a PIN…'}
    </Act>
  ),
})
