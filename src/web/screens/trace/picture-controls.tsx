import { SegmentedControl, Switch } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { LotDetail } from '../../../client/index.ts'
import { KnownAtInput } from '../../parts/known-at.tsx'
import { TracedPart } from './traced-part.tsx'

export function useChange() {
  const navigate = useNavigate({ from: '/trace' })
  return (change: Record<string, string | string[] | undefined>) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true })
}

/** What a picture or a timeline is of. */
export function PictureControls({ lot }: { lot: LotDetail }) {
  const { direction, known, possible } = useSearch({ from: '/trace' })
  const change = useChange()
  return (
    <div className="row no-print">
      <SegmentedControl
        aria-label="Direction"
        value={direction === 'back' || direction === 'forward' ? direction : 'both'}
        onChange={value => change({ direction: value === 'both' ? undefined : value, opened: undefined })}
        data={[
          { value: 'back', label: '← To vendors' },
          { value: 'both', label: 'Both' },
          { value: 'forward', label: 'To customers →' },
        ]}
      />
      <Switch
        label="with possible lots"
        checked={possible !== '0'}
        onChange={event => change({ possible: event.currentTarget.checked ? undefined : '0' })}
      />
      <KnownAtInput value={known} onChange={value => change({ known: value })} />
      {direction === 'forward' && <TracedPart lot={lot} />}
    </div>
  )
}
