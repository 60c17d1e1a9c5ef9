import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { Shape, type ShapeKind } from './shape.tsx'
import { Sign } from './signs.tsx'

const kinds: [ShapeKind, string][] = [
  ['lot', 'lot'],
  ['serial', 'serial'],
  ['vendorLot', 'vendor lot'],
  ['operation', 'operation'],
  ['container', 'container'],
  ['shipment', 'shipment'],
]

/** Paper cannot be hovered: every printed page set ends with the meaning of its shapes. */
export function PrintLegend() {
  const printedAt = usePrintedAt()
  return (
    <footer className="print-only print-legend">
      {kinds.map(([kind, word]) => (
        <span key={kind}>
          <Shape kind={kind} size={11} /> {word}
        </span>
      ))}
      <span>
        <Shape kind="lot" filled size={11} /> quantity left
      </span>
      <span>
        <Sign name="solid" size={13} /> certain
      </span>
      <span>
        <Sign name="dashed" size={13} /> possible
      </span>
      <span>printed {printedAt}</span>
    </footer>
  )
}

function usePrintedAt(): string {
  const [at, setAt] = useState('')
  useEffect(() => {
    const stamp = () => flushSync(() => setAt(`${new Date().toISOString().slice(0, 16)}Z`))
    window.addEventListener('beforeprint', stamp)
    return () => window.removeEventListener('beforeprint', stamp)
  }, [])
  return at
}
