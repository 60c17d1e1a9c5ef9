import { useState } from 'react'
import { type CaptureEvent, type CaptureResult, newId, Problem } from '../../client/index.ts'
import { client, forgetAnswers } from '../app/api.ts'
import { useWords, type Words } from '../app/words.tsx'
import { type Fault, faultOf } from './fault.ts'
import { refusalSaid } from './refusal-words.ts'
import { useSigning } from './signing.tsx'

export interface Draft {
  type: string
  [field: string]: unknown
}

/**
 * Records what a form says. The event keeps its id until it is recorded, so that a second press after a broken line is a retry
 * and not a second receipt; a changed form is a new event. Where the site's policy wants the event signed, the signatures are asked for
 * first; whoever leaves the signing has recorded nothing.
 */
export function useCapture(site: string | undefined) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault>()
  const sign = useSigning()
  const words = useWords()
  const [sent, setSent] = useState<{ text: string; events: CaptureEvent[] }>()
  const record = async (draft: Draft): Promise<CaptureResult | undefined> => (await together([draft]))?.[0]
  /** What goes together is recorded in one transaction, or none of it; it is signed by itself or not at all. */
  const together = async (drafts: Draft[]): Promise<CaptureResult[] | undefined> => {
    const text = JSON.stringify([site, drafts])
    const events = sent?.text === text ? sent.events : drafts.map(draft => eventOf(draft, site))
    const [first] = events
    setSent({ text, events })
    setBusy(true)
    setFault(undefined)
    try {
      const answered = first && events.length === 1 ? await sign(first, async () => (await client.capture(events))[0]) : undefined
      if (answered === 'left') return undefined
      const results = events.length > 1 ? await client.captureTogether(events) : answered ? [answered] : []
      const wrong = results.find(result => result.status === 'refused' && result.code !== 'not-together')
      if (wrong !== undefined || results.length < events.length) throw refused(wrong, words)
      setSent(undefined)
      await forgetAnswers()
      return results
    } catch (error) {
      setFault(faultOf(error))
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return { record, together, busy, fault, clear: () => setFault(undefined), at: (pointer: string) => messageAt(fault, pointer, words) }
}

const eventOf = (draft: Draft, site: string | undefined): CaptureEvent => ({
  ...draft,
  id: newId(),
  at: new Date().toISOString(),
  ...(site ? { site } : {}),
})

function refused(result: CaptureResult | undefined, { t }: Words): Problem {
  return new Problem({
    title: t('capture.not-recorded'),
    status: 422,
    code: result?.code ?? 'refused',
    detail: result?.detail ?? t('capture.no-reason'),
    pointer: result?.pointer,
  })
}

/** The refusal's sentence at the field it is about: the field itself or anything inside it. */
function messageAt(fault: Fault | undefined, pointer: string, words: Words): string | undefined {
  if (fault === undefined || fault.pointer === '') return undefined
  return fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`) ? refusalSaid(fault, words).text : undefined
}

/** A form sends only what was filled in: empty means not said. */
export function filled(value: string | undefined): string | undefined {
  const text = value?.trim()
  return text === '' ? undefined : text
}
