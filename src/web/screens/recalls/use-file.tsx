import { useState } from 'react'
import { Refusal } from '../../parts/blank.tsx'
import { type Fault, faultOf } from '../../parts/fault.ts'

/** Papers take a moment to be written, and may not be to be had. */
export function useFile() {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault>()
  const fetch = async (act: () => Promise<void>) => {
    setBusy(true)
    setFault(undefined)
    await act().catch((error: unknown) => setFault(faultOf(error)))
    setBusy(false)
  }
  return { busy, fetch, trouble: fault && <Refusal of="question" code={fault.code} detail={fault.detail} /> }
}
