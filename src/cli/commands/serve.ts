import { type Command, Option } from 'commander'
import { EXIT, type Exit } from '../failure.ts'
import { DEFAULT_PORT, dataDirOf, parsePort } from '../options.ts'
import type { Add } from '../program.ts'

interface ServeFlags {
  port: number
  host?: string
  demo?: boolean
}

export function addServe(program: Command, add: Add): void {
  const command = program
    .command('serve')
    .description('run the server: web application, API and, unless DATABASE_URL names another, its own PostgreSQL')
    .addOption(
      new Option('--port <number>', 'where to listen; 0 takes any free port').env('PORT').argParser(parsePort).default(DEFAULT_PORT),
    )
    .addOption(new Option('--host <address>', 'the address to listen on').env('HOST'))
    .option('--demo', 'load the demonstration plant if it is not there')
  add<[ServeFlags]>(command, async ({ doors, options, env, out }, { port, host, demo }): Promise<Exit> => {
    await doors.serve({ dataDir: dataDirOf(options, env), port, host, demo, onProgress: line => out.note(line) })
    return EXIT.done
  })
}
