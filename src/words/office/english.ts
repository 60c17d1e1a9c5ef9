import { enRefused } from '../refused/en.ts'
import { enGaps } from '../refused/en-gaps.ts'
import { enWhy } from '../refused/en-why.ts'
import { enWhyOffice } from '../refused/en-why-office.ts'
import { enAlerts } from './en-alerts.ts'
import { enAsBuilt } from './en-as-built.ts'
import { enAudit } from './en-audit.ts'
import { enCase } from './en-case.ts'
import { enClaims } from './en-claims.ts'
import { enFloor } from './en-floor.ts'
import { enFrame } from './en-frame.ts'
import { enGenealogy } from './en-genealogy.ts'
import { enGoods } from './en-goods.ts'
import { enLot } from './en-lot.ts'
import { enMaking } from './en-making.ts'
import { enMeant } from './en-meant.ts'
import { enParts } from './en-parts.ts'
import { enQuestions } from './en-questions.ts'
import { enRecall } from './en-recall.ts'
import { enSetup } from './en-setup.ts'
import { enVerbs } from './en-verbs.ts'

/** English is complete and decides the keys; every other language has each of them. */
export const english = {
  ...enFrame,
  ...enParts,
  ...enVerbs,
  ...enFloor,
  ...enSetup,
  ...enGoods,
  ...enCase,
  ...enQuestions,
  ...enMaking,
  ...enGenealogy,
  ...enLot,
  ...enAsBuilt,
  ...enAlerts,
  ...enAudit,
  ...enClaims,
  ...enRecall,
  ...enMeant,
  ...enGaps,
  ...enRefused,
  ...enWhy,
  ...enWhyOffice,
} as const
