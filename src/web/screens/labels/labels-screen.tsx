import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type LabelTemplate, sheetAddress } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Act } from '../../parts/act.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { Badges } from './badges.tsx'
import { LabelPicture } from './label-picture.tsx'
import './labels.css'
import { TemplateEditor } from './template-editor.tsx'

export function LabelsScreen() {
  const site = useSite()
  const labels = useQuery({ queryKey: ['label-templates', site], queryFn: () => client.labelTemplates(site), enabled: site !== undefined })
  const [editing, setEditing] = useState<LabelTemplate>()
  if (labels.isError) return <Trouble error={labels.error} retry={() => void labels.refetch()} />
  if (!labels.data) return <Skeleton rows={8} height={64} />
  if (editing) return <TemplateEditor start={editing} words={labels.data} onDone={() => setEditing(undefined)} />
  return (
    <>
      <PageHead title="Label templates" text="What stands on a label, per kind and size. Change one, or make your own for some materials.">
        <Act onClick={() => setEditing(fresh)}>New template</Act>
      </PageHead>
      <div className="templates">
        {labels.data.templates.map(template => (
          <button type="button" key={template.code} className="panel template" onClick={() => setEditing(template)}>
            <span className="template-sight">
              <LabelPicture template={template} />
            </span>
            <strong>{template.name ?? template.code}</strong>
            <span className="small quiet">
              for {template.for === 'person' ? 'people' : `${template.for}s`}
              {template.materials && template.materials.length > 0 && ` of ${template.materials.join(', ')}`}
            </span>
            {template.builtIn ? (
              <span className="small quiet">built in</span>
            ) : (
              <Chip tone="done" sign="tick">
                your own
              </Chip>
            )}
          </button>
        ))}
      </div>
      <Sheets />
      <Badges />
    </>
  )
}

const fresh: LabelTemplate = {
  code: '',
  for: 'lot',
  width: 76,
  height: 51,
  elements: [
    { kind: 'text', x: 3, y: 3, size: 4.5, width: 44, lines: 2, text: '{number}', identifier: true },
    { kind: 'symbol', symbology: 'qr', x: 48, y: 2, width: 26, height: 26, text: '{url}' },
    { kind: 'text', x: 3, y: 20, size: 3, width: 44, text: '{material}', identifier: true },
    { kind: 'text', x: 3, y: 30, size: 2.6, width: 70, lines: 2, text: '{description}' },
    { kind: 'text', x: 3, y: 40, size: 4, width: 44, text: '{quantity}', bold: true },
    { kind: 'text', x: 50, y: 41, size: 2.4, width: 25, text: '{copy}', bold: true },
  ],
}

/** Links, not buttons: the browser shows the PDF, and prints or keeps it. */
function Sheets() {
  const site = useSite()
  const sheets = [
    { to: sheetAddress('commands'), title: 'Command cards', text: 'DONE, UNDO, QTY… to keep beside the scanner' },
    { to: sheetAddress('locations', site), title: 'Locations', text: 'a label for every location of this site' },
    {
      to: sheetAddress('demo', site),
      title: 'Scan sheet',
      text: 'a badge, lots, one on hold, a container, commands: to try a scanner with',
    },
  ]
  return (
    <Panel title="On paper" className="sheets">
      <ul>
        {sheets.map(({ to, title, text }) => (
          <li key={to}>
            <a href={to} target="_blank" rel="noreferrer">
              {title}
            </a>{' '}
            <span className="quiet">{text}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
