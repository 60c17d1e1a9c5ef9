/** The stories told in the house's shapes: an oval vendor lot, lots, serial pills, a circle for the machine, a box for the container. */
export function StoryPicture({ index }: { index: number }) {
  return (
    <svg
      className="story-picture"
      viewBox="0 0 260 84"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
    >
      {pictures[index] ?? pictures[0]}
    </svg>
  )
}

const pictures = [
  <g key="bar">
    <ellipse cx="34" cy="42" rx="26" ry="16" className="picture-bad" />
    <path d="M60 42c18 0 16-24 34-24M60 42h34" />
    <path d="M60 42c18 0 16 24 34 24" strokeDasharray="5 4" />
    <rect x="94" y="8" width="42" height="20" rx="6" className="picture-bad" />
    <rect x="94" y="32" width="42" height="20" rx="6" className="picture-bad" />
    <rect x="94" y="56" width="42" height="20" rx="6" strokeDasharray="5 4" />
    <path d="M136 18h30M136 42h30" />
    <path d="M136 66h30" strokeDasharray="5 4" />
    <rect x="166" y="11" width="34" height="14" rx="7" className="picture-bad" />
    <rect x="166" y="35" width="34" height="14" rx="7" className="picture-bad" />
    <rect x="166" y="59" width="34" height="14" rx="7" strokeDasharray="5 4" />
    <path d="M212 18h30m-8-7 8 7-8 7M212 42h30m-8-7 8 7-8 7" />
  </g>,
  <g key="drift">
    <path d="M8 20h244M8 64h244" strokeDasharray="2 6" strokeWidth="1.600" />
    <path d="M12 46l22-5 20 6 22-8 20 3 22-9 20-2 22-9 18 1 22-12 26-6" />
    {[34, 76, 118, 160].map((x, index) => (
      <circle key={x} cx={x} cy={[41, 39, 33, 22][index]} r="4.500" className="picture-fill" />
    ))}
    {[200, 226].map((x, index) => (
      <circle key={x} cx={x} cy={[11, 7][index]} r="6" className="picture-bad" />
    ))}
  </g>,
  <g key="label">
    <path d="M20 30h76v42H20zM14 18h88v12H14z" />
    <rect x="34" y="42" width="48" height="18" rx="5" className="picture-bad" />
    <path d="M110 48h38" strokeDasharray="5 4" />
    <path d="m122 38 14 20m0-20-14 20" className="picture-bad-line" />
    <path d="M164 30h76v42h-76zM158 18h88v12h-88z" />
    <rect x="178" y="42" width="48" height="18" rx="5" className="picture-fill" />
  </g>,
]
