import { useMutation, useQueryClient } from '@tanstack/react-query'
import { drawingSVG, qrcode } from 'bwip-js/browser'
import type { Enrolment, StationEntry } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { When } from '../../parts/when.tsx'

/** One link, good once: whoever opens it makes his device this station, so it is made only when the device is at hand. */
export function EnrolDialog({ station }: { station: StationEntry }) {
  const which = { code: station.code, ...(station.site ? { site: station.site } : {}) }
  const enrol = useMutation({ mutationFn: () => client.enrolStation(which) })
  if (enrol.data) return <Link enrolment={enrol.data} />
  return (
    <div className="stack">
      <p>
        The link makes one device this station: open it there, or scan its code with the device. It is good once, for an hour.
        {station.devices > 0 && <strong> The device that is the station now will stop being it.</strong>}
      </p>
      {enrol.isError && <Refusal detail={enrol.error.message} />}
      <div className="row">
        <Act needs="administrator" loading={enrol.isPending} onClick={() => enrol.mutate()}>
          Make the link
        </Act>
        {station.devices > 0 && <Revoke which={which} />}
      </div>
    </div>
  )
}

function Link({ enrolment }: { enrolment: Enrolment }) {
  const address = `${window.location.origin}/station#enrol=${enrolment.code}`
  return (
    <div className="enrol">
      <img src={pictureOf(address)} alt="The link as a QR code" width={220} height={220} />
      <div className="stack">
        <p>
          <a href={address}>{address}</a> <CopyButton text={address} shown />
        </p>
        <p>
          Or open <span className="mono">{window.location.origin}/station</span> and enter
        </p>
        <p className="enrol-code mono">{enrolment.code}</p>
        <p className="quiet small">
          Good until <When at={enrolment.expiresAt} />, once.
        </p>
      </div>
    </div>
  )
}

function pictureOf(address: string): string {
  const svg = qrcode({ bcid: 'qrcode', text: address, padding: 3, backgroundcolor: 'FFFFFF' }, drawingSVG())
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

function Revoke({ which }: { which: { code: string; site?: string } }) {
  const answers = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => client.revokeStation(which),
    onSuccess: () => answers.invalidateQueries({ queryKey: ['stations'] }),
  })
  return (
    <Act needs="administrator" variant="default" loading={revoke.isPending} disabled={revoke.isSuccess} onClick={() => revoke.mutate()}>
      {revoke.isSuccess ? 'Its device is out' : 'Lock its device out'}
    </Act>
  )
}
