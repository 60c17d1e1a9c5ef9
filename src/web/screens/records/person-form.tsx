import { Select, TagsInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { LANGUAGES } from '../../../words/index.ts'
import { useSite } from '../../app/site.tsx'
import { useWords } from '../../app/words.tsx'
import { Act } from '../../parts/act.tsx'
import { Refusal } from '../../parts/blank.tsx'
import '../../parts/form.css'
import { filled, useCapture } from '../../parts/use-capture.ts'

/** Somebody who reports, decides or signs. The badge is made with the labels, the PIN where it is set. */
export function PersonForm({ onDone }: { onDone: () => void }) {
  const { t } = useWords()
  const capture = useCapture(useSite())
  const answers = useQueryClient()
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [roles, setRoles] = useState<string[]>([])
  const [language, setLanguage] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const stated = { type: 'person', code: code.trim(), name: filled(name), language: language ?? undefined }
    if ((await capture.record({ ...stated, ...(roles.length > 0 ? { roles } : {}) })) === undefined) return
    await answers.invalidateQueries({ queryKey: ['person-records'] })
    onDone()
  }
  return (
    <form className="stack" onSubmit={event => void submit(event)}>
      <TextInput
        label={t('col.code')}
        description={t('people.code-what')}
        value={code}
        required
        error={capture.at('/code')}
        classNames={{ input: 'mono' }}
        data-autofocus
        onChange={event => setCode(event.currentTarget.value)}
      />
      <TextInput label={t('col.name')} value={name} onChange={event => setName(event.currentTarget.value)} />
      <TagsInput label={t('people.roles')} description={t('people.roles-what')} value={roles} onChange={setRoles} />
      <Select
        label={t('people.language')}
        description={t('people.language-what')}
        data={LANGUAGES.map(one => ({ value: one.code, label: one.name }))}
        value={language}
        clearable
        onChange={setLanguage}
      />
      {capture.fault && <Refusal code={capture.fault.code} detail={capture.fault.detail} />}
      <Act type="submit" loading={capture.busy} disabled={code.trim() === ''}>
        {t('common.record-it')}
      </Act>
    </form>
  )
}
