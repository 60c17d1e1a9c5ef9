import { QueryCache, QueryClient } from '@tanstack/react-query'
import { createClient, Problem } from '../../client/index.ts'

export const client = createClient()

/** One cache for all screens. A refusal is an answer, so only an unreachable server is asked again. */
export const questions: QueryClient = new QueryClient({
  // A session that has ended leads back to the sign-in, from whichever screen noticed it first.
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (error instanceof Problem && error.status === 401 && query.queryKey[0] !== 'session')
        void questions.invalidateQueries({ queryKey: ['session'] })
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => error instanceof Problem && error.unavailable && failures < 2,
    },
  },
})

/** After something was recorded every shown answer may be old. */
export function forgetAnswers(): Promise<void> {
  return questions.invalidateQueries()
}
