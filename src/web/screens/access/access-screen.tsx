import { Button, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { AccessToken, NewToken as NewTokenAnswer } from '../../../client/index.ts'
import { LANGUAGES } from '../../../words/index.ts'
import { client } from '../../app/api.ts'
import { useHindrance } from '../../app/rights.ts'
import { called, labelled, useWords, type Words } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { type Column, DataTable, useColumns } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import '../../parts/form.css'
import { PageHead } from '../../parts/panel.tsx'
import { day, When } from '../../parts/when.tsx'

export function AccessScreen() {
  const { t } = useWords()
  const columns = useColumns(columnsIn)
  const hindrance = useHindrance('administrator')
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: client.tokens, enabled: hindrance === undefined })
  const [making, setMaking] = useState<'writer' | 'auditor'>()
  return (
    <>
      <PageHead title={t('access.title')} text={t('access.text')}>
        <Link className="button" to="/access-log">
          {t('access-log.title')}
        </Link>
        <Act needs="administrator" variant="default" onClick={() => setMaking('auditor')}>
          {t('access.let-auditor')}
        </Act>
        <Act needs="administrator" onClick={() => setMaking('writer')}>
          {t('access.make')}
        </Act>
      </PageHead>
      {tokens.isError && <Trouble error={tokens.error} retry={() => void tokens.refetch()} />}
      {hindrance && <Blank title={t('access.only')} text={hindrance} />}
      {hindrance === undefined && tokens.isPending && <Skeleton rows={4} />}
      {tokens.data?.length === 0 && <Blank title={t('access.none')} text={t('access.none-text')} />}
      {tokens.data && tokens.data.length > 0 && (
        <DataTable label={t('access.tokens')} columns={columns} rows={tokens.data} rowKey={one => one.name} />
      )}
      <Dialog
        opened={making !== undefined}
        onClose={() => setMaking(undefined)}
        title={making === 'auditor' ? t('access.auditor-account') : t('access.make')}
      >
        {making && <NewToken as={making} onClose={() => setMaking(undefined)} />}
      </Dialog>
    </>
  )
}

const roles = [
  { value: 'reader', label: 'access.role-reader' },
  { value: 'writer', label: 'access.role-writer' },
  { value: 'auditor', label: 'access.role-auditor' },
  { value: 'administrator', label: 'access.role-administrator' },
] as const

function NewToken({ as, onClose }: { as: 'writer' | 'auditor'; onClose: () => void }) {
  const words = useWords()
  const { t } = words
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
        label={t('col.name')}
        description={t('access.name-what')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      {as === 'auditor' ? (
        <p className="small quiet">{t('access.auditor-text')}</p>
      ) : (
        <Select
          label={t('access.role')}
          value={role}
          onChange={value => setRole(value ?? 'writer')}
          data={labelled(roles, words)}
          allowDeselect={false}
        />
      )}
      <TextInput
        label={t('access.until')}
        description={ends ? t('access.until-auditor') : t('access.until-any')}
        required={ends}
        type="date"
        value={expiresAt}
        onChange={event => setExpiresAt(event.currentTarget.value)}
      />
      <Select
        label={t('access.language')}
        description={t('access.language-what')}
        value={language}
        onChange={setLanguage}
        data={LANGUAGES.map(one => ({ value: one.code, label: one.name }))}
        clearable
      />
      {make.isError && <Refusal detail={make.error.message} />}
      <Act needs="administrator" type="submit" loading={make.isPending} disabled={name.trim() === '' || (ends && expiresAt === '')}>
        {t('access.make-it')}
      </Act>
    </form>
  )
}

const WEEK_MS = 7 * 24 * 3_600_000
const inAWeek = (): string => new Date(Date.now() + WEEK_MS).toISOString().slice(0, 10)

function Shown({ made, onClose }: { made: NewTokenAnswer; onClose: () => void }) {
  const words = useWords()
  const { t } = words
  const link = `${window.location.origin}/#key=${encodeURIComponent(made.token)}`
  return (
    <div className="stack">
      <p>
        <strong>{t('access.once')}</strong> {t('access.once-text')}
      </p>
      <p className="mono" style={{ overflowWrap: 'anywhere' }}>
        {made.token} <CopyButton text={made.token} shown />
      </p>
      {made.role === 'auditor' && (
        <p>
          {made.expiresAt ? t('access.link-until', { day: day(made.expiresAt, words) }) : t('access.link-withdrawn')}{' '}
          <span className="mono small" style={{ overflowWrap: 'anywhere' }}>
            {link} <CopyButton text={link} shown />
          </span>
        </p>
      )}
      <Button onClick={onClose}>{t('access.have-it')}</Button>
    </div>
  )
}

function endWords(one: AccessToken, words: Words): string {
  if (one.revoked) return words.t('access.withdrawn')
  if (one.expiresAt === null) return words.t('access.no-end')
  const last = day(one.expiresAt, words)
  return isEnded(one) ? words.t('access.ended', { day: last }) : last
}

const isEnded = ({ expiresAt }: AccessToken): boolean => expiresAt !== null && Date.parse(expiresAt) < Date.now()

const columnsIn = (words: Words): Column<AccessToken>[] => [
  { key: 'name', title: words.t('col.name'), width: 'minmax(160px, 2fr)', cell: one => <strong translate="no">{one.name}</strong> },
  { key: 'role', title: words.t('access.role'), width: '130px', cell: one => called('access.', one.role, words) },
  {
    key: 'since',
    title: words.t('col.since'),
    width: '120px',
    cell: one => (
      <span className="small quiet">
        <When at={one.since} />
      </span>
    ),
  },
  {
    key: 'expiresAt',
    title: words.t('access.until'),
    width: '130px',
    cell: one => <span className="small">{endWords(one, words)}</span>,
  },
  {
    key: 'withdraw',
    title: words.t('access.withdraw'),
    width: '190px',
    align: 'right',
    cell: one => (one.revoked || isEnded(one) ? '' : <Withdraw name={one.name} />),
  },
]

function Withdraw({ name }: { name: string }) {
  const { t } = useWords()
  const answers = useQueryClient()
  const [sure, setSure] = useState(false)
  const revoke = useMutation({
    mutationFn: () => client.revokeToken(name),
    onSuccess: () => answers.invalidateQueries({ queryKey: ['tokens'] }),
  })
  if (!sure)
    return (
      <Act needs="administrator" size="xs" variant="default" aria-label={t('access.withdraw-name', { name })} onClick={() => setSure(true)}>
        {t('access.withdraw-ask')}
      </Act>
    )
  return (
    <span className="row" style={{ justifyContent: 'flex-end' }}>
      <Act needs="administrator" size="xs" color="red" variant="outline" loading={revoke.isPending} onClick={() => revoke.mutate()}>
        {t('access.withdraw-it')}
      </Act>
      <Button size="xs" variant="default" onClick={() => setSure(false)}>
        {t('access.keep')}
      </Button>
    </span>
  )
}
