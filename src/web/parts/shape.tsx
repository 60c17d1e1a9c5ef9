/**
 * One picture language, the same on screen, in trees, in pictures and in print:
 * a lot is a rounded rectangle (filled when quantity is left), a serial a pill, a vendor lot an oval,
 * an operation a circle, a container a box with a lid, a shipment an arrow leaving.
 */
export type ShapeKind = 'lot' | 'serial' | 'vendorLot' | 'operation' | 'container' | 'shipment' | 'receipt'

export interface ShapeProps {
  kind: ShapeKind
  filled?: boolean
  dashed?: boolean
  size?: number
}

export function Shape({ kind, filled = false, dashed = false, size = 20 }: ShapeProps) {
  return (
    <svg
      className="shape"
      width={size * 1.25}
      height={size}
      viewBox="0 0 25 20"
      aria-hidden="true"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinejoin="round"
      strokeLinecap="round"
      strokeDasharray={dashed ? '3.2 2.6' : undefined}
    >
      {outlines[kind]}
    </svg>
  )
}

export const outlines = {
  lot: <rect x="2" y="3" width="21" height="14" rx="4" />,
  serial: <rect x="2" y="5.500" width="21" height="9" rx="4.500" />,
  vendorLot: <ellipse cx="12.500" cy="10" rx="10.500" ry="7" />,
  operation: <circle cx="12.500" cy="10" r="7.500" />,
  container: <path d="M3.500 7.500h18v10h-18zM2 3h21v4.500H2z" />,
  shipment: <path fill="none" d="M3 10h17M14 4l6.500 6-6.500 6" />,
  receipt: <path fill="none" d="M3 10h15M11.500 4l6.500 6-6.500 6M22.500 3v14" />,
} satisfies Record<ShapeKind, unknown>

export function shapeOfLot(lot: { kind: string; vendorLot?: string | null }): ShapeKind {
  if (lot.kind === 'serial') return 'serial'
  return lot.vendorLot ? 'vendorLot' : 'lot'
}
