import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type LabelTemplate, sheetAddress } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { Chip } from '../../parts/state-chip.tsx'
import { Badges } from './badges.tsx'
import { LabelPicture } from './label-picture.tsx'
import './labels.css'
import { TemplateEditor } from './template-editor.tsx'

export function LabelsScreen() {
  const { t } = useWords()
  const site = useSite()
  const labels = useQuery({ queryKey: ['label-templates', site], queryFn: () => client.labelTemplates(site), enabled: site !== undefined })
  const [editing, setEditing] = useState<LabelTemplate>()
  if (labels.isError) return <Trouble error={labels.error} retry={() => void labels.refetch()} />
  if (!labels.data) return <Skeleton rows={8} height={64} />
  if (editing) return <TemplateEditor start={editing} words={labels.data} onDone={() => setEditing(undefined)} />
  return (
    <>
      <PageHead title={t('labels.title')} text={t('labels.text')}>
        <Act onClick={() => setEditing(fresh)}>{t('labels.new')}</Act>
      </PageHead>
      <div className="templates">
        {labels.data.templates.map(template => (
          <button type="button" key={template.code} className="panel template" onClick={() => setEditing(template)}>
            <span className="template-sight">
              <LabelPicture template={template} />
            </span>
            <strong translate="no">{template.name ?? template.code}</strong>
            <span className="small quiet">
              {t(`labels.for-${template.for}`)}
              {template.materials &&
                template.materials.length > 0 &&
                ` ${t('labels.of-materials', { materials: template.materials.join(', ') })}`}
            </span>
            {template.builtIn ? (
              <span className="small quiet">{t('labels.built-in')}</span>
            ) : (
              <Chip tone="done" sign="tick">
                {t('labels.own')}
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
  const { t } = useWords()
  const site = useSite()
  const sheets = [
    { to: sheetAddress('commands'), title: t('labels.commands'), text: t('labels.commands-text') },
    { to: sheetAddress('locations', site), title: t('labels.locations'), text: t('labels.locations-text') },
    {
      to: sheetAddress('demo', site),
      title: t('labels.scan-sheet'),
      text: t('labels.scan-sheet-text'),
    },
  ]
  return (
    <Panel title={t('labels.on-paper')} className="sheets">
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
