import type { enGaps } from './en-gaps.ts'

export const frGaps: Readonly<Record<keyof typeof enGaps, string>> = {
  'gap.operation': '{lot} : l’opération {operation} de {order} n’est pas déclarée.',
  'gap.value': '{lot} : {value}, obligatoire à l’opération {operation}, n’est pas enregistrée.',
  'gap.component': '{lot} : aucun lot de {material} n’y est enregistré.',
  'gap.removed': '{lot} : {material} a été retiré et non remplacé.',
  'gap.short': '{lot} : {built} sur {expected} de {material} y sont enregistrés.',
  'gap.not-designed': '{lot} : {parts} s’y trouve, mais aucune opération de l’ordre ne le demande et aucune dérogation ne le permet.',
  'gap.out-of-limits': '{lot} : {characteristic} était {value}, hors limites, et aucune décision n’est enregistrée.',
  'gap.rework': '{lot} : une reprise a été décidée, mais aucun travail n’est déclaré depuis.',
  'gap.signature': 'La signature de {person} sur {what} ne correspond pas à ce qui a été signé.',
}
