import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Printer } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { filled, useCapture } from '../../parts/use-capture.ts'

interface Draft {
  code: string
  name: string
  host: string
  port: number
  dpi: number
  width: number | undefined
  height: number | undefined
  failOver: string | null
  usual: boolean
  symbols: 'native' | 'picture'
  asks: boolean
  font: string
}

const draftOf = (printer: Printer | undefined): Draft => ({
  code: printer?.code ?? '',
  name: printer?.name ?? '',
  host: printer?.host ?? '',
  port: printer?.port ?? 9100,
  dpi: printer?.dpi ?? 203,
  width: printer?.width,
  height: printer?.height,
  failOver: printer?.failOver ?? null,
  usual: printer?.usual ?? false,
  symbols: printer?.symbols ?? 'native',
  asks: printer?.asks ?? true,
  font: printer?.font ?? '',
})

const eventOf = (draft: Draft): { type: string; [field: string]: unknown } => ({
  type: 'printer',
  ...draft,
  name: filled(draft.name),
  host: draft.host.trim(),
  failOver: draft.failOver ?? undefined,
  font: filled(draft.font),
})

export function PrinterForm({ printer, others, onDone }: { printer: Printer | undefined; others: Printer[]; onDone: () => void }) {
  const capture = useCapture(useSite())
  const [draft, setDraft] = useState(() => draftOf(printer))
  const put = (more: Partial<Draft>) => setDraft(before => ({ ...before, ...more }))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await capture.record(eventOf(draft))) !== undefined) onDone()
  }
  const retire = async () => {
    if ((await capture.record({ ...eventOf(draft), retired: true, usual: false })) !== undefined) onDone()
  }
  const length = (value: string | number): number | undefined => (typeof value === 'number' ? value : undefined)
  return (
    <form className="stack" onSubmit={event => void submit(event)}>
      <div className="form-grid">
        <TextInput
          label="Code"
          description="what it is called on the floor"
          value={draft.code}
          readOnly={printer !== undefined}
          required
          error={capture.at('/code')}
          classNames={{ input: 'mono' }}
          onChange={event => put({ code: event.currentTarget.value })}
          {...(printer === undefined ? { 'data-autofocus': true } : {})}
        />
        <TextInput
          label="Name or place"
          value={draft.name}
          description="so that people find it"
          onChange={event => put({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Address"
          description="IP address or name in your network"
          value={draft.host}
          required
          error={capture.at('/host')}
          classNames={{ input: 'mono' }}
          onChange={event => put({ host: event.currentTarget.value })}
        />
        <NumberInput
          label="Port"
          description="9100 unless set otherwise"
          value={draft.port}
          min={1024}
          max={65_535}
          required
          onChange={value => put({ port: length(value) ?? 9100 })}
        />
        <Select
          label="Resolution"
          description="on the type plate"
          value={String(draft.dpi)}
          allowDeselect={false}
          data={['152', '203', '300', '600'].map(value => ({ value, label: `${value} dpi` }))}
          onChange={value => put({ dpi: Number(value) })}
        />
        <Select
          label="Taken over by"
          description="when this one does not answer"
          value={draft.failOver}
          clearable
          placeholder="nobody"
          data={others.filter(one => one.code !== draft.code).map(one => one.code)}
          error={capture.at('/failOver')}
          onChange={value => put({ failOver: value })}
        />
        <NumberInput
          label="Label width, mm"
          description="what is loaded; empty: any"
          value={draft.width ?? ''}
          min={10}
          max={400}
          onChange={value => put({ width: length(value) })}
        />
        <NumberInput
          label="Label height, mm"
          description="what is loaded; empty: any"
          value={draft.height ?? ''}
          min={5}
          max={400}
          onChange={value => put({ height: length(value) })}
        />
        <Select
          label="Bar codes"
          description="as pictures: for printers that draw them wrong"
          value={draft.symbols}
          allowDeselect={false}
          data={[
            { value: 'native', label: 'drawn by the printer' },
            { value: 'picture', label: 'sent as pictures' },
          ]}
          onChange={value => put({ symbols: value === 'picture' ? 'picture' : 'native' })}
        />
        <TextInput
          label="Font for other scripts"
          description="stored in the printer, such as E:SIMSUN.TTF"
          value={draft.font}
          error={capture.at('/font')}
          classNames={{ input: 'mono' }}
          onChange={event => put({ font: event.currentTarget.value })}
        />
      </div>
      <Checkbox
        label="The usual printer: used where nobody names another"
        checked={draft.usual}
        onChange={event => put({ usual: event.currentTarget.checked })}
      />
      <Checkbox
        label="Ask before each label whether it can print"
        checked={draft.asks}
        onChange={event => put({ asks: event.currentTarget.checked })}
      />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <div className="form-foot">
        <Act type="submit" loading={capture.busy}>
          {printer === undefined ? 'Add it' : 'Save'}
        </Act>
        {printer !== undefined && (
          <Act variant="subtle" color="red" onClick={() => void retire()}>
            Take out of use
          </Act>
        )}
      </div>
    </form>
  )
}
