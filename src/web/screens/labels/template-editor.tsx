import { ActionIcon, Button, Checkbox, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { LabelElement, LabelTemplate, LabelTemplates } from '../../../client/index.ts'
import type { OfficeKey } from '../../../words/office.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { LabelPicture, stated } from './label-picture.tsx'

/** A form and the label beside it, redrawn at every change. */
export function TemplateEditor({ start, words, onDone }: { start: LabelTemplate; words: LabelTemplates; onDone: () => void }) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const [template, setTemplate] = useState(() => stated(start))
  const put = (more: Partial<LabelTemplate>) => setTemplate(before => ({ ...before, ...more }))
  const setElement = (index: number, element: LabelElement | undefined) =>
    put({ elements: template.elements.flatMap((one, at) => (at !== index ? [one] : element === undefined ? [] : [element])) })
  const event = () => ({ type: 'labelTemplate', ...template, name: filled(template.name) })
  const submit = async (pressed: FormEvent) => {
    pressed.preventDefault()
    if ((await capture.record(event())) !== undefined) onDone()
  }
  const retire = async () => {
    if ((await capture.record({ ...event(), retired: true })) !== undefined) onDone()
  }
  return (
    <>
      <PageHead title={start.code === '' ? t('labels.new') : (start.name ?? start.code)} text={t('editor.text')}>
        <Button variant="default" onClick={onDone}>
          {t('editor.all')}
        </Button>
      </PageHead>
      <form className="editor" onSubmit={pressed => void submit(pressed)}>
        <div className="editor-sight">
          <LabelPicture template={template} large />
          <Words tokens={words.tokens} />
        </div>
        <div className="stack">
          <Head template={template} isNew={start.code === ''} words={words} put={put} />
          {template.elements.map((element, index) => (
            <ElementForm
              key={index}
              element={element}
              words={words}
              fault={capture.at(`/elements/${index}`)}
              onChange={changed => setElement(index, changed)}
              onRemove={() => setElement(index, undefined)}
            />
          ))}
          <div className="row">
            {added(template).map(([word, element]) => (
              <Button key={word} size="sm" variant="default" onClick={() => put({ elements: [...template.elements, element] })}>
                {t(word)}
              </Button>
            ))}
          </div>
          {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
          <div className="form-foot">
            <Act type="submit" loading={capture.busy}>
              {t('common.save')}
            </Act>
            {start.code !== '' && (
              <Act variant="subtle" color="red" onClick={() => void retire()}>
                {t('common.take-out-of-use')}
              </Act>
            )}
          </div>
        </div>
      </form>
    </>
  )
}

const added = ({ width, height }: LabelTemplate): [OfficeKey, LabelElement][] => [
  ['editor.add-text', { kind: 'text', x: 2, y: 2, size: 3, text: '{description}' }],
  [
    'editor.add-symbol',
    { kind: 'symbol', symbology: 'qr', x: 2, y: 2, width: Math.min(20, width - 2), height: Math.min(20, height - 2), text: '{url}' },
  ],
  ['editor.add-line', { kind: 'line', x: 2, y: height / 2, width: width - 4, height: 0.4 }],
]

function Head({
  template,
  isNew,
  words,
  put,
}: {
  template: LabelTemplate
  isNew: boolean
  words: LabelTemplates
  put: (more: Partial<LabelTemplate>) => void
}) {
  const { t } = useWords()
  return (
    <Panel>
      <div className="form-grid">
        <TextInput
          label={t('col.code')}
          value={template.code}
          readOnly={!isNew}
          required
          description={t('editor.code-what')}
          classNames={{ input: 'mono' }}
          onChange={event => put({ code: event.currentTarget.value })}
        />
        <TextInput
          label={t('col.name')}
          description={t('editor.name-what')}
          value={template.name ?? ''}
          onChange={event => put({ name: event.currentTarget.value })}
        />
        <Select
          label={t('col.for')}
          description={t('editor.for-what')}
          value={template.for}
          allowDeselect={false}
          data={words.kinds.map(kind => ({ value: kind, label: t(`editor.kind-${kind}`) }))}
          onChange={value => put({ for: words.kinds.find(kind => kind === value) ?? template.for })}
        />
        <TagsInput
          label={t('editor.only-materials')}
          description={t('editor.any')}
          value={template.materials ?? []}
          onChange={materials => put({ materials: materials.length === 0 ? undefined : materials })}
        />
        <Length label={t('editor.width')} value={template.width} onChange={width => put({ width })} />
        <Length label={t('editor.height')} value={template.height} onChange={height => put({ height })} />
      </div>
    </Panel>
  )
}

function Length({ label, value, onChange }: { label: string; value: number | undefined; onChange: (value: number) => void }) {
  return (
    <NumberInput
      label={label}
      value={value ?? ''}
      min={0}
      max={400}
      step={0.5}
      decimalScale={2}
      onChange={given => typeof given === 'number' && onChange(given)}
    />
  )
}

interface ElementProps {
  element: LabelElement
  words: LabelTemplates
  fault: string | undefined
  onChange: (element: LabelElement) => void
  onRemove: () => void
}

function ElementForm({ element, words, fault, onChange, onRemove }: ElementProps) {
  const { t } = useWords()
  return (
    <Panel
      title={{ text: t('editor.element-text'), symbol: t('editor.element-symbol'), line: t('editor.element-line') }[element.kind]}
      side={
        <ActionIcon variant="subtle" color="gray" aria-label={t('editor.remove')} onClick={onRemove}>
          <IconTrash size={18} />
        </ActionIcon>
      }
    >
      <div className="element-grid">
        {element.kind !== 'line' && (
          <TextInput
            className="element-text"
            label={t('editor.says')}
            value={element.text}
            error={fault}
            classNames={{ input: 'mono' }}
            onChange={event => onChange({ ...element, text: event.currentTarget.value })}
          />
        )}
        {element.kind === 'symbol' && (
          <Select
            label={t('editor.element-symbol')}
            value={element.symbology}
            allowDeselect={false}
            data={words.symbologies}
            onChange={value => onChange({ ...element, symbology: words.symbologies.find(one => one === value) ?? element.symbology })}
          />
        )}
        <Length label={t('editor.from-left')} value={element.x} onChange={x => onChange({ ...element, x })} />
        <Length label={t('editor.from-top')} value={element.y} onChange={y => onChange({ ...element, y })} />
        {element.kind === 'text' ? (
          <>
            <Length label={t('editor.letter-height')} value={element.size} onChange={size => onChange({ ...element, size })} />
            <Length label={t('editor.width')} value={element.width} onChange={width => onChange({ ...element, width })} />
            <NumberInput
              label={t('editor.lines')}
              value={element.lines ?? 1}
              min={1}
              max={20}
              onChange={lines => typeof lines === 'number' && onChange({ ...element, lines })}
            />
            <Checkbox
              label={t('editor.bold')}
              checked={element.bold ?? false}
              onChange={event => onChange({ ...element, bold: event.currentTarget.checked })}
            />
            <Checkbox
              label={t('editor.identifier')}
              checked={element.identifier ?? false}
              onChange={event => onChange({ ...element, identifier: event.currentTarget.checked })}
            />
          </>
        ) : (
          <>
            <Length label={t('editor.width')} value={element.width} onChange={width => onChange({ ...element, width })} />
            <Length label={t('editor.height')} value={element.height} onChange={height => onChange({ ...element, height })} />
          </>
        )}
      </div>
      {element.kind === 'line' && fault && <p className="label-fault small">{fault}</p>}
    </Panel>
  )
}

function Words({ tokens }: { tokens: Record<string, string> }) {
  const { t } = useWords()
  return (
    <details className="words small">
      <summary>{t('editor.words')}</summary>
      <dl>
        {Object.entries(tokens).map(([name, meaning]) => (
          <div key={name}>
            <dt className="mono">{`{${name}}`}</dt>
            <dd className="quiet">{meaning}</dd>
          </div>
        ))}
        <div>
          <dt className="mono">{'{attribute.NAME}'}</dt>
          <dd className="quiet">{t('editor.attribute')}</dd>
        </div>
      </dl>
    </details>
  )
}
