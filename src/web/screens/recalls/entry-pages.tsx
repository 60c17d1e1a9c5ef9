import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { RecallEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'

const AT_ONCE = 50

/** What was found or said of a case, the newest first: there may be hundreds of thousands. */
export function EntryPages({
  recall,
  kind,
  children,
}: {
  recall: string
  kind: 'findings' | 'contacts'
  children: (entry: RecallEntry) => ReactNode
}) {
  const { t } = useWords()
  const site = useSite()
  const pages = useInfiniteQuery({
    queryKey: ['recallEntries', site, recall, kind],
    queryFn: ({ pageParam }) =>
      client.recallEntries(recall, kind, {
        limit: AT_ONCE,
        ...(site ? { site } : {}),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next,
    enabled: site !== undefined,
  })
  if (pages.isError) return <Trouble error={pages.error} retry={() => void pages.refetch()} />
  if (!pages.data) return <Skeleton rows={2} height={28} />
  const entries = pages.data.pages.flatMap(page => page.entries)
  const count = pages.data.pages[0]?.count ?? 0
  return (
    <>
      {entries.length > 0 && (
        <ul className="case-list">
          {entries.map((entry, index) => (
            // The newest stand first: from the end on each keeps its number.
            <li key={count - index}>{children(entry)}</li>
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <div className="row case-acts no-print">
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('told.more', { count: Math.min(AT_ONCE, count - entries.length), all: count })}
          </Button>
        </div>
      )}
    </>
  )
}
