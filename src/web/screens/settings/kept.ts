import type { SiteSettings } from '../../../client/index.ts'

/** A settings event states the whole record: what a form does not show is stated again as it was, or a save would end it. */
export const kept = (settings: SiteSettings): Partial<SiteSettings> =>
  Object.fromEntries(Object.entries(settings).filter(([key, value]) => key !== 'site' && value !== null))
