import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { useWords } from '../app/words.tsx'
import { Shape, type ShapeKind } from './shape.tsx'
import { Sign } from './signs.tsx'
import { absoluteTime } from './when.tsx'

const KINDS = ['lot', 'serial', 'vendorLot', 'operation', 'container', 'shipment'] as const satisfies readonly ShapeKind[]

/** Paper cannot be hovered: every printed page set ends with the meaning of its shapes. */
export function PrintLegend() {
  const words = useWords()
  const { t } = words
  const printedAt = usePrintedAt()
  return (
    <footer className="print-only print-legend">
      {KINDS.map(kind => (
        <span key={kind}>
          <Shape kind={kind} size={11} /> {t(`legend.${kind}`)}
        </span>
      ))}
      <span>
        <Shape kind="lot" filled size={11} /> {t('legend.left')}
      </span>
      <span>
        <Sign name="solid" size={13} /> {t('legend.certain')}
      </span>
      <span>
        <Sign name="dashed" size={13} /> {t('legend.possible')}
      </span>
      <span>
        {t('print.printed')} {printedAt && absoluteTime(printedAt, false, words)}
      </span>
    </footer>
  )
}

function usePrintedAt(): string {
  const [at, setAt] = useState('')
  useEffect(() => {
    const stamp = () => flushSync(() => setAt(new Date().toISOString()))
    window.addEventListener('beforeprint', stamp)
    return () => window.removeEventListener('beforeprint', stamp)
  }, [])
  return at
}
