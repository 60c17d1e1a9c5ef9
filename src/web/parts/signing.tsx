import { Button, TextInput } from '@mantine/core'
import { createContext, type FormEvent, type ReactNode, useContext, useState } from 'react'
import { type CaptureEvent, type CaptureResult, Problem, type SignaturePolicy, type Signer } from '../../client/index.ts'
import { client, questions } from '../app/api.ts'
import { useWords } from '../app/words.tsx'
import { Act } from './act.tsx'
import { Refusal } from './blank.tsx'
import { Dialog } from './dialog.tsx'
import { eventWords } from './event-words.ts'
import { PersonField } from './person-field.tsx'
import { PinField } from './pin-field.tsx'
import { refusalSaid } from './refusal-words.ts'
import './signing.css'
import { faultOf } from './fault.ts'

type Send = () => Promise<CaptureResult | undefined>
type Answer = CaptureResult | undefined | 'left'
/** Sends the event, or has it signed first where the site's policy says so. */
type Sign = (event: CaptureEvent, send: Send) => Promise<Answer>

interface Wish {
  event: CaptureEvent
  policies: SignaturePolicy[]
  settle: (answer: Answer) => void
}

const Signing = createContext<(event: CaptureEvent, policies: SignaturePolicy[]) => Promise<Answer>>(() => Promise.resolve('left'))

/** The one place where anything is signed; every form that records comes here by itself. */
export function SigningProvider({ children }: { children: ReactNode }) {
  const [wish, setWish] = useState<Wish>()
  const ask = (event: CaptureEvent, policies: SignaturePolicy[]) =>
    new Promise<Answer>(resolve => {
      const settle = (answer: Answer) => {
        setWish(undefined)
        resolve(answer)
      }
      setWish({ event, policies, settle })
    })
  return (
    <Signing.Provider value={ask}>
      {children}
      {wish && <SignDialog key={wish.event.id} {...wish} />}
    </Signing.Provider>
  )
}

/** Signs whatever policy there is: for a signature that nobody demands but somebody gives. */
export const useSignature = () => useContext(Signing)

export function useSigning(): Sign {
  const ask = useContext(Signing)
  return async (event, send) => {
    const policies = await policiesFor(event, false)
    if (policies.length > 0) return ask(event, policies)
    const result = await send()
    // The policy is younger than what this browser knows of it.
    return result?.code === 'signature-required' ? ask(event, await policiesFor(event, true)) : result
  }
}

/** For acts that the server makes an event of: where it must be signed, the refusal brings the event, and that is what is signed. */
export function useSignedAct() {
  const { t } = useWords()
  const ask = useContext(Signing)
  return async <Done,>(act: () => Promise<Done>): Promise<Done | CaptureResult | 'left'> => {
    try {
      return await act()
    } catch (error) {
      const event =
        error instanceof Problem && error.code === 'signature-required' ? (error.more['event'] as CaptureEvent | undefined) : undefined
      if (event === undefined) throw error
      const answer = await ask(event, await policiesFor(event, true))
      if (answer === undefined || answer === 'left') return 'left'
      if (answer.status !== 'refused') return answer
      throw new Problem({ title: t('capture.not-recorded'), status: 422, code: answer.code ?? 'refused', detail: answer.detail ?? '' })
    }
  }
}

async function policiesFor(event: CaptureEvent, anew: boolean): Promise<SignaturePolicy[]> {
  const settings = await questions
    .fetchQuery({
      queryKey: ['settings', event.site],
      queryFn: () => client.settings(event.site),
      staleTime: anew ? 0 : 10_000,
    })
    // Whoever cannot read the settings is told by the refusal.
    .catch(() => undefined)
  const types = [event.type, (event.replacement as { type?: string } | undefined)?.type]
  return (settings?.signatures ?? []).filter(policy => types.includes(policy.type))
}

interface Place {
  key: string
  role: string | undefined
  meaning: string | undefined
}

/** One place for each signature that is wanted; at least one. */
function placesOf(policies: readonly SignaturePolicy[]): Place[] {
  const places = policies.flatMap((policy, at) =>
    Array.from({ length: policy.count ?? 1 }, (_, index) => ({ key: `${at}.${index}`, role: policy.role, meaning: policy.meaning })),
  )
  return places.length > 0 ? places.slice(0, 5) : [{ key: '0', role: undefined, meaning: undefined }]
}

function SignDialog({ event, policies, settle }: Wish) {
  const words = useWords()
  const { t } = words
  const places = placesOf(policies)
  const [signers, setSigners] = useState<Signer[]>(() =>
    places.map(({ meaning }) => ({ person: '', pin: '', meaning: meaning ?? (event.type === 'sign' ? 'reviewed' : 'approved') })),
  )
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<ReturnType<typeof faultOf>>()
  const set = (at: number, change: Partial<Signer>) => setSigners(signers.map((one, index) => (index === at ? { ...one, ...change } : one)))
  const submit = async (submitted: FormEvent) => {
    submitted.preventDefault()
    setBusy(true)
    setFault(undefined)
    try {
      const result = await client.sign(event, signers)
      // Somebody without the role, or a policy that wants more: it is still to be signed.
      if (result.code === 'signature-required') setFault({ code: result.code, detail: result.detail ?? '', pointer: '' })
      else settle(result)
    } catch (error) {
      setFault(faultOf(error))
    } finally {
      // A PIN is entered for one try.
      setSigners(before => before.map(one => ({ ...one, pin: '' })))
      setBusy(false)
    }
  }
  const { verb, what, more } = eventWords({ type: event.type, body: event, workCenter: null, workOrder: null }, words)
  return (
    <Dialog opened onClose={() => settle('left')} title={t('sign.title')} size={560} zIndex={400}>
      <form className="stack" onSubmit={submitted => void submit(submitted)}>
        <div className="sign-what">
          <strong>
            {verb} {what && <span className="mono">{what}</span>}
          </strong>
          {more && <div className="small quiet">{more}</div>}
        </div>
        <p className="small quiet">
          {places.length > 1 && `${t('sign.people', { count: places.length })} `}
          {t('sign.bound')}
        </p>
        {signers.map((signer, index) => (
          <SignerFields
            key={places[index]?.key}
            place={places[index]}
            number={signers.length > 1 ? index + 1 : undefined}
            signer={signer}
            onChange={change => set(index, change)}
            error={fault?.pointer.startsWith(`/signers/${index}`) ? refusalSaid(fault, words).text : undefined}
          />
        ))}
        {fault && <Refusal code={fault.code} detail={fault.detail} />}
        <div className="row">
          <Act type="submit" loading={busy} disabled={signers.some(one => !one.person.trim() || !one.pin || !one.meaning.trim())}>
            {signers.length > 1 ? t('sign.together') : t('sign.title')}
          </Act>
          <Button variant="default" onClick={() => settle('left')}>
            {t('sign.not')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function SignerFields(props: {
  place: Place | undefined
  number: number | undefined
  signer: Signer
  onChange: (change: Partial<Signer>) => void
  error: string | undefined
}) {
  const { t } = useWords()
  const { place, number, signer, onChange } = props
  const words = (word: 'signature' | 'person' | 'pin' | 'meaning'): string =>
    number === undefined ? t(`sign.${word}`) : t(`sign.${word}-of`, { number })
  return (
    <fieldset className="signer">
      <legend className="small quiet">
        {words('signature')}
        {place?.role && t('sign.by-role', { role: place.role })}
      </legend>
      <PersonField
        label={words('person')}
        description={t('sign.person-how')}
        value={signer.person}
        onChange={person => onChange({ person })}
        error={props.error}
        required
      />
      <PinField label={words('pin')} value={signer.pin} onChange={pin => onChange({ pin })} />
      <TextInput
        label={words('meaning')}
        value={signer.meaning}
        readOnly={place?.meaning !== undefined}
        description={place?.meaning === undefined ? t('sign.meaning-such') : t('sign.meaning-policy')}
        maxLength={200}
        onChange={event => onChange({ meaning: event.currentTarget.value })}
        required
      />
    </fieldset>
  )
}
