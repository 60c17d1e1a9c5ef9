import { SegmentedControl } from '@mantine/core'
import { IconDice } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type DrawnFrom, type DrillBegin, newId, Problem } from '../../../client/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useHindrance } from '../../app/rights.ts'
import { seedText } from '../../app/search-params.ts'
import { useSite } from '../../app/site.tsx'
import { labelled, useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import { LotPicker } from '../../parts/lot-picker.tsx'
import { Panel } from '../../parts/panel.tsx'

const kinds = [
  { value: 'any', label: 'drills.from-any' },
  { value: 'raw', label: 'drills.from-raw' },
  { value: 'finished', label: 'drills.from-finished' },
] as const

/** With the lot the clock begins, so there is nothing to fill in before it. */
export function BeginDrill() {
  const words = useWords()
  const { t } = words
  const [of, setOf] = useState<DrawnFrom>('any')
  const { begin, busy, problem } = useBegin()
  const hindrance = useHindrance()
  return (
    <Panel title={t('drills.begin')}>
      <div className="drill-begin">
        <div className="row">
          <SegmentedControl data={labelled(kinds, words)} value={of} onChange={value => setOf(value)} aria-label={t('drills.from')} />
          <Act leftSection={<IconDice size={18} />} loading={busy} onClick={() => void begin({ draw: { of } })}>
            {t('drills.draw')}
          </Act>
        </div>
        {hindrance === undefined ? (
          <div className="drill-choose">
            <LotPicker
              label={t('drills.choose')}
              placeholder={t('drills.choose-how')}
              onPick={lot => void begin({ seeds: [{ material: lot.material, number: lot.number }] })}
            />
          </div>
        ) : (
          <p className="small quiet">{hindrance}</p>
        )}
        {problem && <Refusal code={problem.code} detail={problem.message} />}
      </div>
    </Panel>
  )
}

function useBegin() {
  const { t } = useWords()
  const site = useSite()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const begin = async (what: Pick<DrillBegin, 'draw' | 'seeds'>) => {
    setBusy(true)
    setProblem(undefined)
    try {
      const { drill } = await client.beginDrill({ ...what, id: newId(), ...(site ? { site } : {}) })
      const { lots } = await client.drill(drill, site ? { site } : {})
      await navigate({ to: '/recall', search: { drill, seed: lots.map(seedText) } })
      void forgetAnswers()
    } catch (error) {
      setProblem(
        error instanceof Problem ? error : new Problem({ title: t('drills.not-begun'), status: 0, code: 'fault', detail: String(error) }),
      )
    } finally {
      setBusy(false)
    }
  }
  return { begin, busy, problem }
}
