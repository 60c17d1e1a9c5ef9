import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Person } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { faultOf } from '../../parts/fault.ts'
import '../../parts/form.css'
import { PinField } from '../../parts/pin-field.tsx'

/** A PIN is entered twice and never shown again; `anew`: an administrator sets it without knowing the one before. */
export function PinForm({ person, anew, onDone }: { person: Person; anew: boolean; onDone: () => void }) {
  const { t } = useWords()
  const site = useSite()
  const answers = useQueryClient()
  const [current, setCurrent] = useState('')
  const [pin, setPin] = useState('')
  const [again, setAgain] = useState('')
  const [note, setNote] = useState('')
  const of = { ...(site ? { site } : {}), ...(note.trim() ? { note: note.trim() } : {}) }
  const onSuccess = async () => {
    await Promise.all([
      answers.invalidateQueries({ queryKey: ['person-records'] }),
      answers.invalidateQueries({ queryKey: ['record-history'] }),
    ])
    onDone()
  }
  const set = useMutation({ mutationFn: () => client.setPin(person.code, { ...of, pin, ...(anew ? {} : { current }) }), onSuccess })
  const end = useMutation({ mutationFn: () => client.endPin(person.code, of), onSuccess })
  const differ = again !== '' && again !== pin
  const fault = set.isError ? faultOf(set.error) : end.isError ? faultOf(end.error) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    end.reset()
    if (pin === again) set.mutate()
  }
  if (!anew && person.pin !== true) return <p>{t('pin.no-pin', { name: person.name ?? person.code })}</p>
  return (
    <form className="stack" onSubmit={submit} autoComplete="off">
      <p className="small quiet">{t('pin.text')}</p>
      {!anew && <PinField label={t('pin.current')} value={current} onChange={setCurrent} />}
      <PinField label={t('pin.new')} value={pin} onChange={setPin} isNew autoFocus />
      <PinField label={t('pin.again')} value={again} onChange={setAgain} isNew error={differ ? t('pin.differ') : undefined} />
      <TextInput label={t('pin.why')} description={t('pin.why-what')} value={note} onChange={event => setNote(event.currentTarget.value)} />
      {fault && <Refusal code={fault.code} detail={fault.detail} />}
      <div className="row">
        <Act type="submit" loading={set.isPending} disabled={pin === '' || pin !== again}>
          {t('pin.set')}
        </Act>
        {anew && person.pin === true && (
          <Act needs="administrator" variant="default" loading={end.isPending} onClick={() => end.mutate()}>
            {t('pin.end')}
          </Act>
        )}
      </div>
    </form>
  )
}
