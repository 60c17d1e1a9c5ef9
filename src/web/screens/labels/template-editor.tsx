import { ActionIcon, Button, Checkbox, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import type { LabelElement, LabelTemplate, LabelTemplates } from '../../../client/index.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { filled, useCapture } from '../../parts/use-capture.ts'
import { LabelPicture, stated } from './label-picture.tsx'

/** A form and the label beside it, redrawn at every change. */
export function TemplateEditor({ start, words, onDone }: { start: LabelTemplate; words: LabelTemplates; onDone: () => void }) {
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
      <PageHead
        title={start.code === '' ? 'New template' : (start.name ?? start.code)}
        text="Lengths are millimetres from the upper left corner."
      >
        <Button variant="default" onClick={onDone}>
          All templates
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
                Add {word}
              </Button>
            ))}
          </div>
          {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
          <div className="form-foot">
            <Act type="submit" loading={capture.busy}>
              Save
            </Act>
            {start.code !== '' && (
              <Act variant="subtle" color="red" onClick={() => void retire()}>
                Take out of use
              </Act>
            )}
          </div>
        </div>
      </form>
    </>
  )
}

const added = ({ width, height }: LabelTemplate): [string, LabelElement][] => [
  ['a text', { kind: 'text', x: 2, y: 2, size: 3, text: '{description}' }],
  [
    'a symbol',
    { kind: 'symbol', symbology: 'qr', x: 2, y: 2, width: Math.min(20, width - 2), height: Math.min(20, height - 2), text: '{url}' },
  ],
  ['a line', { kind: 'line', x: 2, y: height / 2, width: width - 4, height: 0.4 }],
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
  return (
    <Panel>
      <div className="form-grid">
        <TextInput
          label="Code"
          value={template.code}
          readOnly={!isNew}
          required
          description="a built-in code takes its place"
          classNames={{ input: 'mono' }}
          onChange={event => put({ code: event.currentTarget.value })}
        />
        <TextInput
          label="Name"
          description="how lists call it"
          value={template.name ?? ''}
          onChange={event => put({ name: event.currentTarget.value })}
        />
        <Select
          label="For"
          description="what it sticks to"
          value={template.for}
          allowDeselect={false}
          data={words.kinds}
          onChange={value => put({ for: words.kinds.find(kind => kind === value) ?? template.for })}
        />
        <TagsInput
          label="Only for materials"
          description="empty: for any"
          value={template.materials ?? []}
          onChange={materials => put({ materials: materials.length === 0 ? undefined : materials })}
        />
        <Length label="Width" value={template.width} onChange={width => put({ width })} />
        <Length label="Height" value={template.height} onChange={height => put({ height })} />
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
  return (
    <Panel
      title={{ text: 'Text', symbol: 'Symbol', line: 'Line' }[element.kind]}
      side={
        <ActionIcon variant="subtle" color="gray" aria-label="Remove this element" onClick={onRemove}>
          <IconTrash size={18} />
        </ActionIcon>
      }
    >
      <div className="element-grid">
        {element.kind !== 'line' && (
          <TextInput
            className="element-text"
            label="Says"
            value={element.text}
            error={fault}
            classNames={{ input: 'mono' }}
            onChange={event => onChange({ ...element, text: event.currentTarget.value })}
          />
        )}
        {element.kind === 'symbol' && (
          <Select
            label="Symbol"
            value={element.symbology}
            allowDeselect={false}
            data={words.symbologies}
            onChange={value => onChange({ ...element, symbology: words.symbologies.find(one => one === value) ?? element.symbology })}
          />
        )}
        <Length label="From left" value={element.x} onChange={x => onChange({ ...element, x })} />
        <Length label="From top" value={element.y} onChange={y => onChange({ ...element, y })} />
        {element.kind === 'text' ? (
          <>
            <Length label="Letter height" value={element.size} onChange={size => onChange({ ...element, size })} />
            <Length label="Width" value={element.width} onChange={width => onChange({ ...element, width })} />
            <NumberInput
              label="Lines"
              value={element.lines ?? 1}
              min={1}
              max={20}
              onChange={lines => typeof lines === 'number' && onChange({ ...element, lines })}
            />
            <Checkbox
              label="Bold"
              checked={element.bold ?? false}
              onChange={event => onChange({ ...element, bold: event.currentTarget.checked })}
            />
            <Checkbox
              label="Identifier: never shortened"
              checked={element.identifier ?? false}
              onChange={event => onChange({ ...element, identifier: event.currentTarget.checked })}
            />
          </>
        ) : (
          <>
            <Length label="Width" value={element.width} onChange={width => onChange({ ...element, width })} />
            <Length label="Height" value={element.height} onChange={height => onChange({ ...element, height })} />
          </>
        )}
      </div>
      {element.kind === 'line' && fault && <p className="label-fault small">{fault}</p>}
    </Panel>
  )
}

function Words({ tokens }: { tokens: Record<string, string> }) {
  return (
    <details className="words small">
      <summary>Words in braces</summary>
      <dl>
        {Object.entries(tokens).map(([name, meaning]) => (
          <div key={name}>
            <dt className="mono">{`{${name}}`}</dt>
            <dd className="quiet">{meaning}</dd>
          </div>
        ))}
        <div>
          <dt className="mono">{'{attribute.NAME}'}</dt>
          <dd className="quiet">an attribute of the lot</dd>
        </div>
      </dl>
    </details>
  )
}
