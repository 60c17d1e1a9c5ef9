import { Button } from '@mantine/core'
import { IconFileZip } from '@tabler/icons-react'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { download } from '../../parts/csv.ts'
import { Panel } from '../../parts/panel.tsx'
import { useFile } from './use-file.tsx'

export function Evidence({ recall, closed }: { recall: string; closed: boolean }) {
  const site = useSite()
  const file = useFile()
  const fetch = () => file.fetch(async () => download(`evidence ${recall}.zip`, await client.evidence(recall, site ? { site } : {})))
  return (
    <Panel title={closed ? 'Closing report and evidence' : 'Report and evidence so far'}>
      <p className="small">
        One signed ZIP: the report, every list, the balance, and the events as the ledger has them with their hashes.{' '}
        <span className="mono">genealot verify</span> checks it without a server.
      </p>
      <div className="row case-acts no-print">
        <Button variant="default" leftSection={<IconFileZip size={18} />} loading={file.busy} onClick={() => void fetch()}>
          Evidence
        </Button>
      </div>
      {file.trouble}
    </Panel>
  )
}
