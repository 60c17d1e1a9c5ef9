/** The house mark is the product in one picture: a certain and a possible parent of one child. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke="currentColor">
      <path d="M12 8.500h2.500c3 0 2.500 7.500 5.500 7.500" strokeWidth="2.200" />
      <path d="M12 23.500h2.500c3 0 2.500-7.500 5.500-7.500" strokeWidth="2.200" strokeDasharray="3 2.400" />
      <rect x="2" y="4.500" width="10" height="8" rx="2.500" fill="currentColor" strokeWidth="1.500" />
      <rect x="2" y="19.500" width="10" height="8" rx="2.500" strokeWidth="2" strokeDasharray="3 2.200" />
      <rect x="19.500" y="11" width="11" height="10" rx="5" fill="currentColor" strokeWidth="1.500" />
    </svg>
  )
}
