/** What in the genealogy cannot be, and what mends it. The installation has a doctor of its own. */
import { type Command, Option } from 'commander'
import type { GenealogyDoctor } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { withServer } from '../connection.ts'
import { EXIT } from '../failure.ts'
import { parseCount } from '../options.ts'
import type { Paint } from '../output.ts'
import { clean } from '../table.ts'

interface DoctorFlags {
  check?: string
  forgottenAfter?: number
  limit?: number
  cursor?: string
}

export function addGenealogyDoctor(program: Command, add: Add): void {
  const command = program
    .command('genealogy-doctor')
    .description('what in the record cannot be or stops without a reason, and what mends it; 1 when something is found')
    .option('--check <name>', 'only this one')
    .addOption(new Option('--forgotten-after <hours>', 'an open run nobody touched for so long counts as forgotten').argParser(parseCount))
    .addOption(new Option('--limit <number>', 'so many findings of each').argParser(parseCount))
    .option('--cursor <cursor>', 'with --check: the findings after those, as the answer before said')
  add<[DoctorFlags]>(command, async (context, flags) => {
    const { site } = context.options
    const answer = await withServer(context, { asks: true }, ({ client }) =>
      client.genealogyDoctor({ ...flags, ...(site === undefined ? {} : { site }) }),
    )
    if (context.out.json) await context.out.document(answer)
    else await context.out.lines(doctorText(answer, context.out.paint))
    return answer.ok ? EXIT.done : EXIT.fault
  })
}

function* doctorText({ checks }: GenealogyDoctor, paint: Paint): Generator<string> {
  for (const { check, title, ok, total, findings, next, remedy } of checks) {
    const count = total === 0 ? '' : ` ${total.toLocaleString('en')}`
    yield `${ok ? paint.green('ok  ') : paint.red('BAD ')}  ${title}${count} ${paint.dim(`(${check})`)}`
    for (const { detail, event } of findings) yield `        ${clean(detail)}${event ? paint.dim(` #${event.sequence}`) : ''}`
    if (next !== null) yield paint.dim(`        and more: --check ${check} --cursor ${next}`)
    if (!ok) yield `        ${paint.bold('→')} ${remedy.text} ${paint.dim(`(event: ${remedy.event})`)}`
  }
}
