/** What an as-built record does not say. English is what the answer keeps; it is found again by it. */
export const enGaps = {
  'gap.operation': '{lot}: operation {operation} of {order} is not reported.',
  'gap.value': '{lot}: {value}, required at operation {operation}, is not recorded.',
  'gap.component': '{lot}: no lot of {material} is recorded in it.',
  'gap.removed': '{lot}: {material} was taken out and not replaced.',
  'gap.short': '{lot}: {built} of {expected} of {material} are recorded in it.',
  'gap.not-designed': '{lot}: {parts} is in it, but no operation of the order asks for it and no deviation allows it.',
  'gap.out-of-limits': '{lot}: {characteristic} was {value}, outside its limits, and no decision about it is recorded.',
  'gap.rework': '{lot}: rework was decided, but no work on it is reported since.',
  'gap.signature': 'The signature of {person} on {what} does not fit what it signed.',
} as const
