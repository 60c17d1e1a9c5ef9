import { Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { newId } from '../../../client/index.ts'
import { seedOf, seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'

export function PlaceHold() {
  const { t } = useWords()
  const { seed = [], case: complained } = useSearch({ from: '/holds' })
  const navigate = useNavigate({ from: '/holds' })
  const capture = useCapture(useSite())
  const [hold] = useState(() => newId())
  const [reason, setReason] = useState('')
  const [about, setAbout] = useState(complained ?? '')
  const [direction, setDirection] = useState('forward')
  const set = (seeds: string[]) => void navigate({ search: before => ({ ...before, seed: [...new Set(seeds)] }), replace: true })
  const close = () => void navigate({ search: before => ({ ...before, place: undefined, seed: [], case: undefined }), replace: true })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const result = await capture.record({
      type: 'hold',
      hold,
      lots: seed.map(text => ({ lot: seedOf(text) })),
      direction,
      reason: reason.trim(),
      case: filled(about),
    })
    if (result !== undefined) close()
  }
  return (
    <Dialog opened onClose={close} title={t('holds.place')} size={560}>
      <form className="stack" onSubmit={event => void submit(event)}>
        <ul className="hold-lots">
          {seed.map(text => {
            const { material, number } = seedOf(text)
            return (
              <li key={text} className="hold-seed">
                <span className="mono strong">{number}</span> <span className="mono small quiet">{material}</span>
                <button
                  type="button"
                  className="plain small code-make"
                  aria-label={t('hold.take-name', { number })}
                  onClick={() => set(seed.filter(one => one !== text))}
                >
                  {t('hold.take-out')}
                </button>
              </li>
            )
          })}
        </ul>
        <LotPicker
          label={t('hold.lots-to-hold')}
          autoFocus={seed.length === 0}
          onPick={lot => set([...seed, seedText(lot)])}
          onMany={numbers => set([...seed, ...numbers.map(number => seedText({ number }))])}
        />
        <Radio.Group label={t('hold.how-far')} value={direction} onChange={setDirection}>
          <Stack gap={8} mt={6}>
            <Radio value="forward" label={t('hold.forward-long')} />
            <Radio value="none" label={t('hold.only-long')} />
          </Stack>
        </Radio.Group>
        <Textarea
          label={t('hold.reason')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          error={capture.at('/reason')}
          required
          autosize
          minRows={2}
          data-autofocus={seed.length > 0 || undefined}
        />
        <TextInput
          label={t('hold.case')}
          description={t('hold.case-what')}
          value={about}
          onChange={event => setAbout(event.currentTarget.value)}
        />
        {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
        <Act type="submit" loading={capture.busy} disabled={seed.length === 0 || reason.trim() === ''}>
          {t('hold.place')}
        </Act>
      </form>
    </Dialog>
  )
}
