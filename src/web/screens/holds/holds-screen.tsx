import { Modal, SegmentedControl, Switch, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Hold } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Blank, Refusal, Skeleton, Trouble } from '../../parts/blank.tsx'
import { ConcessionList } from '../../parts/concession-list.tsx'
import { LotLink } from '../../parts/lot-name.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { Sign } from '../../parts/signs.tsx'
import { useCapture } from '../../parts/use-capture.ts'
import { When } from '../../parts/when.tsx'
import './holds.css'
import { PlaceHold } from './place-hold.tsx'

export function HoldsScreen() {
  const site = useSite()
  const { released, place } = useSearch({ from: '/holds' })
  const navigate = useNavigate({ from: '/holds' })
  const holds = useQuery({ queryKey: ['holds', site], queryFn: () => client.holds(site ? { site } : {}), enabled: site !== undefined })
  const rows = holds.data?.filter(hold => released === '1' || hold.releasedAt === null) ?? []
  const open = () => void navigate({ search: before => ({ ...before, place: '1' }) })
  return (
    <>
      <PageHead
        title="Holds"
        text="A hold is a standing rule on the genealogy: lots made later from a held lot are born held. Each is released by itself."
      >
        <Switch
          label="also released ones"
          checked={released === '1'}
          onChange={event =>
            void navigate({ search: before => ({ ...before, released: event.currentTarget.checked ? '1' : undefined }), replace: true })
          }
        />
        <Act onClick={open}>Place a hold</Act>
      </PageHead>
      {holds.isError && <Trouble error={holds.error} retry={() => void holds.refetch()} />}
      {holds.isPending && <Skeleton rows={5} height={90} />}
      {holds.isSuccess && rows.length === 0 && (
        <Blank title="Nothing is on hold" text="Every lot in stock may be used and shipped.">
          <Act onClick={open}>Place a hold</Act>
        </Blank>
      )}
      <ul className="holds">
        {rows.map(hold => (
          <HoldCard key={hold.hold} hold={hold} />
        ))}
      </ul>
      <div className="hold-concessions">
        <Panel title="Concessions" side={<span className="small quiet">granted on the page of a held lot</span>}>
          <ConcessionList site={site} empty="None: nothing on hold may pass." />
        </Panel>
      </div>
      {place === '1' && <PlaceHold />}
    </>
  )
}

function HoldCard({ hold }: { hold: Hold }) {
  const [releasing, setReleasing] = useState(false)
  const open = hold.releasedAt === null
  return (
    <li className={open ? 'hold' : 'hold hold-released'}>
      <Sign name={open ? 'padlock' : 'tick'} size={22} />
      <div className="grow stack hold-words">
        <div>
          <strong>{hold.reason}</strong>
          {hold.case && <span className="mono small quiet"> {hold.case}</span>}
        </div>
        <ul className="hold-lots">
          {hold.lots.slice(0, 8).map(lot => (
            <li key={lot.material + lot.number}>
              <LotLink lot={lot} /> <span className="mono small quiet">{lot.material}</span>
            </li>
          ))}
          {hold.lots.length > 8 && <li className="quiet small">and {(hold.lots.length - 8).toLocaleString('en')} more</li>}
        </ul>
        <div className="small quiet">
          {hold.direction === 'forward' ? 'and everything made from them' : 'only these lots'}
          {open && hold.reached !== undefined && (
            <strong className="num">
              : {hold.reached.toLocaleString('en')} {hold.reached === 1 ? 'lot or serial' : 'lots and serials'} held now
            </strong>
          )}{' '}
          · placed <When at={hold.at} />
          {hold.by && ` by ${hold.by}`}
          {hold.releasedAt && (
            <>
              {' '}
              · released <When at={hold.releasedAt} />
            </>
          )}
        </div>
      </div>
      {open && (
        <Act variant="default" onClick={() => setReleasing(true)}>
          Release…
        </Act>
      )}
      <ReleaseModal hold={hold} opened={releasing} onClose={() => setReleasing(false)} />
    </li>
  )
}

function ReleaseModal({ hold, opened, onClose }: { hold: Hold; opened: boolean; onClose: () => void }) {
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
    <Modal opened={opened} onClose={onClose} title="Release this hold" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className="stack" onSubmit={event => void submit(event)}>
        <p>What is released may be used and shipped again, unless another hold keeps it.</p>
        <SegmentedControl
          fullWidth
          value={some ? 'some' : 'all'}
          onChange={value => setSome(value === 'some')}
          data={[
            { value: 'all', label: 'The whole hold' },
            { value: 'some', label: 'Single lots' },
          ]}
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
                    aria-label={`Take ${lot.number} out`}
                    onClick={() => setLots(lots.filter(one => one !== lot))}
                  >
                    take out
                  </button>
                </li>
              ))}
            </ul>
            <LotPicker label="Lots to release" onPick={add} />
          </>
        )}
        <Textarea
          label="Why may it be released?"
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
          Release
        </Act>
      </form>
    </Modal>
  )
}
