import type { BenchReport } from '../cli/doors.ts'
import type { Bench } from './bench.ts'
export const benchBack = async (_: Bench): Promise<BenchReport> => ({ name: 'back', results: [] })
