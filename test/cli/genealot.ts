import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../bin/genealot.js', import.meta.url))

/** Nothing of the surroundings decides which server is meant. */
export const ENVIRONMENT = { ...process.env, DATABASE_URL: '', GENEALOT_URL: '', GENEALOT_DATA: '', GENEALOT_TOKEN: '', PORT: '' }

export interface Ended {
  exit: number | null
  stdout: string
  stderr: string
}

export interface Wish {
  input?: string
  env?: Record<string, string>
}

/** Runs one command to its end. */
export async function genealot(args: readonly string[], { input = '', env = {} }: Wish = {}): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { env: { ...ENVIRONMENT, ...env } })
  // A command that refuses its arguments is gone before it has read anything.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const exit = new Promise<number | null>(done => child.on('close', done))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { exit: await exit, stdout, stderr }
}

export interface Served {
  /** As printed, with the key. */
  address: string
  stop: () => Promise<number | null>
}

export async function serve(args: readonly string[], env: Record<string, string> = {}): Promise<Served> {
  const child = spawn(process.execPath, [program, 'serve', ...args], { env: { ...ENVIRONMENT, ...env } })
  const ended = new Promise<number | null>(done => child.on('close', done))
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const address = await new Promise<string>((found, failed) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const [url] = /http:\S+/.exec(said) ?? []
      if (url) found(url)
    })
    void ended.then(exit => failed(new Error(`serve ended with ${exit}: ${said}`)))
  })
  return {
    address,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}
