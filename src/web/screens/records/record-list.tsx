import { Button, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { ListQuery } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { RecordHistory } from '../../parts/record-history.tsx'

interface Coded {
  code: string
  name?: string | null
}

/** A list of records of one kind; each opens its history. What a row can do besides comes as `acts`. */
export function RecordList<T extends Coded>(props: {
  kind: 'person' | 'workCenter' | 'location' | 'partner'
  noun: string
  ask: (query: ListQuery) => Promise<T[]>
  columns: Column<T>[]
  /** Where there is none: a sentence, or what to do about it. */
  empty: ReactNode
  acts?: Column<T>
}) {
  const words = useWords()
  const { t } = words
  const { kind, noun, ask } = props
  const site = useSite()
  const [search, setSearch] = useState('')
  const [shown, setShown] = useState<T>()
  const answer = useQuery({
    queryKey: [`${kind}-records`, site, search],
    queryFn: () => ask({ limit: LIMIT, ...(site ? { site } : {}), ...(search ? { search } : {}) }),
    enabled: site !== undefined,
    placeholderData: keepPreviousData,
  })
  const rows = answer.data ?? []
  const columns = [nameColumn<T>(noun), ...props.columns, ...(props.acts ? [props.acts] : []), historyColumn<T>(setShown, words)]
  return (
    <>
      <div className="filters no-print">
        <TextInput
          aria-label={t(`records.search-${kind}`)}
          placeholder={t('records.code-or-name')}
          value={search}
          onChange={event => setSearch(event.currentTarget.value)}
        />
      </div>
      {answer.isError && <Trouble error={answer.error} retry={() => void answer.refetch()} />}
      {answer.isPending && <Skeleton rows={6} />}
      {answer.isSuccess && rows.length === 0 && (search ? <Blank title={t('records.no-match')} /> : props.empty)}
      {rows.length > 0 && <DataTable label={noun} columns={columns} rows={rows} rowKey={one => one.code} />}
      {rows.length === LIMIT && <p className="small quiet">{t('records.first', { count: LIMIT })}</p>}
      <Dialog
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        size="lg"
        title={t('records.history-of', { name: shown?.name ?? shown?.code ?? '' })}
      >
        {shown && <RecordHistory kind={kind} code={shown.code} />}
      </Dialog>
    </>
  )
}

const LIMIT = 500

const nameColumn = <T extends Coded>(noun: string): Column<T> => ({
  key: 'name',
  title: noun,
  width: 'minmax(170px, 2fr)',
  order: one => one.name ?? one.code,
  cell: one => (
    <span>
      {one.name && <strong>{one.name} </strong>}
      <span className={one.name ? 'mono small quiet' : 'mono strong'}>{one.code}</span>
    </span>
  ),
})

const historyColumn = <T extends Coded>(open: (one: T) => void, { t }: Words): Column<T> => ({
  key: 'history',
  title: t('col.history'),
  width: '120px',
  align: 'right',
  cell: one => (
    <Button size="xs" variant="default" aria-label={t('records.history-of', { name: one.code })} onClick={() => open(one)}>
      {t('records.history')}
    </Button>
  ),
})
