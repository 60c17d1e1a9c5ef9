import { useQuery } from '@tanstack/react-query'
import type { LotDetail } from '../../../client/index.ts'
import { client } from '../../app/api.ts'
import { useWords } from '../../app/words.tsx'
import { Skeleton, Trouble } from '../../parts/blank.tsx'
import { Documents } from '../../parts/documents.tsx'

/** Certificates and photos of the lot, and what belongs to its receipts, runs, shipments and material. */
export function DocumentsTab({ lot }: { lot: LotDetail }) {
  const { t } = useWords()
  const documents = useQuery({ queryKey: ['documents', 'lot', lot.id], queryFn: () => client.lotDocuments(lot.id) })
  if (documents.isError) return <Trouble error={documents.error} retry={() => void documents.refetch()} />
  if (!documents.data) return <Skeleton rows={3} height={120} />
  return (
    <Documents
      documents={documents.data}
      to={{ lot: { material: lot.material, number: lot.number } }}
      site={lot.site}
      empty={t('lot.documents-none')}
    />
  )
}
