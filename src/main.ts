/** Wiring only: the command line and the doors it may open. The server is loaded when a door is opened, so that small commands stay quick. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BenchQuestion, type BenchReport, type OpenServer, runCli, type ServeOptions } from './cli/program.ts'

const { version } = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), '..', 'package.json'), 'utf8')) as {
  version: string
}

/** Runs until told to stop; asked during the start, it stops as soon as it has started. A second signal does not wait. */
async function serve(options: ServeOptions): Promise<void> {
  const stopAsked = new Promise<void>(ask => {
    let asked = false
    const stop = (): void => {
      if (asked) process.exit(1)
      asked = true
      ask()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
  const { start } = await import('./product.ts')
  const running = await start({ ...options, card: true })
  process.stdout.write(`Genealot is ready: ${running.url}/#key=${running.key}\n`)
  if (options.demo) await running.demo.loadUnlessThere()
  await stopAsked
  await running.close()
}

async function openInProcess(dataDir: string, onProgress: (line: string) => void): Promise<OpenServer> {
  const { start } = await import('./product.ts')
  return start({ dataDir, port: 0, onProgress })
}

async function bench(question: BenchQuestion): Promise<BenchReport[]> {
  const [{ runBenches }, { startOn }] = await Promise.all([import('./bench/index.ts'), import('./product.ts')])
  return runBenches(question, (store, dataDir, onProgress) => startOn(store, { dataDir, port: 0, onProgress }))
}

process.exitCode = await runCli(process.argv, { serve, openInProcess, version, bench })
