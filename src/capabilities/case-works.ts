/** What each kind of job of a case does: for a server that goes on with what the one before has left. */
import type { Works } from './case-jobs/runner.ts'
import { drillFinishWork } from './drills/drill.ts'
import { evidenceWork } from './recall-cases/evidence.ts'
import { lettersWork } from './recall-cases/letter-files.ts'

export const caseWorks: Works = { evidence: evidenceWork, letters: lettersWork, drillFinish: drillFinishWork }
