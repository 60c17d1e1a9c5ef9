import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { AskedPrint, Client, LabelForm } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit } from '../failure.ts'
import { parseCount } from '../options.ts'
import { theLot } from './as-built.ts'

interface LabelFlags {
  material?: string
  printer?: string
  template?: string
  copies?: number
  reason?: string
  pdf?: string
  svg?: string
  zpl?: string
}

export function addLabel(program: Command, add: Add): void {
  const label = program.command('label').description('labels of lots and serials')
  const print = label
    .command('print')
    .description('prints the label of a lot, or writes it to a file instead')
    .argument('<number>', 'lot or serial number, or any other identifier of it')
    .option('--material <code>', 'the material, where lots of several bear the number')
    .option('--printer <code>', 'the printer; default: the usual one')
    .option('--template <code>', 'the template; default: the one for this material and label size')
    .option('--copies <n>', 'how many', parseCount)
    .option('--reason <text>', 'why it is printed again')
    .option('--pdf <file>', 'write the label there and print nothing (- for standard output)')
    .option('--svg <file>', 'the same as SVG')
    .option('--zpl <file>', 'the same as ZPL')
  add<[string, LabelFlags]>(print, printLabel)
}

async function printLabel(context: Context, number: string, flags: LabelFlags): Promise<Exit> {
  const { out, options } = context
  const wanted = {
    number,
    ...(flags.material === undefined ? {} : { material: flags.material }),
    ...(options.site === undefined ? {} : { site: options.site }),
  }
  const form = (['pdf', 'svg', 'zpl'] as const).find(one => flags[one] !== undefined)
  const answer = await withServer(context, { asks: form !== undefined }, async ({ client }) => {
    const lot = await theLot(client, wanted)
    return form === undefined ? printed(client, lot, flags) : written(client, lot.id, { form, ...flags })
  })
  if (answer instanceof Uint8Array) await keep(context, answer, (form && flags[form]) ?? '-')
  else if (out.json) await out.document({ prints: answer })
  else
    for (const asked of answer)
      out.note(`${asked.label} is in the queue of ${asked.printer ?? 'no printer'}${asked.copy > 0 ? `, copy ${asked.copy}` : ''}.`)
  return EXIT.done
}

async function printed(client: Client, lot: { id: number; site: string }, flags: LabelFlags): Promise<AskedPrint[]> {
  const { printer, template, copies, reason } = flags
  const given = Object.fromEntries(Object.entries({ printer, template, copies, reason }).filter(([, value]) => value !== undefined))
  return client.print({ site: lot.site, labels: [{ lot: lot.id }], ...given })
}

async function written(client: Client, id: number, { form, template }: { form: LabelForm; template?: string }): Promise<Uint8Array> {
  const blob = await client.labelOfLot(id, form, template === undefined ? {} : { template })
  return new Uint8Array(await blob.arrayBuffer())
}

async function keep({ out }: Context, bytes: Uint8Array, file: string): Promise<void> {
  if (file === '-') return await out.write(bytes)
  writeFileSync(file, bytes)
  out.note(`Written to ${file}.`)
}
