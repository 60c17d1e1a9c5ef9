import { useMutation, useQueryClient } from '@tanstack/react-query'
import { drawingSVG, qrcode } from 'bwip-js/browser'
import type { Enrolment, StationEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { When } from '../../parts/when.tsx'

/** One link, good once: whoever opens it makes his device this station, so it is made only when the device is at hand. */
export function EnrolDialog({ station }: { station: StationEntry }) {
  const { t } = useWords()
  const which = { code: station.code, ...(station.site ? { site: station.site } : {}) }
  const enrol = useMutation({ mutationFn: () => client.enrolStation(which) })
  if (enrol.data) return <Link enrolment={enrol.data} />
  return (
    <div className="stack">
      <p>
        {t('enrol.text')}
        {station.devices > 0 && <strong> {t('enrol.device-stops')}</strong>}
      </p>
      {enrol.isError && <Refusal detail={enrol.error.message} />}
      <div className="row">
        <Act needs="administrator" loading={enrol.isPending} onClick={() => enrol.mutate()}>
          {t('enrol.make')}
        </Act>
        {station.devices > 0 && <Revoke which={which} />}
      </div>
    </div>
  )
}

function Link({ enrolment }: { enrolment: Enrolment }) {
  const { t, rich } = useWords()
  const address = `${window.location.origin}/station#enrol=${enrolment.code}`
  return (
    <div className="enrol">
      <img src={pictureOf(address)} alt={t('enrol.qr')} width={220} height={220} />
      <div className="stack">
        <p>
          <a href={address}>{address}</a> <CopyButton text={address} shown />
        </p>
        <p>{rich('enrol.or-open', { address: <span className="mono">{`${window.location.origin}/station`}</span> })}</p>
        <p className="enrol-code mono">{enrolment.code}</p>
        <p className="quiet small">{rich('enrol.good-until', { time: <When at={enrolment.expiresAt} /> })}</p>
      </div>
    </div>
  )
}

function pictureOf(address: string): string {
  const svg = qrcode({ bcid: 'qrcode', text: address, padding: 3, backgroundcolor: 'FFFFFF' }, drawingSVG())
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

function Revoke({ which }: { which: { code: string; site?: string } }) {
  const { t } = useWords()
  const answers = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => client.revokeStation(which),
    onSuccess: () => answers.invalidateQueries({ queryKey: ['stations'] }),
  })
  return (
    <Act needs="administrator" variant="default" loading={revoke.isPending} disabled={revoke.isSuccess} onClick={() => revoke.mutate()}>
      {revoke.isSuccess ? t('enrol.locked') : t('enrol.lock')}
    </Act>
  )
}
