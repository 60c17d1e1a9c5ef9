import { deRefused } from '../refused/de.ts'
import { deGaps } from '../refused/de-gaps.ts'
import { deWhy } from '../refused/de-why.ts'
import { deWhyOffice } from '../refused/de-why-office.ts'
import type { Sentence } from '../sentence.ts'
import { deAlerts } from './de-alerts.ts'
import { deAsBuilt } from './de-as-built.ts'
import { deAudit } from './de-audit.ts'
import { deCase } from './de-case.ts'
import { deClaims } from './de-claims.ts'
import { deFloor } from './de-floor.ts'
import { deFrame } from './de-frame.ts'
import { deGenealogy } from './de-genealogy.ts'
import { deGoods } from './de-goods.ts'
import { deLot } from './de-lot.ts'
import { deMaking } from './de-making.ts'
import { deMeant } from './de-meant.ts'
import { deParts } from './de-parts.ts'
import { deQuestions } from './de-questions.ts'
import { deRecall } from './de-recall.ts'
import { deSetup } from './de-setup.ts'
import { deVerbs } from './de-verbs.ts'
import type { english } from './english.ts'

export const de: Readonly<Record<keyof typeof english, Sentence>> = {
  ...deFrame,
  ...deParts,
  ...deVerbs,
  ...deFloor,
  ...deSetup,
  ...deGoods,
  ...deCase,
  ...deQuestions,
  ...deMaking,
  ...deGenealogy,
  ...deLot,
  ...deAsBuilt,
  ...deAlerts,
  ...deAudit,
  ...deClaims,
  ...deRecall,
  ...deMeant,
  ...deGaps,
  ...deRefused,
  ...deWhy,
  ...deWhyOffice,
}
