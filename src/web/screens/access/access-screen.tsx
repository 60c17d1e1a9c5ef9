import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { AccessToken, NewToken as NewTokenAnswer } from '../../../client/index.ts'
import { LANGUAGES } from '../../../words/index.ts'
import { client } from '../../app/api.ts'
import { useHindrance } from '../../app/rights.ts'
import { Act } from '../../parts/act.tsx'
import { Blank, Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import '../../parts/form.css'
import { PageHead } from '../../parts/panel.tsx'
import { day, When } from '../../parts/when.tsx'

export function AccessScreen() {
  const hindrance = useHindrance('administrator')
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: client.tokens, enabled: hindrance === undefined })
  const [making, setMaking] = useState<'writer' | 'auditor'>()
  return (
    <>
      <PageHead
        title="Access"
        text="Every door but health and metrics asks for a token. Each token has a name, a role, and can be withdrawn; what it did stays in the ledger."
      >
        <Link className="button" to="/access-log">
          Access log
        </Link>
        <Act needs="administrator" variant="default" onClick={() => setMaking('auditor')}>
          Let an auditor in
        </Act>
        <Act needs="administrator" onClick={() => setMaking('writer')}>
          Make a token
        </Act>
      </PageHead>
      {tokens.isError && <Trouble error={tokens.error} retry={() => void tokens.refetch()} />}
      {hindrance && <Blank title="For administrators" text={hindrance} />}
      {hindrance === undefined && tokens.isPending && <Skeleton rows={4} />}
      {tokens.data?.length === 0 && (
        <Blank title="No token besides the administrator's" text="Make one for each machine or program that records or reads." />
      )}
      {tokens.data && tokens.data.length > 0 && <DataTable label="Tokens" columns={columns} rows={tokens.data} rowKey={one => one.name} />}
      <Modal
        opened={making !== undefined}
        onClose={() => setMaking(undefined)}
        title={making === 'auditor' ? "An auditor's account" : 'Make a token'}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {making && <NewToken as={making} onClose={() => setMaking(undefined)} />}
      </Modal>
    </>
  )
}

const roles = [
  { value: 'reader', label: 'reader: looks, records nothing' },
  { value: 'writer', label: 'writer: records events' },
  { value: 'auditor', label: 'auditor: looks, and sees who looked; records nothing, and ends' },
  { value: 'administrator', label: 'administrator: everything' },
]

function NewToken({ as, onClose }: { as: 'writer' | 'auditor'; onClose: () => void }) {
  const answers = useQueryClient()
  const [name, setName] = useState('')
  const [role, setRole] = useState<string>(as)
  const [expiresAt, setExpiresAt] = useState(as === 'auditor' ? inAWeek() : '')
  const [language, setLanguage] = useState<string | null>(null)
  const ends = role === 'auditor'
  const make = useMutation({
    mutationFn: () =>
      client.createToken({
        name: name.trim(),
        role,
        ...(language ? { language } : {}),
        ...(expiresAt ? { expiresAt: new Date(`${expiresAt}T23:59:59`).toISOString() } : {}),
      }),
    onSuccess: () => answers.invalidateQueries({ queryKey: ['tokens'] }),
  })
  if (make.data) return <Shown made={make.data} onClose={onClose} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label="Name"
        description="the machine, program or person that will use it"
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      {as === 'auditor' ? (
        <p className="small quiet">
          An auditor looks at everything and at who looked, records nothing, and is let in until a day that is said here. What he reads of
          the sensitive records stands in the access log.
        </p>
      ) : (
        <Select label="Role" value={role} onChange={value => setRole(value ?? 'writer')} data={roles} allowDeselect={false} />
      )}
      <TextInput
        label="Valid until"
        description={ends ? 'the end of this day; an auditor is always let in for a time' : 'empty: until it is withdrawn'}
        required={ends}
        type="date"
        value={expiresAt}
        onChange={event => setExpiresAt(event.currentTarget.value)}
      />
      <Select
        label="Language"
        description="what its screens speak; empty: as the browser"
        value={language}
        onChange={setLanguage}
        data={LANGUAGES.map(one => ({ value: one.code, label: one.name }))}
        clearable
      />
      {make.isError && <Refusal detail={make.error.message} />}
      <Act needs="administrator" type="submit" loading={make.isPending} disabled={name.trim() === '' || (ends && expiresAt === '')}>
        Make it
      </Act>
    </form>
  )
}

const WEEK_MS = 7 * 24 * 3_600_000
const inAWeek = (): string => new Date(Date.now() + WEEK_MS).toISOString().slice(0, 10)

function Shown({ made, onClose }: { made: NewTokenAnswer; onClose: () => void }) {
  const link = `${window.location.origin}/#key=${encodeURIComponent(made.token)}`
  return (
    <div className="stack">
      <p>
        <strong>This is the only time it is shown.</strong> The server keeps a hash of it, not the token.
      </p>
      <p className="mono" style={{ overflowWrap: 'anywhere' }}>
        {made.token} <CopyButton text={made.token} shown />
      </p>
      {made.role === 'auditor' && (
        <p>
          This link signs the auditor in, until {made.expiresAt ? day(made.expiresAt) : 'it is withdrawn'}:{' '}
          <span className="mono small" style={{ overflowWrap: 'anywhere' }}>
            {link} <CopyButton text={link} shown />
          </span>
        </p>
      )}
      <Button onClick={onClose}>I have it</Button>
    </div>
  )
}

const isEnded = ({ expiresAt }: AccessToken): boolean => expiresAt !== null && Date.parse(expiresAt) < Date.now()

const columns: Column<AccessToken>[] = [
  { key: 'name', title: 'Name', width: 'minmax(160px, 2fr)', cell: one => <strong>{one.name}</strong> },
  { key: 'role', title: 'Role', width: '130px', cell: one => one.role },
  {
    key: 'since',
    title: 'Since',
    width: '120px',
    cell: one => (
      <span className="small quiet">
        <When at={one.since} />
      </span>
    ),
  },
  {
    key: 'expiresAt',
    title: 'Valid until',
    width: '130px',
    cell: one => (
      <span className="small">
        {one.revoked ? 'withdrawn' : isEnded(one) ? `ended ${day(one.expiresAt ?? '')}` : one.expiresAt ? day(one.expiresAt) : 'no end'}
      </span>
    ),
  },
  {
    key: 'withdraw',
    title: 'Withdraw',
    width: '190px',
    align: 'right',
    cell: one => (one.revoked || isEnded(one) ? '' : <Withdraw name={one.name} />),
  },
]

function Withdraw({ name }: { name: string }) {
  const answers = useQueryClient()
  const [sure, setSure] = useState(false)
  const revoke = useMutation({
    mutationFn: () => client.revokeToken(name),
    onSuccess: () => answers.invalidateQueries({ queryKey: ['tokens'] }),
  })
  if (!sure)
    return (
      <Act needs="administrator" size="xs" variant="default" aria-label={`Withdraw ${name}`} onClick={() => setSure(true)}>
        Withdraw…
      </Act>
    )
  return (
    <span className="row" style={{ justifyContent: 'flex-end' }}>
      <Act needs="administrator" size="xs" color="red" variant="outline" loading={revoke.isPending} onClick={() => revoke.mutate()}>
        Withdraw it
      </Act>
      <Button size="xs" variant="default" onClick={() => setSure(false)}>
        Keep
      </Button>
    </span>
  )
}
