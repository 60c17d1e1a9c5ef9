import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Person } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { faultOf } from '../../parts/fault.ts'
import '../../parts/form.css'
import { PinField } from '../../parts/pin-field.tsx'

/** A PIN is entered twice and never shown again; `anew`: an administrator sets it without knowing the one before. */
export function PinForm({ person, anew, onDone }: { person: Person; anew: boolean; onDone: () => void }) {
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
  if (!anew && person.pin !== true) return <p>{person.name ?? person.code} has no PIN yet. The first one is set by an administrator.</p>
  return (
    <form className="stack" onSubmit={submit} autoComplete="off">
      <p className="small quiet">
        4 to 12 digits, not all the same, not in a row, not what stands on the badge, and not the one before. It is asked for where
        something is signed, and at stations where their policy says so: there three wrong PINs end the scan. Five wrong ones lock signing
        as this person for a quarter of an hour, and supervisors are told. The ledger keeps that a PIN was set, never the PIN.
      </p>
      {!anew && <PinField label="PIN there is now" value={current} onChange={setCurrent} />}
      <PinField label="New PIN" value={pin} onChange={setPin} isNew autoFocus />
      <PinField label="New PIN once more" value={again} onChange={setAgain} isNew error={differ ? 'These are not the same.' : undefined} />
      <TextInput
        label="Why"
        description="stands in the history; may be empty"
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      {fault && <Refusal code={fault.code} detail={fault.detail} />}
      <div className="row">
        <Act type="submit" loading={set.isPending} disabled={pin === '' || pin !== again}>
          Set the PIN
        </Act>
        {anew && person.pin === true && (
          <Act needs="administrator" variant="default" loading={end.isPending} onClick={() => end.mutate()}>
            Take the PIN away
          </Act>
        )}
      </div>
    </form>
  )
}
