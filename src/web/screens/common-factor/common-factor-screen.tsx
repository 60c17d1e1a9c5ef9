import { Button, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { client } from '../../app/api.ts'
import { numbersIn } from '../../app/numbers.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Blank, Skeleton, Trouble } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { PageHead, Panel } from '../../parts/panel.tsx'
import { QuestionTabs } from '../../parts/question-tabs.tsx'
import './common-factor.css'
import { Factors } from './factors.tsx'

interface Asked {
  failed: string[]
  good: string[]
  material: string
}

/** An address much longer than this does not arrive everywhere. */
const ADDRESS_MAX = 4000

export function CommonFactorScreen() {
  const { t } = useWords()
  const { failed = [], good = [], material } = useSearch({ from: '/common-factor' })
  const navigate = useNavigate({ from: '/common-factor' })
  const [asked, setAsked] = useState<Asked>({ failed, good, material: material ?? '' })
  const site = useSite()
  const answer = useQuery({
    queryKey: ['common-factor', asked, site],
    queryFn: ({ signal }) => {
      const lots = (numbers: string[]) => numbers.map(number => ({ number, ...(asked.material ? { material: asked.material } : {}) }))
      const failedLots = lots(asked.failed)
      const goodLots = asked.good.length > 0 ? { good: lots(asked.good) } : {}
      return client.commonFactors({ failed: failedLots, ...goodLots, ...(site ? { site } : {}), limit: 500 }, signal)
    },
    enabled: asked.failed.length > 0 && site !== undefined,
  })
  const ask = (question: Asked) => {
    setAsked(question)
    const isShort = [...question.failed, ...question.good].join('').length < ADDRESS_MAX
    void navigate({
      search: before => ({
        ...before,
        failed: isShort && question.failed.length > 0 ? question.failed : undefined,
        good: isShort && question.good.length > 0 ? question.good : undefined,
        material: question.material || undefined,
      }),
    })
  }
  return (
    <>
      <QuestionTabs />
      <PageHead title={t('factor.title')} text={t('factor.text')} />
      <Question asked={asked} onAsk={ask} busy={answer.isLoading} />
      {asked.failed.length === 0 && (
        <Blank title={t('factor.what-failed')} text={t('factor.what-failed-text')}>
          <Link className="button" to="/seeds">
            {t('seeds.title')}
          </Link>
          <Link className="button" to="/complaints">
            {t('place.complaints')}
          </Link>
        </Blank>
      )}
      {answer.isError && <Trouble error={answer.error} retry={() => void answer.refetch()} />}
      {asked.failed.length > 0 && answer.isPending && <Skeleton rows={8} />}
      {answer.data && !answer.isError && <Factors answer={answer.data} />}
    </>
  )
}

function Question({ asked, onAsk, busy }: { asked: Asked; onAsk: (asked: Asked) => void; busy: boolean }) {
  const { t } = useWords()
  const [failed, setFailed] = useState(asked.failed.join('\n'))
  const [good, setGood] = useState(asked.good.join('\n'))
  const [material, setMaterial] = useState(asked.material)
  const numbers = numbersIn(failed)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (numbers.length > 0) onAsk({ failed: numbers, good: numbersIn(good), material: material.trim() })
  }
  return (
    <Panel className="no-print factor-question" label={t('questions.the-question')}>
      <form className="factor-form" onSubmit={submit}>
        <Textarea
          label={numbers.length > 0 ? t('factor.failed-field-count', { count: numbers.length }) : t('factor.failed-field')}
          description={t('factor.one-a-line')}
          placeholder={['SN-1001', 'SN-1002'].join('\n')}
          value={failed}
          onChange={event => setFailed(event.currentTarget.value)}
          autosize
          minRows={4}
          maxRows={10}
          spellCheck={false}
        />
        <Textarea
          label={t('factor.good-field')}
          description={t('factor.good-field-what')}
          value={good}
          onChange={event => setGood(event.currentTarget.value)}
          autosize
          minRows={4}
          maxRows={10}
          spellCheck={false}
        />
        <div className="factor-ask">
          <TextInput
            label={t('col.material')}
            description={t('factor.material-what')}
            value={material}
            onChange={event => setMaterial(event.currentTarget.value)}
            spellCheck={false}
          />
          <Button type="submit" loading={busy} disabled={numbers.length === 0}>
            {t('factor.find')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
