import { Link } from '@tanstack/react-router'
import type { LotDetail } from '../../../client/index.ts'
import { useWords } from '../../app/words.tsx'
import { TwoSidedTree } from '../trace/two-sided-tree.tsx'

export function GenealogyTab({ lot }: { lot: LotDetail }) {
  const { t } = useWords()
  return (
    <>
      <TwoSidedTree lot={lot} />
      <p className="small" style={{ marginTop: 12 }}>
        <Link to="/trace" search={{ lot: String(lot.id), view: 'table' }}>
          {t('lot.whole-trace')}
        </Link>
      </p>
    </>
  )
}
