import { Argument, type Command } from 'commander'
import type { Trace } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import { lotName } from '../words.ts'
import { addSeedOptions, questionOf, type SeedFlags, wholeTrace } from './seeds.ts'
import { timelineText } from './timeline-text.ts'
import { traceText } from './trace-text.ts'

interface TraceFlags extends SeedFlags {
  timeline?: boolean
}

export function addTrace(program: Command, add: Add): void {
  const command = program
    .command('trace')
    .description('forward: where a lot went, to the customers; back: what is in it, to the vendors')
    .addArgument(new Argument('<direction>', 'forward or back').choices(['forward', 'back']))
    .argument('[number]', 'lot or serial number, or any other identifier of it; none with --container alone')
    .option('--timeline', 'what happened instead, in the order of time: received, made and shipped, lots of one run or event together')
  add<[Trace['direction'], string | undefined, TraceFlags]>(
    addSeedOptions(command),
    async (context, direction, number, { timeline, ...flags }): Promise<Exit> => {
      const numbers = number === undefined ? [] : [number]
      if (number === undefined && flags.container === undefined)
        throw new Failure(EXIT.usage, 'invalid-request', 'Name a lot or serial, or --container CODE.')
      const question = { direction, ...questionOf(numbers, flags, context.options.site) }
      if (timeline) {
        const told = await withServer(context, { asks: true }, ({ client }) => client.timelineOfTrace(question))
        if (context.out.json) await context.out.document(told)
        else await context.out.lines(timelineText(told, context.out.paint))
        return EXIT.done
      }
      const trace = await withServer(context, { asks: true }, ({ client }) => wholeTrace(client, question))
      if (context.out.json) await context.out.document(trace)
      else await context.out.lines(traceText(trace, seedNames(trace) || number || '', context.out.paint))
      return EXIT.done
    },
  )
}

/** The lots it really started from: the number asked for may be a vendor's. */
const seedNames = ({ seeds }: Trace): string => seeds.map(lotName).join(', ')
