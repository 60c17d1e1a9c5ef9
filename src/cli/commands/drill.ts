/** Drills: begin one with chosen lots or a drawn one, say what is done, finish it, and compare. */
import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import type { DrawnFrom, Drill, DrillListed, DrillStep, Readiness } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'
import { amount, count, lotName, time } from '../words.ts'
import { jobEnded } from './case-job.ts'

export function addDrill(program: Command, add: Add): void {
  const drill = program.command('drill').description('recall drills: a clock, a scorecard, nothing held')
  const start = drill
    .command('start')
    .description('begin a drill with these lots; its clock runs from here')
    .argument('<number...>', 'the lots it starts from')
    .option('--material <code>', 'the material, where lots of several bear the number')
    .option('--name <code>', 'its name; otherwise the next of DR-0001, DR-0002 …')
  add<[string[], { material?: string; name?: string }]>(start, async (context, numbers, { material, name }) =>
    begin(context, { seeds: numbers.map(number => ({ number, ...(material === undefined ? {} : { material }) })), ...named(name) }),
  )
  const random = drill
    .command('random')
    .description('begin a drill with a lot that the server draws; the seed it drew with is recorded')
    .addOption(new Option('--of <what>', 'what it is drawn from').choices(['raw', 'finished', 'any']).default('any'))
    .option('--seed <text>', 'draw with this seed instead')
    .option('--name <code>', 'its name; otherwise the next of DR-0001, DR-0002 …')
  add<[{ of: DrawnFrom; seed?: string; name?: string }]>(random, async (context, { of, seed, name }) =>
    begin(context, { draw: { of, ...(seed === undefined ? {} : { seed }) }, ...named(name) }),
  )
  const step = drill
    .command('step')
    .description('say that a step is done: traced (the trace was read), stock (it was located), customers (they were named)')
    .argument('<drill>')
    .argument('<step>', 'traced, stock or customers')
  add<[string, DrillStep]>(step, async (context, name, done): Promise<Exit> => {
    const recorded = await withServer(context, { asks: false }, ({ client }) =>
      client.stepDrill(name, { step: done, ...siteOf(context.options.site) }),
    )
    await (context.out.json
      ? context.out.document(recorded)
      : context.out.lines([`Recorded for ${name}: ${done} (#${recorded.sequence}).`]))
    return EXIT.done
  })
  add<[string]>(drill.command('finish').description('finish a drill: its scorecard is worked out and kept').argument('<drill>'), finish)
  add<[string, { pdf?: string }]>(
    drill
      .command('show')
      .description('a drill with its scorecard, beside the one before')
      .argument('<drill>')
      .option('--pdf <file>', 'write the scorecard there as a document instead (- for standard output)'),
    show,
  )
  add<[]>(drill.command('list').description('drills, newest first, and how ready the site is'), list)
}

const siteOf = (site: string | undefined): { site?: string } => (site === undefined ? {} : { site })
const named = (name: string | undefined): { drill?: string } => (name === undefined ? {} : { drill: name })

async function begin(context: Context, body: { seeds?: { number: string }[]; draw?: { of: DrawnFrom }; drill?: string }): Promise<Exit> {
  const shown = await withServer(context, { asks: false }, async ({ client }) => {
    const site = siteOf(context.options.site)
    const { drill } = await client.beginDrill({ ...body, ...site })
    return client.drill(drill, site)
  })
  if (context.out.json) await context.out.document(shown)
  else await context.out.lines(begunText(shown))
  return EXIT.done
}

function* begunText({ drill, lots, drawn, at }: Drill): Generator<string> {
  yield `Drill ${drill} has begun at ${time(at)} with ${lots.map(lotName).join(', ')}.`
  if (drawn) yield `Drawn from ${count(drawn.among, 'lot')} with seed ${drawn.seed}.`
  yield `Trace it (genealot recall simulate ${lots[0]?.number ?? ''}), then: genealot drill finish ${drill}`
}

const finish = async (context: Context, name: string): Promise<Exit> => {
  const done = await withServer(context, { asks: false }, async ({ client }) => {
    const site = siteOf(context.options.site)
    await jobEnded(context, client, await client.finishDrill(name, site))
    return client.drill(name, site)
  })
  if (context.out.json) await context.out.document(done)
  else await context.out.lines(drillText(done, context.out.paint))
  return EXIT.done
}

const show = async (context: Context, name: string, { pdf }: { pdf?: string }): Promise<Exit> => {
  const site = siteOf(context.options.site)
  const { out } = context
  if (pdf !== undefined) {
    const paper = await withServer(context, { asks: true }, async ({ client }) => (await client.drillDocument(name, site)).arrayBuffer())
    if (pdf === '-') await out.write(new Uint8Array(paper))
    else {
      writeFileSync(pdf, new Uint8Array(paper))
      out.note(`Written to ${pdf}.`)
    }
    return EXIT.done
  }
  const found = await withServer(context, { asks: true }, ({ client }) => client.drill(name, site))
  await (out.json ? out.document(found) : out.lines(drillText(found, out.paint)))
  return EXIT.done
}

const duration = (ms: number | null): string =>
  ms === null ? '' : ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`

function* drillText(one: Drill, paint: Paint): Generator<string> {
  const { scorecard: card, marks, before } = one
  yield paint.bold(`Drill ${one.drill}, begun ${time(one.at)} with ${one.lots.map(lotName).join(', ')}`)
  if (one.drawn)
    yield `Drawn from ${count(one.drawn.among, 'lot')} (${one.drawn.of}) with seed ${one.drawn.seed}: ${one.drawsAgain ? 'it is drawn again so' : paint.yellow('it does not come out again')}.`
  if (!card || !marks) {
    yield 'It is not finished.'
    return
  }
  const asked = `within ${marks.minutesMax} min, ${marks.percentMin} % accounted for`
  yield one.passed ? paint.green(`Passed (${asked}).`) : paint.yellow(`Not passed (${asked}).`)
  yield `Traced in ${duration(one.traceMs)}, finished in ${duration(one.finishMs)}; ${card.percent} % accounted for.`
  if (before?.score)
    yield `Before (${before.drill}): traced in ${duration(before.traceMs)}, finished in ${duration(before.finishMs)}; ${before.score.percent} %.`
  yield `${count(card.lots, 'lot')} forward (${card.certain} certain, ${card.possible} possible) to ${count(card.customers, 'customer')}; ${count(card.origins, 'lot')} back to ${count(card.vendors, 'vendor')}.`
  for (const row of card.balance)
    yield `${row.unit}: made ${row.made} = on hand ${row.onHand} + in process ${row.inProcess} + shipped ${row.shipped} + scrapped ${row.scrapped} + samples ${row.sampled} + counted down ${row.adjusted} + sent back ${row.sentBack} + into next lots ${row.onward} + unaccounted ${row.unaccounted}`
  for (const gap of card.gaps) yield paint.yellow(`${gap.code}: ${gap.count}, ${gap.lots.slice(0, 5).map(lotName).join(', ')}`)
  for (const lot of card.unaccounted.lots) yield paint.yellow(`Unaccounted: ${amount(lot.quantity, lot.unit)} of ${lotName(lot)}`)
}

const list = async (context: Context): Promise<Exit> => {
  const site = siteOf(context.options.site)
  const found = await withServer(context, { asks: true }, async ({ client }) => ({
    readiness: await client.readiness(site),
    ...(await client.drills(site)),
  }))
  if (context.out.json) await context.out.document(found)
  else await context.out.lines(listText(found, context.out.paint))
  return EXIT.done
}

function* listText({ drills, readiness }: { drills: DrillListed[]; readiness: Readiness }, paint: Paint): Generator<string> {
  yield readinessText(readiness)
  if (drills.length === 0) return
  yield* table<DrillListed>(
    drills,
    [
      { title: 'drill', value: row => row.drill, paint: text => paint.bold(text) },
      { title: 'begun', value: row => time(row.at) },
      { title: 'lots', value: row => row.lots.map(lotName).join(', ') },
      { title: 'how', value: row => row.origin },
      { title: 'traced', value: row => duration(row.traceMs), align: 'right' },
      { title: 'finished', value: row => duration(row.finishMs), align: 'right' },
      { title: '%', value: row => row.score?.percent ?? '', align: 'right' },
      { title: 'gaps', value: row => row.score?.gaps ?? '', align: 'right' },
      { title: 'unaccounted', value: row => row.score?.unaccounted ?? '', align: 'right' },
      { title: 'passed', value: row => (row.passed === null ? 'open' : row.passed ? 'yes' : 'no') },
    ],
    paint.dim,
  )
}

function readinessText({ score, drills, passed, accounted, clean, weights }: Readiness): string {
  if (score === null) return 'No drill was finished lately: genealot drill random begins one.'
  return `Readiness ${score}: ${weights.passed} × ${passed} of ${drills} passed + ${weights.accounted} × ${accounted} % accounted for + ${weights.clean} × ${clean} % of the lots without gap or loss.`
}
