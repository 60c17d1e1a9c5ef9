/** Signs that stand beside a state's word; each has its own silhouette, so that no meaning hangs on colour alone. */
export type SignName = 'tick' | 'triangle' | 'octagon' | 'padlock' | 'solid' | 'dashed' | 'empty' | 'ring' | 'arrow' | 'cross' | 'clock'

export function Sign({ name, size = 14 }: { name: SignName; size?: number }) {
  return (
    <svg
      className="sign"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {drawings[name]}
    </svg>
  )
}

export const drawings = {
  tick: <path d="M2.500 8.500 6.500 12.500 13.500 4" />,
  triangle: <path d="M8 2.200 14.500 13.500h-13zM8 7v2.500M8 11.700v.1" strokeWidth="1.600" />,
  octagon: <path d="M5.300 1.500h5.400l3.800 3.800v5.400l-3.800 3.800H5.300l-3.800-3.800V5.300zM5.500 8h5" strokeWidth="1.600" />,
  padlock: <path d="M3 7.500h10v6.500H3zM5 7.500V5a3 3 0 0 1 6 0v2.500" strokeWidth="1.800" />,
  solid: <path d="M1.500 8h13" strokeWidth="3" strokeLinecap="butt" />,
  dashed: <path d="M1 8h14" strokeWidth="3" strokeLinecap="butt" strokeDasharray="4 3" />,
  empty: <rect x="2" y="4" width="12" height="8" rx="2.500" strokeWidth="1.600" />,
  ring: <circle cx="8" cy="8" r="5.500" />,
  arrow: <path d="M1.500 8h12M9 3.500 13.500 8 9 12.500" />,
  cross: <path d="m3.500 3.500 9 9m0-9-9 9" />,
  clock: <path d="M8 1.800a6.200 6.200 0 1 1 0 12.400A6.200 6.200 0 0 1 8 1.800zM8 4.500V8l2.500 1.700" strokeWidth="1.600" />,
} satisfies Record<SignName, unknown>
