import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Problem } from '../../client/index.ts'
import { Trouble } from '../parts/blank.tsx'
import { SignInScreen } from '../screens/sign-in/sign-in-screen.tsx'
import { client } from './api.ts'
import { useLanguage } from './language.ts'
import { Speaking } from './words.tsx'

export function useSession(enabled = true) {
  return useQuery({
    enabled,
    queryKey: ['session'],
    queryFn: client.session,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** Nothing is shown to a stranger; a one-time link (/#key=…) signs in by itself and leaves no key in the address bar. */
export function SessionGate({ children }: { children: ReactNode }) {
  const link = useOneTimeLink()
  // Asked only after the link has been tried: an earlier "not signed in" must not arrive later and win.
  const session = useSession(!link.busy)
  const language = useLanguage(session.data?.language)
  if (link.busy || session.isPending) return null
  if (session.data) return <Speaking language={language}>{children}</Speaking>
  const isStranger = session.error instanceof Problem && session.error.status === 401
  return (
    <Speaking language={language}>
      {isStranger ? (
        <SignInScreen refusal={link.refusal} />
      ) : (
        <div style={{ padding: 24, maxWidth: 640 }}>
          <Trouble error={session.error} retry={() => void session.refetch()} />
        </div>
      )}
    </Speaking>
  )
}

function useOneTimeLink(): { busy: boolean; refusal: string | undefined } {
  const answers = useQueryClient()
  const [key] = useState(() => /[#&]key=([^&]+)/.exec(window.location.hash)?.[1])
  const [busy, setBusy] = useState(key !== undefined)
  const [refusal, setRefusal] = useState<string>()
  useEffect(() => {
    if (key === undefined) return
    history.replaceState(history.state, '', window.location.pathname + window.location.search)
    client
      .signIn(decodeURIComponent(key))
      .then(session => answers.setQueryData(['session'], session))
      .catch((error: unknown) => setRefusal(error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false))
  }, [key, answers])
  return { busy, refusal }
}
