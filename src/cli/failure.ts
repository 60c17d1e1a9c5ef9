/** The exit codes of the contract, and which failure gets which. */
import { CommanderError } from 'commander'
import { Problem } from '../client/index.ts'

export const EXIT = { done: 0, fault: 1, usage: 2, notFound: 3, refused: 4, notAllowed: 5, unavailable: 6 } as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]

/** A failure that the command line itself finds: a sentence for the person, a code for the script. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exit: Exit
  readonly code: string

  constructor(exit: Exit, code: string, detail: string) {
    super(detail)
    this.exit = exit
    this.code = code
  }
}

export function exitOf(error: unknown): Exit {
  if (error instanceof Failure) return error.exit
  if (error instanceof Problem) return exitOfProblem(error)
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  if (!(error instanceof Error)) return EXIT.fault
  // Thrown by the store, a room this one does not know: the directory is in use, the database does not answer.
  if (error.name === 'StoreError') return EXIT.unavailable
  return EXIT_OF_SYSTEM_ERROR[codeOf(error)] ?? EXIT.fault
}

function exitOfProblem(problem: Problem): Exit {
  if (problem.unavailable) return EXIT.unavailable
  if (problem.status === 401 || problem.status === 403) return EXIT.notAllowed
  if (problem.status === 404 || problem.code.startsWith('unknown-')) return EXIT.notFound
  if (problem.status === 400) return EXIT.usage
  return problem.status > 400 && problem.status < 500 ? EXIT.refused : EXIT.fault
}

const EXIT_OF_SYSTEM_ERROR: Readonly<Record<string, Exit>> = {
  ENOENT: EXIT.notFound,
  ENOTDIR: EXIT.notFound,
  EISDIR: EXIT.usage,
  EACCES: EXIT.notAllowed,
  EPERM: EXIT.notAllowed,
  EROFS: EXIT.notAllowed,
  EADDRINUSE: EXIT.unavailable,
  EADDRNOTAVAIL: EXIT.unavailable,
  ENOSPC: EXIT.unavailable,
}

/** What is printed: for a script the problem as the server sent it, for a person one sentence and what to do. */
export interface Complaint {
  title: string
  status?: number
  code: string
  detail: string
  pointer?: string
}

export function complaintOf(error: unknown): Complaint {
  if (error instanceof Problem) return complaintOfProblem(error)
  if (error instanceof Failure) return { title: 'Not done', code: error.code, detail: error.message }
  if (!(error instanceof Error)) return { title: 'Fault', code: 'fault', detail: String(error) }
  const sentence = SYSTEM_SENTENCES[codeOf(error)]
  if (sentence) return { title: 'Not done', code: codeOf(error).toLowerCase(), detail: sentence(error) }
  if (error.name === 'StoreError') return { title: 'Not available', code: 'unavailable', detail: error.message }
  return { title: 'Fault', code: 'fault', detail: error.message || error.name }
}

function complaintOfProblem({ title, status, code, message, pointer }: Problem): Complaint {
  const detail = `${message}${HINTS[code] ?? ''}`
  return { title, ...(status === 0 ? {} : { status }), code, detail, ...(pointer === undefined ? {} : { pointer }) }
}

/** What the command line adds, because only it knows its own options. */
const HINTS: Readonly<Record<string, string>> = {
  'lot-ambiguous': ' Use --material.',
  'not-signed-in': ' On the command line: --token or GENEALOT_TOKEN.',
}

interface SystemError extends Error {
  code?: string
  path?: string
  port?: number
}

const codeOf = (error: Error): string => (error as SystemError).code ?? ''

const SYSTEM_SENTENCES: Readonly<Record<string, (error: SystemError) => string>> = {
  ENOENT: error => `There is no file or folder ${error.path ?? ''}.`,
  EISDIR: error => `${error.path ?? 'This'} is a folder, not a file.`,
  EACCES: error => `This user may not open ${error.path ?? 'the file'}.`,
  EADDRINUSE: error => `Port ${error.port ?? ''} is in use: choose another with --port.`,
  ENOSPC: () => 'The disk is full.',
}
