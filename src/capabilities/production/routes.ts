import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, negate, parseQuantity } from '../../base/quantity.ts'
import { cut, momentCursor, pageOf } from '../paging.ts'
import { notFound } from '../problem.ts'
import { type Route, route, type Services } from '../route.ts'
import { linesOfRuns, peopleOfRuns, type RunFacts, type RunLine, runNamed, runsStarted, valuesOfRun } from './queries.ts'

const query = z.object({
  open: z
    .enum(['true', 'false'])
    .transform(text => text === 'true')
    .optional(),
  site: z.string().optional(),
  ...pageOf(100),
})

export function productionRoutes(services: Services): Route[] {
  return [
    route({
      method: 'GET',
      path: '/runs',
      role: 'reader',
      summary: 'Runs, newest first: what is loaded, what was produced, who',
      query,
      answer: answers.paged('runs', answers.Run),
      handle: async ({ query: { open = null, site = null, limit, cursor } }) => {
        const found = await runsStarted(services.pool, { open, site, before: momentCursor(cursor), limit: limit + 1 })
        const { rows, next } = cut(found, limit, run => [run.startedAt, run.run, run.site])
        return { runs: await shownRuns(services, rows), next }
      },
    }),
    route({
      method: 'GET',
      path: '/runs/:run',
      role: 'reader',
      summary: 'One run, with its values',
      query: z.object({ site: z.string().optional() }),
      answer: answers.RunPage,
      handle: async ({ params, query: { site = null } }) => {
        const [facts] = await runNamed(services.pool, params.run ?? '', site)
        if (!facts) throw notFound(`There is no run "${params.run ?? ''}".`)
        const [[run], values] = await Promise.all([shownRuns(services, [facts]), valuesOfRun(services.pool, facts)])
        if (!run) throw new Error('a run that is there is shown')
        return { ...run, values: values.map(value => ({ ...value, at: formatInstant(value.at) })) }
      },
    }),
  ]
}

async function shownRuns({ pool }: Services, runs: readonly RunFacts[]): Promise<answers.Run[]> {
  const [lines, people] = await Promise.all([linesOfRuns(pool, runs), peopleOfRuns(pool, runs)])
  const isOf =
    (run: RunFacts) =>
    (row: { site: string; run: string }): boolean =>
      row.site === run.site && row.run === run.run
  return runs.map(run =>
    shownRun(
      run,
      lines.filter(isOf(run)),
      people.filter(isOf(run)).map(row => row.by),
    ),
  )
}

function shownRun(run: RunFacts, lines: readonly RunLine[], people: string[]): answers.Run {
  return {
    ...run,
    startedAt: formatInstant(run.startedAt),
    finishedAt: run.finishedAt === null ? null : formatInstant(run.finishedAt),
    loads: lines.filter(line => line.kind === 'loaded').map(line => loadOf(line, lines, run.finishedAt)),
    outputs: lines
      .filter(line => line.kind === 'produced')
      .map(line => ({
        lot: lotOf(line),
        unit: line.unit,
        quantity: exact(line.delta),
        scrap: exact(line.scrap),
        at: formatInstant(line.at),
      })),
    lots: lines
      .filter(line => line.kind === 'worked')
      .map(line => ({
        lot: lotOf(line),
        unit: line.unit,
        quantity: exact(line.worked ?? '0'),
        scrap: exact(line.scrap),
        at: formatInstant(line.at),
        type: line.type,
      })),
    people,
  }
}

const exact = (numeric: string): string => formatQuantity(parseQuantity(numeric))
const lotOf = ({ lot, material, number }: RunLine): answers.RunLot['lot'] => ({ id: lot, material, number })

/** Loaded until it was taken off, or the run was finished; null while it is still there. A lot that is only connected has no quantity. */
function loadOf(load: RunLine, lines: readonly RunLine[], finishedAt: number | null): answers.RunLoad {
  const off = lines.find(line => line.kind === 'unloaded' && line.lot === load.lot && line.position === load.position && line.at >= load.at)
  const until = off?.at ?? finishedAt
  const taken = negate(parseQuantity(load.delta))
  return {
    lot: lotOf(load),
    unit: load.unit,
    position: load.position,
    quantity: taken === 0n ? null : formatQuantity(taken),
    at: formatInstant(load.at),
    until: until === null ? null : formatInstant(until),
  }
}
