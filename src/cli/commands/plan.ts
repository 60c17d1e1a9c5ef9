/** Collection plans: what is measured or recorded of each material, and when. */
import type { Command } from 'commander'
import type { PlannedCharacteristic } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import { type Column, table } from '../table.ts'
import { amount, count } from '../words.ts'
import { readJson, recordOne, siteOf } from './recorded.ts'

interface StateFlags {
  by?: string
  reason?: string
}

const EXAMPLE = `
Example, a diameter of every fifth part and a photo of each lot:
  echo '[{"code":"diameter","kind":"number","unit":"mm","min":"19.98","max":"20.02","sample":{"oneIn":5},"outOfRange":"hold","required":true},
         {"code":"surface","kind":"photo","at":"finish","required":true}]' | genealot plan state GEAR - --by anna --reason "Customer drawing C"
  genealot plan show GEAR --json | jq '.characteristics[0].max = "20.03"' | genealot plan state GEAR -`

export function addPlan(program: Command, add: Add): void {
  const plan = program
    .command('plan')
    .description('collection plans: what is recorded of a material at receipt, start, finish and shipment')
  add<[]>(plan.command('list').description('materials that have a plan'), list)
  add<[string]>(plan.command('show').description('the plan of one material').argument('<material>'), show)
  const state = plan
    .command('state')
    .description('states the whole plan of a material; it replaces the one before, which stays in the history')
    .argument('<material>')
    .argument('<file>', 'JSON: a list of characteristics, or the answer of `plan show --json`; - for standard input')
    .option('--by <person>', 'who states it')
    .option('--reason <text>', 'why')
    .addHelpText('after', EXAMPLE)
  add<[string, string, StateFlags]>(state, statePlan)
}

const plansOf = (context: Context) => withServer(context, { asks: true }, ({ client }) => client.collectionPlans(siteOf(context).site))

async function list(context: Context): Promise<Exit> {
  const { out } = context
  const plans = (await plansOf(context)).filter(({ characteristics }) => characteristics.length > 0)
  if (out.json) await out.document({ plans })
  else if (plans.length === 0) out.note('No material has a plan: genealot plan state --help shows how one is stated.')
  else
    await out.lines(
      table(
        plans,
        [
          { title: 'material', value: row => row.material },
          { title: 'asks for', value: row => row.characteristics.map(({ code }) => code).join(', ') },
        ],
        out.paint.dim,
      ),
    )
  return EXIT.done
}

async function show(context: Context, material: string): Promise<Exit> {
  const { out } = context
  const plan = (await plansOf(context)).find(one => one.material === material)
  if (!plan)
    throw new Failure(
      EXIT.notFound,
      'unknown-plan',
      `Material ${material} has no collection plan: genealot plan list names those that have one.`,
    )
  await (out.json ? out.document(plan) : out.lines(table(plan.characteristics, COLUMNS, out.paint.dim)))
  return EXIT.done
}

const COLUMNS: Column<PlannedCharacteristic>[] = [
  { title: 'characteristic', value: row => row.code },
  { title: 'kind', value: row => row.kind ?? 'number' },
  { title: 'limits', value: row => limitsOf(row) },
  { title: 'at', value: row => [row.at ?? 'finish', placeOf(row)].filter(Boolean).join(' ') },
  { title: 'sample', value: ({ sample }) => sampleOf(sample) },
  { title: 'required', value: row => (row.required === true ? 'yes' : '') },
  { title: 'missing', value: row => (row.required === true ? (row.missing ?? 'stop') : '') },
  { title: 'out of limits', value: row => row.outOfRange },
]

const limitsOf = ({ min, max, unit, choices }: PlannedCharacteristic): string =>
  choices ? choices.join(' | ') : amount(min === undefined && max === undefined ? '' : `${min ?? ''}…${max ?? ''}`, unit)

const placeOf = ({ operation, workCenter }: PlannedCharacteristic): string =>
  [operation === undefined ? '' : `operation ${operation}`, workCenter ?? ''].filter(Boolean).join(' ')

function sampleOf(sample: PlannedCharacteristic['sample']): string {
  if (!sample) return ''
  if (sample.count !== undefined) return String(sample.count)
  return sample.oneIn === undefined ? `${sample.percent ?? ''} %` : `1 in ${sample.oneIn}`
}

async function statePlan(context: Context, material: string, file: string, { by, reason }: StateFlags): Promise<Exit> {
  const characteristics = characteristicsIn(readJson(file), file)
  const said = { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { note: reason }) }
  return recordOne(
    context,
    { type: 'collectionPlan', material, characteristics, ...said },
    { sentence: `The plan of ${material} asks for ${count(characteristics.length, 'characteristic')}`, meaning: 'approved' },
  )
}

function characteristicsIn(stated: unknown, file: string): unknown[] {
  if (Array.isArray(stated)) return stated
  if (stated !== null && typeof stated === 'object' && 'characteristics' in stated && Array.isArray(stated.characteristics))
    return stated.characteristics
  throw new Failure(EXIT.usage, 'no-plan', `${file} holds no list of characteristics: genealot plan state --help shows an example.`)
}
