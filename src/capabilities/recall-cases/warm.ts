/** What takes seconds to gather of a large case that is being worked on is gathered before somebody asks for it: what has grown, who got it, what lies where. */
import { growthOf } from '../recalls/growth.ts'
import { type RecallListed, recallsListed } from '../recalls/queries.ts'
import type { Services } from '../route.ts'
import { caseOf, fetchedNow } from './lists.ts'
import { toldOf } from './told.ts'

/** Of fewer lots it is gathered while somebody waits. */
const LARGE = 20_000
/** The newest of them: more are not worked on at a time. */
const CASES_MAX = 2
const LISTED_MAX = 100
const LOOK_MS = 20_000
/** However long it takes, most of the time is left to others. */
const REST = 10

export async function gatherLarge(services: Services, large = LARGE): Promise<RecallListed[]> {
  const before = { at: Number.MAX_SAFE_INTEGER, code: '', site: '' }
  const open = await recallsListed(services.pool, { open: true, kind: null, site: null, before, limit: LISTED_MAX })
  const found = open.filter(({ lots }) => lots > large).slice(0, CASES_MAX)
  for (const { site, recall } of found) {
    const one = await caseOf(services, site, recall)
    await growthOf(services, one.row, one.entries)
    await toldOf(services, one)
    await fetchedNow(services, one)
  }
  return found
}

interface KeptWarm {
  /** A large case is new: it is gathered now, or as soon as what is being gathered is done. */
  soon(): void
  stop(): void
}

/** Stopped, it gives up where it is: what it gathered is gone with the server. */
export function keptWarm(services: Services, onFault: (error: unknown) => void, large = LARGE): KeptWarm {
  let timer: NodeJS.Timeout | undefined
  let [isStopped, isLooking, isNew] = [false, false, false]
  const look = (): void => {
    const began = performance.now()
    clearTimeout(timer)
    isLooking = true
    isNew = false
    gatherLarge(services, large)
      .catch((error: unknown) => {
        if (!isStopped) onFault(error)
      })
      .finally(() => {
        isLooking = false
        if (!isStopped) timer = setTimeout(look, isNew ? 0 : Math.max(LOOK_MS, REST * (performance.now() - began))).unref()
      })
  }
  look()
  return {
    soon() {
      isNew = true
      if (!isLooking && !isStopped) look()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
