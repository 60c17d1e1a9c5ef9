import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { GenealogyCheck, GenealogyFinding } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { LotName } from '../../parts/lot-name.tsx'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'
import { Sign } from '../../parts/signs.tsx'
import './genealogy-doctor.css'

export function GenealogyDoctorScreen() {
  const site = useSite()
  const answer = useQuery({
    queryKey: ['genealogy-doctor', site],
    queryFn: ({ signal }) => client.genealogyDoctor(site ? { site } : {}, signal),
    enabled: site !== undefined,
  })
  const sound = answer.data?.checks.filter(({ ok }) => ok) ?? []
  return (
    <>
      <QuestionTabs />
      <PageHead
        title="Doctor"
        text="What in the record cannot be, or stops without a reason. Each finding leads to where it is mended; looking changes nothing."
      />
      {answer.isError && <Trouble error={answer.error} retry={() => void answer.refetch()} />}
      {answer.isPending && <Skeleton rows={9} height={52} />}
      {answer.data && (
        <div className="stack">
          {answer.data.checks
            .filter(({ ok }) => !ok)
            .map(check => (
              <Check key={check.check} check={check} />
            ))}
          <Panel title={answer.data.ok ? 'Nothing is wrong with the record' : 'Nothing found'}>
            <ul className="doctor-sound">
              {sound.map(({ check, title }) => (
                <li key={check}>
                  <Sign name="tick" size={16} /> {title}
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      )}
    </>
  )
}

function Check({ check: { title, remedy, findings, isCut } }: { check: GenealogyCheck }) {
  return (
    <Panel
      title={
        <>
          <Sign name="triangle" size={18} /> {title}
        </>
      }
      side={<span className="num quiet">{`${findings.length.toLocaleString('en')}${isCut ? ' and more' : ''}`}</span>}
      label={title}
      className="doctor-check"
    >
      <p className="doctor-remedy">{remedy.text}</p>
      <ul className="doctor-findings">
        {findings.map(finding => (
          <li key={`${finding.detail} ${finding.event?.sequence}`}>
            <div>
              {finding.lot && <LotName lot={finding.lot} />}
              <p>{finding.detail}</p>
            </div>
            <Mend finding={finding} opens={remedy.opens} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The form that mends it; the event where there is no form of its own. */
function Mend({ finding: { run, event }, opens }: { finding: GenealogyFinding; opens: GenealogyCheck['remedy']['opens'] }) {
  if (opens === 'run' && run !== null)
    return (
      <Link className="button" to="/produce" search={{ way: 'runs', run }}>
        Open the run
      </Link>
    )
  if (!event) return null
  return (
    <Link className="button" to="/ledger" search={{ event: String(event.sequence) }}>
      Open event #{event.sequence.toLocaleString('en')}
    </Link>
  )
}
