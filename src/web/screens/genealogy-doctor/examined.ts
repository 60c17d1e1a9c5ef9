import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { GenealogyCheck, GenealogyCheckName } from '../../../client/index.ts'
import { client } from '../../app/api.ts'

const names = Object.keys({
  'used-before-made': 1,
  'more-out-than-in': 2,
  'two-parents': 3,
  'left-before-made': 4,
  'before-the-run': 5,
  orphan: 6,
  'dead-end': 7,
  unexplained: 8,
  'forgotten-run': 9,
} satisfies Record<GenealogyCheckName, number>) as GenealogyCheckName[]

const PAGE = 100

/** Check after check, so that each count is there as soon as it is known: every one of them reads the whole site. */
export function useExamined(site: string): { examined: GenealogyCheck[]; pending: number; error: Error | null; retry: () => void } {
  const [asked, setAsked] = useState(1)
  const answers = useQueries({
    queries: names.map((check, index) => ({
      queryKey: ['genealogy-doctor', site, check],
      queryFn: async ({ signal }: { signal: AbortSignal }) => (await client.genealogyDoctor({ site, check, limit: PAGE }, signal)).checks,
      enabled: index < asked,
      staleTime: 60_000,
    })),
  })
  const done = answers.findIndex(({ data }) => data === undefined)
  const known = done < 0 ? names.length : done
  useEffect(() => setAsked(known + 1), [known])
  const failed = answers.find(({ error }) => error !== null)
  return {
    examined: answers.slice(0, known).flatMap(({ data = [] }) => data),
    pending: names.length - known,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  }
}
