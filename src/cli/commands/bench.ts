import { type Command, Option } from 'commander'
import type { Add } from '../add.ts'
import type { BenchReport, BenchResult } from '../doors.ts'
import { EXIT, type Exit } from '../failure.ts'
import { parseCount } from '../options.ts'
import type { Paint } from '../output.ts'
import { table } from '../table.ts'

interface BenchFlags {
  lots?: number
}

export function addBench(program: Command, add: Add): void {
  const command = program
    .command('bench')
    .description('the benchmarks, each beside a baseline of the same run')
    .argument('[name]', 'one of them; without it, all')
    .addOption(new Option('--lots <number>', 'how many lots the measured store holds').argParser(parseCount))
  add<[string | undefined, BenchFlags]>(command, async ({ doors, out }, name, { lots }): Promise<Exit> => {
    const reports = await doors.bench({ name, lots, onProgress: line => out.note(line) })
    // One name, one document; without a name one document per line.
    if (out.json) for (const report of reports) await out.document(report)
    else await out.lines(benchText(reports, out.paint))
    return EXIT.done
  })
}

export function* benchText(reports: readonly BenchReport[], paint: Paint): Generator<string> {
  for (const { name, results } of reports) {
    yield paint.bold(name)
    yield* table<BenchResult>(
      results,
      [
        { title: 'case', value: row => row.case },
        { title: 'value', value: row => rounded(row.value), align: 'right' },
        { title: 'unit', value: row => row.unit },
        { title: 'baseline', value: row => (row.baseline === null ? '' : rounded(row.baseline)), align: 'right' },
        { title: 'measured against', value: row => row.baselineName },
        { title: 'ratio', value: row => (row.ratio === null ? '' : `${rounded(row.ratio)} ×`), align: 'right' },
      ],
      paint.dim,
    )
    yield ''
  }
}

const rounded = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 4, useGrouping: false })
