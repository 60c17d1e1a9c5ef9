import type { enGaps } from './en-gaps.ts'

export const esGaps: Readonly<Record<keyof typeof enGaps, string>> = {
  'gap.operation': '{lot}: la operación {operation} de {order} no está notificada.',
  'gap.value': '{lot}: {value}, obligatorio en la operación {operation}, no está registrado.',
  'gap.component': '{lot}: no consta ningún lote de {material} en él.',
  'gap.removed': '{lot}: {material} se sacó y no se sustituyó.',
  'gap.short': '{lot}: constan {built} de {expected} de {material}.',
  'gap.not-designed': '{lot}: contiene {parts}, pero ninguna operación de la orden lo pide y ninguna desviación lo permite.',
  'gap.out-of-limits': '{lot}: {characteristic} fue {value}, fuera de límites, y no consta ninguna decisión.',
  'gap.rework': '{lot}: se decidió retrabajo, pero desde entonces no consta ningún trabajo.',
  'gap.signature': 'La firma de {person} en {what} no corresponde a lo firmado.',
}
