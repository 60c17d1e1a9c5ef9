import { esRefused } from '../refused/es.ts'
import { esGaps } from '../refused/es-gaps.ts'
import { esWhy } from '../refused/es-why.ts'
import { esWhyOffice } from '../refused/es-why-office.ts'
import type { Sentence } from '../sentence.ts'
import type { english } from './english.ts'
import { esAlerts } from './es-alerts.ts'
import { esAsBuilt } from './es-as-built.ts'
import { esAudit } from './es-audit.ts'
import { esCase } from './es-case.ts'
import { esClaims } from './es-claims.ts'
import { esFloor } from './es-floor.ts'
import { esFrame } from './es-frame.ts'
import { esGenealogy } from './es-genealogy.ts'
import { esGoods } from './es-goods.ts'
import { esLot } from './es-lot.ts'
import { esMaking } from './es-making.ts'
import { esMeant } from './es-meant.ts'
import { esParts } from './es-parts.ts'
import { esQuestions } from './es-questions.ts'
import { esRecall } from './es-recall.ts'
import { esSetup } from './es-setup.ts'
import { esVerbs } from './es-verbs.ts'

export const es: Readonly<Record<keyof typeof english, Sentence>> = {
  ...esFrame,
  ...esParts,
  ...esVerbs,
  ...esFloor,
  ...esSetup,
  ...esGoods,
  ...esCase,
  ...esQuestions,
  ...esMaking,
  ...esGenealogy,
  ...esLot,
  ...esAsBuilt,
  ...esAlerts,
  ...esAudit,
  ...esClaims,
  ...esRecall,
  ...esMeant,
  ...esGaps,
  ...esRefused,
  ...esWhy,
  ...esWhyOffice,
}
