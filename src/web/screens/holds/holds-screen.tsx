import { Button, SegmentedControl, Switch, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Hold } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { ConcessionList } from '../../parts/concession-list.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { Sign } from '../../parts/signs.tsx'
import { useCapture } from '../../parts/use-capture.ts'
import { When } from '../../parts/when.tsx'
import './holds.css'
import { PlaceHold } from './place-hold.tsx'

export function HoldsScreen() {
  const { t } = useWords()
  const site = useSite()
  const { released, place } = useSearch({ from: '/holds' })
  const navigate = useNavigate({ from: '/holds' })
  const holds = useQuery({ queryKey: ['holds', site], queryFn: () => client.holds(site ? { site } : {}), enabled: site !== undefined })
  const rows = holds.data?.filter(hold => released === '1' || hold.releasedAt === null) ?? []
  const open = () => void navigate({ search: before => ({ ...before, place: '1' }) })
  return (
    <>
      <PageHead title={t('holds.title')} text={t('holds.text')}>
        <Switch
          label={t('holds.released-too')}
          checked={released === '1'}
          onChange={event =>
            void navigate({ search: before => ({ ...before, released: event.currentTarget.checked ? '1' : undefined }), replace: true })
          }
        />
        <Act onClick={open}>{t('holds.place')}</Act>
      </PageHead>
      {holds.isError && <Trouble error={holds.error} retry={() => void holds.refetch()} />}
      {holds.isPending && <Skeleton rows={5} height={90} />}
      {holds.isSuccess && rows.length === 0 && (
        <Blank title={t('holds.none')} text={t('holds.none-text')}>
          <Act onClick={open}>{t('holds.place')}</Act>
        </Blank>
      )}
      <ul className="holds">
        {rows.map(hold => (
          <HoldCard key={hold.hold} hold={hold} />
        ))}
      </ul>
      <div className="hold-concessions">
        <Panel title={t('concessions.title')} side={<span className="small quiet">{t('holds.concessions-where')}</span>}>
          <ConcessionList site={site} empty={t('holds.no-concessions')} />
        </Panel>
      </div>
      {place === '1' && <PlaceHold />}
    </>
  )
}

function HoldCard({ hold }: { hold: Hold }) {
  const { t } = useWords()
  const [releasing, setReleasing] = useState(false)
  const open = hold.releasedAt === null
  return (
    <li className={open ? 'hold' : 'hold hold-released'}>
      <Sign name={open ? 'padlock' : 'tick'} size={22} />
      <div className="grow stack hold-words">
        <div>
          <strong translate="no">{hold.reason}</strong>
          {hold.case && <span className="mono small quiet nowrap"> {hold.case}</span>}
        </div>
        <ul className="hold-lots">
          {hold.lots.slice(0, 8).map(lot => (
            <li key={lot.material + lot.number}>
              <LotLink lot={lot} /> <span className="mono small quiet">{lot.material}</span>
            </li>
          ))}
          {hold.lots.length > 8 && <li className="quiet small">{t('common.and-more', { count: hold.lots.length - 8 })}</li>}
        </ul>
        <Story hold={hold} />
      </div>
      {open && (
        <Act variant="default" onClick={() => setReleasing(true)}>
          {t('hold.release')}
        </Act>
      )}
      <ReleaseModal hold={hold} opened={releasing} onClose={() => setReleasing(false)} />
    </li>
  )
}

const extents = [
  { value: 'all', label: 'hold.whole' },
  { value: 'some', label: 'hold.single' },
] as const

/** How far it reaches, and who placed it when. */
function Story({ hold }: { hold: Hold }) {
  const { t, rich } = useWords()
  const { at, by, reached, releasedAt } = hold
  const what = t(hold.direction === 'forward' ? 'hold.forward' : 'hold.only')
  const placed = { time: <When at={at} />, person: <span translate="no">{by}</span> }
  return (
    <div className="small quiet">
      {releasedAt === null && reached !== undefined
        ? rich('hold.reach', { what, held: <strong className="num">{t('hold.held-now', { count: reached })}</strong> })
        : what}{' '}
      · {rich(by ? 'hold.placed-by' : 'hold.placed', placed)}
      {releasedAt && <> · {rich('hold.released', { time: <When at={releasedAt} /> })}</>}
    </div>
  )
}

/** So many of the hold's own lots are one press away; the others, and what was made from them, are scanned or typed. */
const OFFERED = 12

function ReleaseModal({ hold, opened, onClose }: { hold: Hold; opened: boolean; onClose: () => void }) {
  const words = useWords()
  const { t } = words
  const capture = useCapture(useSite())
  const [reason, setReason] = useState('')
  const [some, setSome] = useState(false)
  const [lots, setLots] = useState<Hold['lots']>([])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const named = some ? { lots: lots.map(({ material, number }) => ({ lot: { material, number } })) } : {}
    if ((await capture.record({ type: 'release', hold: hold.hold, reason: reason.trim(), ...named })) !== undefined) onClose()
  }
  const add = (lot: Hold['lots'][number]) =>
    setLots(before => [...before.filter(one => one.number !== lot.number || one.material !== lot.material), lot])
  return (
    <Dialog opened={opened} onClose={onClose} title={t('hold.release-this')}>
      <form className="stack" onSubmit={event => void submit(event)}>
        <p>{t('hold.release-text')}</p>
        <SegmentedControl
          fullWidth
          value={some ? 'some' : 'all'}
          onChange={value => setSome(value === 'some')}
          data={labelled(extents, words)}
        />
        {some && (
          <>
            <ul className="hold-lots">
              {lots.map(lot => (
                <li key={lot.material + lot.number} className="hold-seed">
                  <span className="mono strong">{lot.number}</span> <span className="mono small quiet">{lot.material}</span>
                  <button
                    type="button"
                    className="plain small code-make"
                    aria-label={t('hold.take-name', { number: lot.number })}
                    onClick={() => setLots(lots.filter(one => one !== lot))}
                  >
                    {t('hold.take-out')}
                  </button>
                </li>
              ))}
            </ul>
            <div className="row">
              {hold.lots
                .filter(lot => !lots.includes(lot))
                .slice(0, OFFERED)
                .map(lot => (
                  <Button key={lot.material + lot.number} size="xs" variant="default" className="mono" onClick={() => add(lot)}>
                    {lot.number}
                  </Button>
                ))}
            </div>
            <LotPicker label={t('hold.lots-to-release')} onPick={add} />
          </>
        )}
        <Textarea
          label={t('hold.why-release')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={capture.at('/reason')}
          required
          autosize
          minRows={2}
          data-autofocus
        />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <Act type="submit" loading={capture.busy} disabled={reason.trim() === '' || (some && lots.length === 0)}>
          {t('hold.do-release')}
        </Act>
      </form>
    </Dialog>
  )
}
