import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { SETTINGS, type SiteSettings } from '../booking/records.ts'
import { recordNamed } from '../materials/queries.ts'
import { type Route, route, type Services } from '../route.ts'

export function settingsRoutes({ pool }: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/settings',
      role: 'reader',
      summary: 'What holds for a whole site',
      query: z.object({ site: z.string().default('main') }),
      answer: answers.SiteSettings,
      handle: async ({ query: { site } }) => {
        const body: SiteSettings = (await recordNamed(pool, 'settings', { site, code: SETTINGS })) ?? {}
        return {
          site,
          company: body.company ?? null,
          gs1CompanyPrefix: body.gs1CompanyPrefix ?? null,
          ssccExtension: body.ssccExtension ?? 0,
          variancePercent: body.variancePercent ?? null,
          shifts: body.shifts ?? null,
          timeZone: body.timeZone ?? null,
          signatures: body.signatures ?? null,
          machineValues: body.machineValues ?? null,
          returns: body.returns ?? null,
          drills: body.drills ?? null,
          as9102: body.as9102 ?? null,
        }
      },
    }),
  ]
}
