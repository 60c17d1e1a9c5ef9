import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSession } from '../../app/session.tsx'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import '../../parts/form.css'
import { offeredNumber } from '../../parts/offered-number.ts'
import { PersonField } from '../../parts/person-field.tsx'
import { MaterialField, PartnerField } from '../../parts/record-field.tsx'
import { type Draft, filled, useCapture } from '../../parts/use-capture.ts'

const blank = {
  number: '',
  component: '',
  workOrder: '',
  product: '',
  operation: '',
  material: '',
  revision: '',
  vendor: '',
  expired: false,
  lots: '',
  from: '',
  until: '',
  reason: '',
  by: '',
}
type Wish = typeof blank

export function RequestDeviation({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const session = useSession()
  const [wish, setWish] = useState<Wish>(() => ({ ...blank, number: offeredNumber('DEV'), by: session.data?.person ?? '' }))
  const set = (change: Partial<Wish>) => setWish(before => ({ ...before, ...change }))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await capture.record(draftOf(wish))) !== undefined) onClose()
  }
  const isSaid = wish.material !== '' || wish.revision !== '' || wish.vendor !== '' || wish.expired
  return (
    <Dialog opened onClose={onClose} title={t('deviation.ask')} size={760}>
      <form className="stack" onSubmit={event => void submit(event)}>
        <div className="form-grid">
          <TextInput
            label={t('deviation.number')}
            classNames={{ input: 'mono' }}
            value={wish.number}
            onChange={event => set({ number: event.currentTarget.value })}
            error={capture.at('/number')}
            required
          />
          <PersonField label={t('deviation.who-asks')} value={wish.by} onChange={by => set({ by })} error={capture.at('/by')} required />
          <MaterialField
            label={t('deviation.component')}
            description={t('deviation.component-what')}
            value={wish.component}
            onChange={component => set({ component })}
            error={capture.at('/component')}
            required
          />
        </div>
        <h3>{t('deviation.in-what')}</h3>
        <div className="form-grid">
          <TextInput
            label={t('deviation.order')}
            classNames={{ input: 'mono' }}
            value={wish.workOrder}
            onChange={event => set({ workOrder: event.currentTarget.value })}
            error={capture.at('/workOrder')}
          />
          <TextInput
            label={t('col.operation')}
            placeholder={t('deviation.every-operation')}
            inputMode="numeric"
            value={wish.operation}
            onChange={event => set({ operation: event.currentTarget.value.replace(/\D/g, '') })}
            error={capture.at('/operation')}
          />
          <MaterialField
            label={t('deviation.product')}
            value={wish.product}
            onChange={product => set({ product })}
            error={capture.at('/product')}
          />
        </div>
        <h3>{t('deviation.may-pass')}</h3>
        <div className="form-grid">
          <MaterialField
            label={t('deviation.another-material')}
            value={wish.material}
            onChange={material => set({ material })}
            error={capture.at('/allows/material')}
          />
          <TextInput
            label={t('deviation.another-revision')}
            value={wish.revision}
            onChange={event => set({ revision: event.currentTarget.value })}
            error={capture.at('/allows/revision')}
          />
          <PartnerField
            role="vendor"
            label={t('deviation.another-vendor')}
            value={wish.vendor}
            onChange={vendor => set({ vendor })}
            error={capture.at('/allows/vendor')}
          />
          <Checkbox
            label={t('deviation.expired-lots')}
            mt={30}
            checked={wish.expired}
            onChange={event => set({ expired: event.currentTarget.checked })}
          />
          <TextInput
            label={t('deviation.only-lots')}
            description={t('deviation.only-lots-what')}
            data-scan="accept"
            classNames={{ input: 'mono' }}
            value={wish.lots}
            onChange={event => set({ lots: event.currentTarget.value })}
            error={capture.at('/lots')}
          />
        </div>
        <div className="form-grid">
          <TextInput
            label={t('deviation.from')}
            description={t('deviation.from-what')}
            type="datetime-local"
            value={wish.from}
            onChange={event => set({ from: event.currentTarget.value })}
            error={capture.at('/from')}
          />
          <TextInput
            label={t('deviation.until')}
            description={t('deviation.until-what')}
            type="datetime-local"
            value={wish.until}
            onChange={event => set({ until: event.currentTarget.value })}
            error={capture.at('/until')}
            required
          />
        </div>
        <Textarea
          label={t('deviation.reason')}
          value={wish.reason}
          onChange={event => set({ reason: event.currentTarget.value })}
          error={capture.at('/reason')}
          required
          autosize
          minRows={2}
        />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <Act
          type="submit"
          loading={capture.busy}
          disabled={!isSaid || wish.reason.trim() === '' || (wish.workOrder.trim() === '' && wish.product.trim() === '')}
        >
          {t('deviation.ask-for-it')}
        </Act>
      </form>
    </Dialog>
  )
}

const instantOf = (text: string): string | undefined => (text === '' ? undefined : new Date(text).toISOString())

function draftOf(wish: Wish): Draft {
  const lots = wish.lots
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(number => ({ number }))
  return {
    type: 'deviation',
    number: wish.number.trim(),
    by: filled(wish.by),
    component: wish.component.trim(),
    workOrder: filled(wish.workOrder),
    product: filled(wish.product),
    operation: filled(wish.operation) === undefined ? undefined : Number(wish.operation),
    allows: {
      material: filled(wish.material),
      revision: filled(wish.revision),
      vendor: filled(wish.vendor),
      expired: wish.expired ? true : undefined,
    },
    lots: lots.length > 0 ? lots : undefined,
    from: instantOf(wish.from),
    until: instantOf(wish.until),
    reason: wish.reason.trim(),
  }
}
