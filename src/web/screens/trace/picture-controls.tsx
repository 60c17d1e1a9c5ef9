import { SegmentedControl, Switch } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { LotDetail } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { KnownAtInput } from '../../parts/known-at.tsx'
import { TracedPart } from './traced-part.tsx'

export function useChange() {
  const navigate = useNavigate({ from: '/trace' })
  return (change: Record<string, string | string[] | undefined>) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true })
}

/** What a picture or a timeline is of. */
export function PictureControls({ lot }: { lot: LotDetail }) {
  const { t } = useWords()
  const { direction, known, possible } = useSearch({ from: '/trace' })
  const change = useChange()
  return (
    <div className="row no-print">
      <SegmentedControl
        aria-label={t('trace.direction')}
        value={direction === 'back' || direction === 'forward' ? direction : 'both'}
        onChange={value => change({ direction: value === 'both' ? undefined : value, opened: undefined })}
        data={[
          { value: 'back', label: t('trace.to-vendors') },
          { value: 'both', label: t('trace.both') },
          { value: 'forward', label: t('trace.to-customers') },
        ]}
      />
      <Switch
        label={t('trace.with-possible')}
        checked={possible !== '0'}
        onChange={event => change({ possible: event.currentTarget.checked ? undefined : '0' })}
      />
      <KnownAtInput value={known} onChange={value => change({ known: value })} />
      {direction === 'forward' && <TracedPart lot={lot} />}
    </div>
  )
}
