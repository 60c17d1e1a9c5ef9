import type { BenchReport } from '../cli/doors.ts'
import type { Bench } from './bench.ts'
export const benchTrace = async (_: Bench): Promise<BenchReport> => ({ name: 'trace', results: [] })
