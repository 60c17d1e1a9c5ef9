import { IconAlertTriangleFilled } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { StationQuestion } from '../../../client/index.ts'
import type { Message } from '../../../words/index.ts'
import { EntryForm } from './entry-form.tsx'
import { Pad } from './pad.tsx'
import { TakeForm } from './take-form.tsx'
import { Unbroken } from './unbroken.tsx'
import { ValueList } from './value-list.tsx'
import { useWords } from './words.tsx'

interface Props {
  question: StationQuestion
  /** What to do, and what has happened so far. */
  advice: Message | null
  answer: (text: string) => void
  answerWithFile: (prefix: string, kind: 'photo' | 'file', file: File) => Promise<void>
  /** Something is on its way to the server, and its answer not here yet. */
  isSending: boolean
  /** What the question is about. */
  children: ReactNode
}

/** One question, answers as large as a hand; the number keys answer as well. */
export function QuestionCard({ question, advice, answer: send, answerWithFile, isSending, children }: Props) {
  const { m } = useWords()
  const answer = useOneAnswer(send, isSending)
  const { input } = question
  const hasForm = input !== null && input.kind !== 'choice'
  return (
    <section className={hasForm ? 'question question-split' : 'question'} aria-labelledby="question-title">
      <div className="question-left">
        <Asked question={question} />
        {advice && <p className="question-advice">{m(advice)}</p>}
        {question.fields && <ValueList fields={question.fields} answer={answer} />}
        <Answers question={question} answer={answer} />
        {children}
      </div>
      {input && (input.kind === 'quantity' || input.kind === 'number' || input.kind === 'secret') && <Pad input={input} enter={answer} />}
      {input && (input.kind === 'photo' || input.kind === 'file') && <TakeForm input={input} kind={input.kind} enter={answerWithFile} />}
      {input && (input.kind === 'text' || input.kind === 'date') && <EntryForm input={input} enter={answer} />}
    </section>
  )
}

/** Pressed twice while the first press is on its way, the second would answer the question that comes next: it is the same answer. */
function useOneAnswer(send: (text: string) => void, isSending: boolean): (text: string) => void {
  const isAnswered = useRef(false)
  return text => {
    if (isAnswered.current && isSending) return
    isAnswered.current = true
    send(text)
  }
}

function Asked({ question }: { question: StationQuestion }) {
  const { m } = useWords()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus({ preventScroll: true }), [])
  return (
    <h2 id="question-title" className="question-title" ref={title} tabIndex={-1}>
      <IconAlertTriangleFilled size={64} aria-hidden="true" />
      <span>
        <Unbroken text={m(question.message)} />
      </span>
    </h2>
  )
}

function Answers({ question, answer }: { question: StationQuestion; answer: (text: string) => void }) {
  const { m } = useWords()
  const choices = choicesOf(question)
  const hasKeys = takesNumberKeys(question)
  useNumberKeys(hasKeys ? choices.map(choice => choice.text) : [], answer)
  if (choices.length === 0) return null
  return (
    <ul className="answers">
      {choices.map((choice, index) => (
        <li key={choice.text}>
          <button
            type="button"
            className={choice.primary ? 'kiosk-button kiosk-primary answer' : 'kiosk-button answer'}
            onClick={() => answer(choice.text)}
          >
            {hasKeys && index < 9 && <kbd className="answer-key">{index + 1}</kbd>}
            <span>
              <Pieces text={choice.label === undefined ? (choice.word ?? '') : m(choice.label)} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The elements of a GS1 label each stay whole: (10) is not broken after its 1. */
function Pieces({ text }: { text: string }) {
  const pieces = text.split(/(?=\(\d{2,4}\))/)
  if (pieces.length < 2) return text
  return pieces.map(piece => (
    <bdi key={piece} className="answer-piece">
      {piece}
    </bdi>
  ))
}

/** While a number is entered the number keys are its digits. */
const takesNumberKeys = ({ input }: StationQuestion): boolean => input === null || input.kind === 'choice' || input.kind === 'text'

interface Choice {
  text: string
  primary: boolean
  label?: StationQuestion['answers'][number]['label']
  word?: string
}

/** A choice that is a value of the plant (a scrap reason, a colour) is shown as the plant writes it. */
function choicesOf({ answers, input }: StationQuestion): Choice[] {
  const values = (input?.choices ?? []).filter(word => answers.every(answer => answer.text !== input?.prefix + word))
  return [
    ...values.map(word => ({ text: (input?.prefix ?? '') + word, primary: false, word })),
    ...answers.map(one => ({ text: one.text, primary: one.primary === true, label: one.label })),
  ]
}

function useNumberKeys(texts: string[], answer: (text: string) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement) return
      const text = /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey ? texts[Number(event.key) - 1] : undefined
      if (text === undefined) return
      event.preventDefault()
      answer(text)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}
