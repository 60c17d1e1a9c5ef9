import type { enGaps } from './en-gaps.ts'

export const deGaps: Readonly<Record<keyof typeof enGaps, string>> = {
  'gap.operation': '{lot}: Arbeitsgang {operation} von {order} ist nicht gemeldet.',
  'gap.value': '{lot}: {value}, verlangt bei Arbeitsgang {operation}, ist nicht erfasst.',
  'gap.component': '{lot}: kein Los von {material} ist darin erfasst.',
  'gap.removed': '{lot}: {material} wurde ausgebaut und nicht ersetzt.',
  'gap.short': '{lot}: {built} von {expected} {material} sind darin erfasst.',
  'gap.not-designed': '{lot}: {parts} ist darin, aber kein Arbeitsgang des Auftrags verlangt es und keine Sonderfreigabe erlaubt es.',
  'gap.out-of-limits': '{lot}: {characteristic} war {value}, außerhalb der Grenzen, und keine Entscheidung darüber ist erfasst.',
  'gap.rework': '{lot}: Nacharbeit wurde entschieden, aber seither ist keine Arbeit daran gemeldet.',
  'gap.signature': 'Die Unterschrift von {person} auf {what} passt nicht zu dem, was unterschrieben wurde.',
}
