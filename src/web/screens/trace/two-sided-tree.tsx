import { useState } from 'react'
import type { LotDetail } from '../../../client/index.ts'
import { LinkTree } from './link-tree-view.tsx'
import './tree.css'

/** Ancestors left, descendants right; on narrow screens one at a time. */
export function TwoSidedTree({ lot, find }: { lot: LotDetail; find?: string | undefined }) {
  const [side, setSide] = useState<'up' | 'down'>(lot.wentInto.total === 0 && lot.madeFrom.total > 0 ? 'up' : 'down')
  return (
    <div className="two-sided" data-side={side}>
      <fieldset className="two-sided-switch no-print">
        <legend className="hidden-text">Direction</legend>
        <button type="button" aria-pressed={side === 'up'} onClick={() => setSide('up')}>
          ← Made from
        </button>
        <button type="button" aria-pressed={side === 'down'} onClick={() => setSide('down')}>
          Went into →
        </button>
      </fieldset>
      <LinkTree lot={lot} direction="up" find={find} />
      <LinkTree lot={lot} direction="down" find={find} />
    </div>
  )
}
