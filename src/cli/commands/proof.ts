import { Argument, type Command } from 'commander'
import type { AskedEvent, Proof, ProofStep } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT } from '../failure.ts'
import type { Paint } from '../output.ts'
import { clean } from '../table.ts'
import { bounds, certaintyText, count, lotName, paintCertainty, time } from '../words.ts'
import { addSeedOptions, questionOf, type SeedFlags } from './seeds.ts'

interface ProofFlags extends SeedFlags {
  lotMaterial?: string
}

export function addProof(program: Command, add: Add): void {
  const command = program
    .command('proof')
    .description('why a lot is in a trace: the shortest chain of events that put it there, and what would take it out')
    .addArgument(new Argument('<direction>', 'of the trace: forward or back').choices(['forward', 'back']))
    .argument('<seed>', 'the lot the trace starts from')
    .argument('<lot>', 'the lot in the answer')
    .option('--lot-material <code>', 'the material of the lot in the answer, where several bear the number')
  add<[Proof['direction'], string, string, ProofFlags]>(addSeedOptions(command), async (context, direction, seed, lot, flags) => {
    const { site } = context.options
    const { seeds, asKnownAt } = questionOf([seed], flags, site)
    const asked = {
      number: lot,
      ...(flags.lotMaterial === undefined ? {} : { material: flags.lotMaterial }),
      ...(site === undefined ? {} : { site }),
    }
    const question = { direction, seeds, lot: asked, ...(asKnownAt === undefined ? {} : { asKnownAt }) }
    const proof = await withServer(context, { asks: true }, ({ client }) => client.proof(question))
    if (context.out.json) await context.out.document(proof)
    else await context.out.lines(proofText(proof, context.out.paint))
    return proof.reached ? EXIT.done : EXIT.notFound
  })
}

export function* proofText(proof: Proof, paint: Paint): Generator<string> {
  const { sequence, time: known } = proof.knownAt
  yield paint.bold(verdict(proof)) + paint.dim(`, as known at ${sequence}${known === null ? '' : ` (${time(known)})`}`)
  for (const [index, step] of proof.steps.entries()) yield* stepText(step, index + 1, paint)
  if (proof.wouldTakeItOut) yield* outText(proof.wouldTakeItOut, paint)
}

function verdict({ lot, seeds, reached, isSeed, certainty, steps, direction }: Proof): string {
  const from = seeds.map(lotName).join(', ')
  if (isSeed) return `${lotName(lot)} is where the trace starts`
  if (!reached || certainty === null)
    return `${lotName(lot)} is not in the trace ${direction} from ${from}: no chain of events leads there in time`
  return `${lotName(lot)} is ${certainty === 'certain' ? 'certainly' : 'possibly'} in the trace ${direction} from ${from}, by ${count(steps.length, 'step')}`
}

function* stepText(step: ProofStep, place: number, paint: Paint): Generator<string> {
  const amount = step.quantity === null ? 'an unknown quantity' : bounds(step.quantity)
  const certainty = paintCertainty(certaintyText(step.certainty), step.certainty, paint)
  yield ''
  yield `${place}. ${certainty}  ${paint.bold(lotName(step.from))} → ${paint.bold(lotName(step.into))}  ${amount}, ${step.how}`
  for (const event of step.events) yield `   ${eventText(event)}`
}

function eventText({ type, sequence, at, by, workCenter, station, workOrder }: AskedEvent): string {
  const where = [workCenter, station].filter(Boolean).join(', ')
  return clean(
    `#${sequence} ${type}  ${time(at)}${where ? ` at ${where}` : ''}${by ? ` by ${by}` : ''}${workOrder ? ` for ${workOrder}` : ''}`,
  )
}

function* outText({ alone, times, together }: NonNullable<Proof['wouldTakeItOut']>, paint: Paint): Generator<string> {
  yield* ['', paint.bold('WHAT WOULD TAKE IT OUT')]
  for (const { sentence } of [...alone, ...times]) yield `- ${clean(sentence)}`
  if (together) yield `- ${clean(together.sentence)}`
}
