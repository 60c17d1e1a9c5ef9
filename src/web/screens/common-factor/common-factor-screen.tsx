import { Button, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { client } from '../../app/api.ts'
import { numbersIn } from '../../app/numbers.ts'
import { useSite } from '../../app/site.tsx'
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
      <PageHead
        title="Common factor"
        text="What failed lots or serials share and good ones do not: lots at any depth, loads, machines, people, orders, times. Looking changes nothing."
      />
      <Question asked={asked} onAsk={ask} busy={answer.isFetching} />
      {asked.failed.length === 0 && (
        <Blank
          title="What failed?"
          text="Paste the numbers that came back. If only a machine, a person, a time or a value is known, ask for its lots first."
        >
          <Link className="button" to="/seeds">
            Lots by question
          </Link>
          <Link className="button" to="/complaints">
            Complaints
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
  const [failed, setFailed] = useState(asked.failed.join('\n'))
  const [good, setGood] = useState(asked.good.join('\n'))
  const [material, setMaterial] = useState(asked.material)
  const numbers = numbersIn(failed)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (numbers.length > 0) onAsk({ failed: numbers, good: numbersIn(good), material: material.trim() })
  }
  return (
    <Panel className="no-print factor-question" label="The question">
      <form className="factor-form" onSubmit={submit}>
        <Textarea
          label={numbers.length > 0 ? `Failed lots or serials (${numbers.length.toLocaleString('en')})` : 'Failed lots or serials'}
          description="Paste them, one a line"
          placeholder={'SN-1001\nSN-1002'}
          value={failed}
          onChange={event => setFailed(event.currentTarget.value)}
          autosize
          minRows={4}
          maxRows={10}
          spellCheck={false}
        />
        <Textarea
          label="Good ones"
          description="Left empty: lots of the same material from the same time"
          value={good}
          onChange={event => setGood(event.currentTarget.value)}
          autosize
          minRows={4}
          maxRows={10}
          spellCheck={false}
        />
        <div className="factor-ask">
          <TextInput
            label="Material"
            description="Where a number means several"
            value={material}
            onChange={event => setMaterial(event.currentTarget.value)}
            spellCheck={false}
          />
          <Button type="submit" loading={busy} disabled={numbers.length === 0}>
            Find what they share
          </Button>
        </div>
      </form>
    </Panel>
  )
}
