import { IconFileZip } from '@tabler/icons-react'
import { useWords } from '../../app/words.tsx'
import { Panel } from '../../parts/panel.tsx'
import { MakeFile } from './case-files.tsx'

export function Evidence({ recall, closed }: { recall: string; closed: boolean }) {
  const { t, rich } = useWords()
  return (
    <Panel title={t(closed ? 'case-evidence.closing' : 'case-evidence.so-far')}>
      <p className="small">{rich('case-evidence.text', { command: <span className="mono">genealot verify</span> })}</p>
      <MakeFile recall={recall} kind="evidence" icon={<IconFileZip size={18} />}>
        {t('case-evidence.go')}
      </MakeFile>
    </Panel>
  )
}
