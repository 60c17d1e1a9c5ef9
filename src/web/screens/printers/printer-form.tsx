import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Printer } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
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
  const { t } = useWords()
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
          label={t('col.code')}
          description={t('printer.code-what')}
          value={draft.code}
          readOnly={printer !== undefined}
          required
          error={capture.at('/code')}
          classNames={{ input: 'mono' }}
          onChange={event => put({ code: event.currentTarget.value })}
          {...(printer === undefined ? { 'data-autofocus': true } : {})}
        />
        <TextInput
          label={t('printer.name')}
          value={draft.name}
          description={t('printer.name-why')}
          onChange={event => put({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('printers.address')}
          description={t('printer.address-what')}
          value={draft.host}
          required
          error={capture.at('/host')}
          classNames={{ input: 'mono' }}
          onChange={event => put({ host: event.currentTarget.value })}
        />
        <NumberInput
          label={t('printer.port')}
          description={t('printer.port-what')}
          value={draft.port}
          min={1024}
          max={65_535}
          required
          onChange={value => put({ port: length(value) ?? 9100 })}
        />
        <Select
          label={t('printers.resolution')}
          description={t('printer.resolution-where')}
          value={String(draft.dpi)}
          allowDeselect={false}
          data={['152', '203', '300', '600'].map(value => ({ value, label: t('printers.dpi', { dpi: value }) }))}
          onChange={value => put({ dpi: Number(value) })}
        />
        <Select
          label={t('printers.taken-over')}
          description={t('printer.fail-over')}
          value={draft.failOver}
          clearable
          placeholder={t('common.nobody')}
          data={others.filter(one => one.code !== draft.code).map(one => one.code)}
          error={capture.at('/failOver')}
          onChange={value => put({ failOver: value })}
        />
        <NumberInput
          label={t('printer.width')}
          description={t('printer.loaded')}
          value={draft.width ?? ''}
          min={10}
          max={400}
          onChange={value => put({ width: length(value) })}
        />
        <NumberInput
          label={t('printer.height')}
          description={t('printer.loaded')}
          value={draft.height ?? ''}
          min={5}
          max={400}
          onChange={value => put({ height: length(value) })}
        />
        <Select
          label={t('printer.bar-codes')}
          description={t('printer.bar-codes-why')}
          value={draft.symbols}
          allowDeselect={false}
          data={[
            { value: 'native', label: t('printer.native') },
            { value: 'picture', label: t('printer.picture') },
          ]}
          onChange={value => put({ symbols: value === 'picture' ? 'picture' : 'native' })}
        />
        <TextInput
          label={t('printer.font')}
          description={t('printer.font-what')}
          value={draft.font}
          error={capture.at('/font')}
          classNames={{ input: 'mono' }}
          onChange={event => put({ font: event.currentTarget.value })}
        />
      </div>
      <Checkbox label={t('printer.is-usual')} checked={draft.usual} onChange={event => put({ usual: event.currentTarget.checked })} />
      <Checkbox label={t('printer.asks')} checked={draft.asks} onChange={event => put({ asks: event.currentTarget.checked })} />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <div className="form-foot">
        <Act type="submit" loading={capture.busy}>
          {printer === undefined ? t('printer.add') : t('common.save')}
        </Act>
        {printer !== undefined && (
          <Act variant="subtle" color="red" onClick={() => void retire()}>
            {t('common.take-out-of-use')}
          </Act>
        )}
      </div>
    </form>
  )
}
