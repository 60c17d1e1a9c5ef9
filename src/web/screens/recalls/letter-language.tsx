import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { type CaseCustomer, newId } from '../../../client/index.ts'
import { LANGUAGES } from '../../../words/index.ts'
import { client, forgetAnswers } from '../../app/api.ts'
import { useSite } from '../../app/site.tsx'
import { useWords, type Words } from '../../app/words.tsx'
import { Trouble } from '../../parts/blank.tsx'

/** In which language this customer is written to: a fact about the customer, so it holds for the next case as well. */
export function LetterLanguage({ customer, disabled }: { customer: CaseCustomer; disabled: boolean }) {
  const words = useWords()
  const site = useSite()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const choose = async (language: string) => {
    setBusy(true)
    setError(undefined)
    try {
      await restate(customer.customer, language, site, words)
      await forgetAnswers()
    } catch (trouble) {
      setError(trouble)
    }
    setBusy(false)
  }
  return (
    <>
      <NativeSelect
        aria-label={words.t('case-letter.language-of', { customer: customer.name ?? customer.customer })}
        className="letter-language no-print"
        size="xs"
        value={customer.language}
        disabled={busy || disabled}
        onChange={event => void choose(event.currentTarget.value)}
        data={LANGUAGES.map(one => ({ value: one.code, label: one.name }))}
      />
      {error !== undefined && <Trouble error={error} />}
    </>
  )
}

/** What else is recorded of the customer stays as it is. */
async function restate(code: string, language: string, site: string | undefined, { t }: Words): Promise<void> {
  const of = site === undefined ? {} : { site }
  const partners = await client.partners({ search: code, ...of })
  const known = partners.find(one => one.code === code)
  if (known === undefined) throw new Error(t('case-letter.no-partner', { code }))
  const { since: _, ...stated } = { since: '', ...known }
  const [result] = await client.capture([{ ...stated, ...of, type: 'partner', language, id: newId(), at: new Date().toISOString() }])
  if (result?.status === 'refused') throw new Error(result.detail ?? t('refusal.not-recorded'))
}
