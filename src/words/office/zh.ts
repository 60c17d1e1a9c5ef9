import { zhRefused } from '../refused/zh.ts'
import { zhGaps } from '../refused/zh-gaps.ts'
import { zhWhy } from '../refused/zh-why.ts'
import { zhWhyOffice } from '../refused/zh-why-office.ts'
import type { Sentence } from '../sentence.ts'
import type { english } from './english.ts'
import { zhAlerts } from './zh-alerts.ts'
import { zhAsBuilt } from './zh-as-built.ts'
import { zhAudit } from './zh-audit.ts'
import { zhCase } from './zh-case.ts'
import { zhClaims } from './zh-claims.ts'
import { zhFloor } from './zh-floor.ts'
import { zhFrame } from './zh-frame.ts'
import { zhGenealogy } from './zh-genealogy.ts'
import { zhGoods } from './zh-goods.ts'
import { zhLot } from './zh-lot.ts'
import { zhMaking } from './zh-making.ts'
import { zhMeant } from './zh-meant.ts'
import { zhParts } from './zh-parts.ts'
import { zhQuestions } from './zh-questions.ts'
import { zhRecall } from './zh-recall.ts'
import { zhSetup } from './zh-setup.ts'
import { zhVerbs } from './zh-verbs.ts'

export const zh: Readonly<Record<keyof typeof english, Sentence>> = {
  ...zhFrame,
  ...zhParts,
  ...zhVerbs,
  ...zhFloor,
  ...zhSetup,
  ...zhGoods,
  ...zhCase,
  ...zhQuestions,
  ...zhMaking,
  ...zhGenealogy,
  ...zhLot,
  ...zhAsBuilt,
  ...zhAlerts,
  ...zhAudit,
  ...zhClaims,
  ...zhRecall,
  ...zhMeant,
  ...zhGaps,
  ...zhRefused,
  ...zhWhy,
  ...zhWhyOffice,
}
