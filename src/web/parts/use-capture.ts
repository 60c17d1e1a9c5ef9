import { useState } from 'react'
import { type CaptureEvent, type CaptureResult, newId, Problem } from '../../client/index.ts'
import { client, forgetAnswers } from '../app/api.ts'

export interface Fault {
  code?: string | undefined
  detail: string
  /** JSON pointer into the event, "" when the refusal is about the event as a whole. */
  pointer: string
}

export interface Draft {
  type: string
  [field: string]: unknown
}

/**
 * Records what a form says. The event keeps its id until it is recorded, so that a second press after a broken line is a retry
 * and not a second receipt; a changed form is a new event.
 */
export function useCapture(site: string | undefined) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault>()
  const [sent, setSent] = useState<{ text: string; event: CaptureEvent }>()
  const record = async (draft: Draft): Promise<CaptureResult | undefined> => {
    const text = JSON.stringify([site, draft])
    const event = sent?.text === text ? sent.event : { ...draft, id: newId(), at: new Date().toISOString(), ...(site ? { site } : {}) }
    setSent({ text, event })
    setBusy(true)
    setFault(undefined)
    try {
      const result = (await client.capture([event]))[0]
      if (result === undefined || result.status === 'refused') throw refused(result)
      setSent(undefined)
      await forgetAnswers()
      return result
    } catch (error) {
      setFault(faultOf(error))
      return undefined
    } finally {
      setBusy(false)
    }
  }
  return { record, busy, fault, clear: () => setFault(undefined), at: (pointer: string) => messageAt(fault, pointer) }
}

function refused(result: CaptureResult | undefined): Problem {
  return new Problem({
    title: 'Not recorded',
    status: 422,
    code: result?.code ?? 'refused',
    detail: result?.detail ?? 'The server gave no reason.',
    pointer: result?.pointer,
  })
}

export function faultOf(error: unknown): Fault {
  if (!(error instanceof Problem)) return { detail: error instanceof Error ? error.message : String(error), pointer: '' }
  // The event was sent as the only one of a list, so its pointer may begin with its place there.
  return { code: error.code, detail: error.message, pointer: (error.pointer ?? '').replace(/^\/0(?=\/|$)/, '') }
}

/** The refusal's sentence at the field it is about: the field itself or anything inside it. */
function messageAt(fault: Fault | undefined, pointer: string): string | undefined {
  if (fault === undefined || fault.pointer === '') return undefined
  return fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`) ? fault.detail : undefined
}

/** A form sends only what was filled in: empty means not said. */
export function filled(value: string | undefined): string | undefined {
  const text = value?.trim()
  return text === '' ? undefined : text
}
