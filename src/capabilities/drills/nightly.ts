/**
 * Drills that run by themselves. What was done is read from the ledger and nowhere else: names and ids follow from site, date and number, so
 * after a restart the night goes on where it stopped, and two servers on one database do the same drill once.
 */
import { uuid5 } from '../../base/id.ts'
import type { DrillPolicy } from '../booking/records.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../route.ts'
import { trace } from '../tracing/trace.ts'
import { beginDrill, drillFinished, stepDrill } from './drill.ts'
import { drillNamed, sitesWithNightly } from './queries.ts'

const VIA = 'nightly drill'
/** A namespace of our own (RFC 9562, version 5). */
const NAMESPACE = '6f0d6f64-6f6e-4c65-9c8b-6472696c6c73'
const LOOK_MS = 60_000

/** The date and the time of day where the plant is. */
export function clockAt(now: number, timeZone: string): { date: string; time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now)
  const part = (type: string): string => parts.find(one => one.type === type)?.value ?? ''
  return { date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` }
}

export const nightlyName = (date: string, number: number): string => `DN-${date.replaceAll('-', '')}-${String(number).padStart(2, '0')}`

/** Does what is due now and not done yet, and answers how many drills were finished. */
export async function runNightly(services: Services): Promise<number> {
  let finished = 0
  for (const { site, timeZone, drills } of await sitesWithNightly(services.pool)) {
    const { date, time } = clockAt(services.now(), timeZone)
    if (time < drills.at) continue
    for (let number = 1; number <= drills.nightly; number++)
      finished += (await runOne(services, { site, name: nightlyName(date, number), drills })) ? 1 : 0
  }
  return finished
}

interface Night {
  site: string
  name: string
  drills: DrillPolicy
}

async function runOne(services: Services, { site, name, drills }: Night): Promise<boolean> {
  const idOf = (act: string): string => uuid5(`${site}/${name}/${act}`, NAMESPACE)
  const known = await drillNamed(services.pool, site, name)
  if (known?.finishedAt) return false
  try {
    if (!known) await beginDrill(services, { site, drill: name, id: idOf('begin'), draw: { of: drills.of }, origin: 'nightly' }, VIA)
    if (!known?.tracedAt) {
      await traceOf(services, site, name)
      await stepDrill(services, { site, drill: name, id: idOf('traced'), step: 'traced' }, VIA)
    }
    await drillFinished(services, { site, drill: name, id: idOf('finish') }, VIA)
    return true
  } catch (error) {
    // Another server was quicker, or there is nothing to draw yet.
    if (error instanceof Problem && ['drill-exists', 'drill-step-taken', 'drill-finished', 'unknown-lot'].includes(error.code)) return false
    throw error
  }
}

/** The step says that the trace was answered, so it is asked for. */
async function traceOf({ engine, pool }: Services, site: string, name: string): Promise<void> {
  const drill = await drillNamed(pool, site, name)
  const seeds = (drill?.lots ?? []).map(lot => ({ ...lot, site }))
  await trace(engine, pool, { direction: 'forward', seeds })
}

/** Looks every minute; a night that was missed is made up for on the same day. */
export function scheduledDrills(services: Services, onFault: (error: unknown) => void): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  let isBusy = false
  const look = (): void => {
    if (isBusy) return
    isBusy = true
    running = runNightly(services)
      .catch(onFault)
      .finally(() => {
        isBusy = false
      })
  }
  look()
  const timer = setInterval(look, LOOK_MS)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
