import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Problem, type RecallCase } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { useSignedAct } from '../../parts/signing.tsx'
import { DifferenceList } from '../recall/difference-list.tsx'

/** What is frozen is what is shown: it is refused when something has changed in between. */
export function Revise({ one }: { one: RecallCase }) {
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button onClick={() => setOpened(true)}>Make this version {one.version + 1}…</Button>
      {opened && <ReviseDialog one={one} onClose={() => setOpened(false)} />}
    </>
  )
}

function ReviseDialog({ one, onClose }: { one: RecallCase; onClose: () => void }) {
  const site = useSite()
  const signed = useSignedAct()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      const body = { simulation: one.growth.simulation, reason: reason.trim(), ...(site ? { site } : {}) }
      if ((await signed(() => client.reviseRecall(one.recall, body))) !== 'left') {
        onClose()
        await forgetAnswers()
      }
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem({ title: 'Not recorded', status: 0, code: 'fault', detail: String(error) }))
    }
    setBusy(false)
  }
  return (
    <Modal opened onClose={onClose} title={`Version ${one.version + 1}`} size={560} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form className="stack" onSubmit={event => void submit(event)}>
        <p>Version {one.version} stays as it is. The new one takes in:</p>
        <DifferenceList difference={one.growth} />
        <TextInput label="Reason" value={reason} onChange={event => setReason(event.currentTarget.value)} required data-autofocus />
        {problem && <Refusal code={problem.code} detail={problem.message} />}
        {problem?.code === 'scope-changed' ? (
          <Button onClick={() => void forgetAnswers().then(onClose)}>Look again</Button>
        ) : (
          <Button type="submit" loading={busy} disabled={reason.trim() === ''}>
            Freeze version {one.version + 1}
          </Button>
        )}
      </form>
    </Modal>
  )
}
