import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FoundLot } from '../../client/index.ts'
import { client } from '../app/api.ts'
import { useSite } from '../app/site.tsx'
import { useWords } from '../app/words.tsx'
import { Blank } from './blank.tsx'
import './newest-lots.css'
import { Panel } from './panel.tsx'
import { Shape, shapeOfLot } from './shape.tsx'
import { When } from './when.tsx'

const SHOWN = 8

/** For a question without a lot: the newest ones to ask it of, and where no lot is, what makes the first. */
export function NewestLots({ title, onPick }: { title: string; onPick: (lot: FoundLot) => void }) {
  const { t } = useWords()
  const site = useSite()
  const found = useQuery({
    queryKey: ['newest-lots', site],
    queryFn: ({ signal }) => client.lots({ ...(site ? { site } : {}), limit: SHOWN }, signal),
    enabled: site !== undefined,
  })
  if (!found.data) return null
  if (found.data.rows.length === 0)
    return (
      <Blank title={t('newest.none')} text={t('newest.none-text')}>
        <Link to="/receive">{t('newest.receive')}</Link>
      </Blank>
    )
  return (
    <Panel title={title} className="newest-lots">
      <ul>
        {found.data.rows.map(lot => (
          <li key={lot.id}>
            <button type="button" className="newest-lot" onClick={() => onPick(lot)}>
              <Shape kind={shapeOfLot(lot)} filled={Number(lot.onHand) > 0} size={15} />
              <span className="mono strong">{lot.number}</span>
              <span className="quiet small newest-what">
                <span className="mono">{lot.material}</span> {lot.description}
              </span>
              <span className="quiet small">
                <When at={lot.madeAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
