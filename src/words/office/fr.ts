import { frRefused } from '../refused/fr.ts'
import { frGaps } from '../refused/fr-gaps.ts'
import { frWhy } from '../refused/fr-why.ts'
import { frWhyOffice } from '../refused/fr-why-office.ts'
import type { Sentence } from '../sentence.ts'
import type { english } from './english.ts'
import { frAlerts } from './fr-alerts.ts'
import { frAsBuilt } from './fr-as-built.ts'
import { frAudit } from './fr-audit.ts'
import { frCase } from './fr-case.ts'
import { frClaims } from './fr-claims.ts'
import { frFloor } from './fr-floor.ts'
import { frFrame } from './fr-frame.ts'
import { frGenealogy } from './fr-genealogy.ts'
import { frGoods } from './fr-goods.ts'
import { frLot } from './fr-lot.ts'
import { frMaking } from './fr-making.ts'
import { frMeant } from './fr-meant.ts'
import { frParts } from './fr-parts.ts'
import { frQuestions } from './fr-questions.ts'
import { frRecall } from './fr-recall.ts'
import { frSetup } from './fr-setup.ts'
import { frVerbs } from './fr-verbs.ts'

export const fr: Readonly<Record<keyof typeof english, Sentence>> = {
  ...frFrame,
  ...frParts,
  ...frVerbs,
  ...frFloor,
  ...frSetup,
  ...frGoods,
  ...frCase,
  ...frQuestions,
  ...frMaking,
  ...frGenealogy,
  ...frLot,
  ...frAsBuilt,
  ...frAlerts,
  ...frAudit,
  ...frClaims,
  ...frRecall,
  ...frMeant,
  ...frGaps,
  ...frRefused,
  ...frWhy,
  ...frWhyOffice,
}
