import { Button } from '@mantine/core'
import { IconPrinter, IconScan } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { RecallCase } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { download } from '../../parts/csv.ts'
import { Panel } from '../../parts/panel.tsx'
import { useFile } from './use-file.tsx'

/** Of more, where they lie is worked out when somebody asks. */
const AT_ONCE = 100_000
/** A paper takes so many lines. */
const ON_PAPER = 20_000

export function PickPanel({ one, open }: { one: RecallCase; open: boolean }) {
  const { t } = useWords()
  const site = useSite()
  const [asked, setAsked] = useState(one.lots <= AT_ONCE)
  const list = useQuery({
    queryKey: ['pickList', site, one.recall, 'places'],
    queryFn: () => client.pickList(one.recall, { limit: 1, ...(site ? { site } : {}) }),
    enabled: asked,
  })
  const file = useFile()
  const print = () =>
    file.fetch(async () => download(`pick-list ${one.recall}.pdf`, await client.pickListDocument(one.recall, site ? { site } : {})))
  return (
    <Panel
      title={t('pick.title')}
      side={list.data && <span className="num strong">{t('pick.percent', { percent: list.data.percent })}</span>}
    >
      {!asked && (
        <div className="row case-acts no-print">
          <Button variant="default" onClick={() => setAsked(true)}>
            {t('pick.show')}
          </Button>
          <span className="small quiet">{t('pick.takes-long')}</span>
        </div>
      )}
      {asked && list.isPending && <Skeleton rows={3} height={32} />}
      {list.isError && <Trouble error={list.error} />}
      {list.data && (
        <>
          <PickProgress found={list.data.found} lines={list.data.lines} />
          <ul className="case-list pick-places">
            {list.data.places.slice(0, 12).map(place => (
              <li key={place.place ?? ''} className="spread">
                <span className="mono">{place.place ?? t('pick.no-place')}</span>
                <span className="num small">{t('common.of', { part: place.found, whole: place.total })}</span>
              </li>
            ))}
            {list.data.places.length > 12 && (
              <li className="quiet small">{t('pick.places-more', { count: list.data.places.length - 12 })}</li>
            )}
          </ul>
        </>
      )}
      <div className="row case-acts no-print">
        {open && (
          <Link className="button" to="/recalls/$recall/pick" params={{ recall: one.recall }}>
            <IconScan size={18} />
            {t('pick.scan')}
          </Link>
        )}
        {one.lots <= ON_PAPER && (
          <Button variant="default" leftSection={<IconPrinter size={18} />} loading={file.busy} onClick={() => void print()}>
            {t('pick.list')}
          </Button>
        )}
      </div>
      {file.trouble}
    </Panel>
  )
}

export function PickProgress({ found, lines }: { found: number; lines: number }) {
  const { t, n, rich } = useWords()
  return (
    <div className="stack pick-progress">
      <progress aria-label={t('pick.found')} max={Math.max(1, lines)} value={lines === 0 ? 1 : found} />
      <span className="small">
        {rich('pick.to-fetch-of', {
          found: <strong className="num">{n(found)}</strong>,
          lines: <span className="num">{n(lines)}</span>,
        })}
      </span>
    </div>
  )
}
