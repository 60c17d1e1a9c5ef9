import { Button, PasswordInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Mark } from '../../parts/mark.tsx'
import './sign-in.css'

export function SignInScreen({ refusal }: { refusal?: string | undefined }) {
  const { t } = useWords()
  const answers = useQueryClient()
  const [key, setKey] = useState('')
  const [trouble, setTrouble] = useState(refusal)
  const [busy, setBusy] = useState(false)
  const signIn = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      answers.setQueryData(['session'], await client.signIn(key.trim()))
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={event => void signIn(event)}>
        <div className="sign-in-mark">
          <Mark size={40} />
          <span>Genealot</span>
        </div>
        <h1>{t('sign-in.title')}</h1>
        <p className="quiet">{t('sign-in.text')}</p>
        <PasswordInput
          label={t('sign-in.token')}
          value={key}
          onChange={event => setKey(event.currentTarget.value)}
          error={trouble}
          autoComplete="current-password"
          name="token"
          size="md"
          required
          withAsterisk={false}
          data-autofocus
        />
        <Button type="submit" size="md" loading={busy} disabled={key.trim() === ''}>
          {t('sign-in.title')}
        </Button>
        <p className="small quiet">{t('sign-in.none')}</p>
      </form>
    </main>
  )
}
