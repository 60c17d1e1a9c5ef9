import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { LANGUAGES } from '../../../words/index.ts'
import { client } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal, Skeleton } from '../../parts/blank.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { type Fault, faultOf } from '../../parts/fault.ts'
import { useCapture } from '../../parts/use-capture.ts'

/** A text for each language; a preview shows it as the first customer of that language will get it. */
export function LetterDialog({ recall, first, onClose }: { recall: string; first: string; onClose: () => void }) {
  const { t } = useWords()
  const site = useSite()
  const [language, setLanguage] = useState(first)
  const known = useQuery({
    queryKey: ['caseLetter', site, recall, language],
    queryFn: () => client.caseLetter(recall, { language, ...(site ? { site } : {}) }),
  })
  return (
    <Dialog opened onClose={onClose} title={t('case-letter.title')} size={760}>
      <NativeSelect
        label={t('case-letter.language')}
        value={language}
        onChange={event => setLanguage(event.currentTarget.value)}
        data={LANGUAGES.map(one => ({
          value: one.code,
          label: one.machineMade ? t('case-letter.machine-made', { language: one.name }) : one.name,
        }))}
      />
      {known.data ? (
        <LetterForm
          key={language}
          recall={recall}
          language={language}
          before={known.data.text}
          fields={known.data.fields}
          onClose={onClose}
        />
      ) : (
        <Skeleton rows={6} />
      )}
    </Dialog>
  )
}

function LetterForm(props: { recall: string; language: string; before: string; fields: string[]; onClose: () => void }) {
  const { t, rich } = useWords()
  const { recall, language, onClose } = props
  const site = useSite()
  const capture = useCapture(site)
  const [text, setText] = useState(props.before)
  const [shown, setShown] = useState<{ subject: string; text: string } | null>()
  const [fault, setFault] = useState<Fault>()
  const preview = async () => {
    setFault(undefined)
    try {
      setShown(await client.letterPreview(recall, { text, language, ...(site ? { site } : {}) }))
    } catch (error) {
      setFault(faultOf(error))
    }
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if ((await capture.record({ type: 'recallLetter', recall, text, language })) !== undefined) onClose()
  }
  const said = fault ?? capture.fault
  return (
    <form className="stack" onSubmit={event => void submit(event)}>
      <Textarea
        label={t('case-letter.text')}
        description={t('case-letter.text-what', { lots: '{lots}' })}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
        rows={14}
        required
        data-autofocus
      />
      <p className="small">
        {rich('case-letter.fields', { fields: <span className="mono">{props.fields.map(field => `{${field}}`).join(' ')}</span> })}
      </p>
      {said && <Refusal code={said.code} detail={said.detail} />}
      {shown && (
        <section className="letter-shown" aria-label={t('case-letter.preview')}>
          <strong>{shown.subject}</strong>
          <p>{shown.text}</p>
        </section>
      )}
      <div className="row">
        <Act type="submit" loading={capture.busy} disabled={text.trim() === ''}>
          {t('case-letter.keep')}
        </Act>
        <Button variant="default" onClick={() => void preview()}>
          {t('case-letter.preview')}
        </Button>
      </div>
    </form>
  )
}
