import { IconFileZip } from '@tabler/icons-react'
import { Panel } from '../../parts/panel.tsx'
import { MakeFile } from './case-files.tsx'

export function Evidence({ recall, closed }: { recall: string; closed: boolean }) {
  return (
    <Panel title={closed ? 'Closing report and evidence' : 'Report and evidence so far'}>
      <p className="small">
        One signed ZIP: the report, every list, the balance, and the events as the ledger has them with their hashes.{' '}
        <span className="mono">genealot verify</span> checks it without a server.
      </p>
      <MakeFile recall={recall} kind="evidence" icon={<IconFileZip size={18} />}>
        Evidence
      </MakeFile>
    </Panel>
  )
}
