import { useQueries } from '@tanstack/react-query'
import type { LotStanding, LotStandings } from '../../client/index.ts'
import type { OfficeKey } from '../../words/office.ts'
import { client } from '../app/api.ts'
import { useWords } from '../app/words.tsx'
import './quality-standing.css'
import { Shape } from './shape.tsx'
import { Sign, type SignName } from './signs.tsx'

export const standingWords = {
  normal: 'stands.normal',
  suspect: 'stands.suspect',
  accepted: 'stands.accepted',
  transferred: 'stands.transferred',
} as const satisfies Record<LotStanding, OfficeKey>

export const standingSigns = { normal: undefined, suspect: 'padlock', accepted: 'tick', transferred: 'arrow' } satisfies Record<
  LotStanding,
  SignName | undefined
>

const shortWords = { ...standingWords, suspect: 'stands.short-suspect', accepted: 'stands.short-accepted' } as const satisfies Record<
  LotStanding,
  OfficeKey
>

/** How a lot stands, in a colour, a sign and a word; what is normal needs none of them in a long list. */
export function StandingMark({ standing, always = false }: { standing: LotStanding | undefined; always?: boolean }) {
  const { t } = useWords()
  if (standing === undefined || (standing === 'normal' && !always)) return null
  const sign = standingSigns[standing]
  return (
    <span className={`standing standing-${standing}`} title={t(standingWords[standing])}>
      {sign && <Sign name={sign} size={12} />}
      {t(shortWords[standing])}
    </span>
  )
}

export type StandingOf = ReadonlyMap<number, LotStandings['lots'][number]>

export const STANDINGS_ASKED = 1000

/** How these lots stand, asked a thousand at a time; lots that come later do not ask for the earlier ones again. */
export function useStandings(lots: readonly number[]): StandingOf {
  const parts = Array.from({ length: Math.ceil(lots.length / STANDINGS_ASKED) }, (_, part) =>
    lots.slice(part * STANDINGS_ASKED, (part + 1) * STANDINGS_ASKED),
  )
  return useQueries({
    queries: parts.map(part => ({
      queryKey: ['standings', part.length, part[0], part.at(-1)],
      queryFn: ({ signal }: { signal: AbortSignal }) => client.standings(part, signal),
    })),
    combine: together,
  })
}

const together = (answers: readonly { data: LotStandings | undefined }[]): StandingOf =>
  new Map(answers.flatMap(({ data }) => data?.lots ?? []).map(one => [one.lot, one]))

/** What shapes, colours, signs and lines mean, the same under every picture of a trace. */
export function StandingLegend() {
  const { t } = useWords()
  return (
    <div className="standing-legend small quiet">
      <span>
        <Shape kind="vendorLot" size={14} /> {t('legend.vendorLot')}
      </span>
      <span>
        <Shape kind="lot" size={14} filled /> {t('stands.lot-left')}
      </span>
      <span>
        <Shape kind="lot" size={14} /> {t('stands.nothing-left')}
      </span>
      <span>
        <Shape kind="serial" size={14} /> {t('legend.serial')}
      </span>
      <span className="standing-suspect">
        <Sign name="padlock" /> {t('stands.short-suspect')}
      </span>
      <span className="standing-accepted">
        <Sign name="tick" /> {t('stands.use-or-rework')}
      </span>
      <span>
        <Sign name="arrow" /> {t('stands.transferred')}
      </span>
      <span>
        <Sign name="solid" size={16} /> {t('legend.certain')}
      </span>
      <span>
        <Sign name="dashed" size={16} /> {t('legend.possible')}
      </span>
    </div>
  )
}
