import { Button, Modal, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ListQuery } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { RecordHistory } from '../../parts/record-history.tsx'

interface Coded {
  code: string
  name?: string | null
}

/** A list of records of one kind; each opens its history. What a row can do besides comes as `acts`. */
export function RecordList<T extends Coded>(props: {
  kind: string
  noun: string
  ask: (query: ListQuery) => Promise<T[]>
  columns: Column<T>[]
  empty: string
  acts?: Column<T>
}) {
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
  const columns = [nameColumn<T>(noun), ...props.columns, ...(props.acts ? [props.acts] : []), historyColumn<T>(setShown)]
  return (
    <>
      <div className="filters no-print">
        <TextInput
          aria-label={`Search ${noun.toLowerCase()}`}
          placeholder="code or name"
          value={search}
          onChange={event => setSearch(event.currentTarget.value)}
        />
      </div>
      {answer.isError && <Trouble error={answer.error} retry={() => void answer.refetch()} />}
      {answer.isPending && <Skeleton rows={6} />}
      {answer.isSuccess && rows.length === 0 && (
        <Blank title={search ? 'Nothing matches' : 'None yet'} text={search ? undefined : props.empty} />
      )}
      {rows.length > 0 && <DataTable label={noun} columns={columns} rows={rows} rowKey={one => one.code} />}
      {rows.length === LIMIT && <p className="small quiet">These are the first {LIMIT}: search for the others.</p>}
      <Modal
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        size="lg"
        title={`History of ${shown?.name ?? shown?.code ?? ''}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {shown && <RecordHistory kind={kind} code={shown.code} />}
      </Modal>
    </>
  )
}

const LIMIT = 500

const nameColumn = <T extends Coded>(noun: string): Column<T> => ({
  key: 'name',
  title: noun,
  width: 'minmax(170px, 2fr)',
  cell: one => (
    <span>
      {one.name && <strong>{one.name} </strong>}
      <span className={one.name ? 'mono small quiet' : 'mono strong'}>{one.code}</span>
    </span>
  ),
})

const historyColumn = <T extends Coded>(open: (one: T) => void): Column<T> => ({
  key: 'history',
  title: 'History',
  width: '120px',
  align: 'right',
  cell: one => (
    <Button size="xs" variant="default" aria-label={`History of ${one.code}`} onClick={() => open(one)}>
      History…
    </Button>
  ),
})
