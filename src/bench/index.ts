/** The benchmarks by name. */
import type { BenchQuestion, BenchReport } from '../cli/doors.ts'
import { EXIT, Failure } from '../cli/failure.ts'
import { benchAnswers } from './answers.ts'
import { benchAsBuilt } from './as-built.ts'
import { benchBack } from './back.ts'
import type { Bench, Serve } from './bench.ts'
import { benchCase } from './case.ts'
import { benchFactor } from './factor.ts'
import { benchGenerate } from './generate.ts'
import { benchPicture } from './picture.ts'
import { benchRecall } from './recall.ts'
import { benchRecord } from './record.ts'
import { benchStations } from './stations.ts'
import { benchTrace } from './trace.ts'

export type { Serve } from './bench.ts'

const BENCHES: Readonly<Record<string, (bench: Bench) => Promise<BenchReport>>> = {
  record: benchRecord,
  trace: benchTrace,
  back: benchBack,
  answers: benchAnswers,
  'as-built': benchAsBuilt,
  factor: benchFactor,
  picture: benchPicture,
  recall: benchRecall,
  case: benchCase,
  stations: benchStations,
  generate: benchGenerate,
}

export async function runBenches(question: BenchQuestion, serve: Serve): Promise<BenchReport[]> {
  // What is generated stays on the disk, so it is made only when it is asked for by name.
  const names = question.name === undefined ? Object.keys(BENCHES).filter(name => name !== 'generate') : [question.name]
  const reports: BenchReport[] = []
  for (const name of names) {
    const bench = BENCHES[name]
    if (!bench)
      throw new Failure(
        EXIT.usage,
        'usage',
        `There is no benchmark "${name}": choose one of ${Object.keys(BENCHES).join(', ')}, or none for all.`,
      )
    reports.push(await bench({ ...question, serve }))
  }
  return reports
}
