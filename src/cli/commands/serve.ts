import { type Command, Option } from 'commander'
import type { Add } from '../add.ts'
import { EXIT, type Exit } from '../failure.ts'
import { DEFAULT_PORT, dataDirOf, parsePort, portOf } from '../options.ts'

interface ServeFlags {
  port?: number
  host?: string
  demo?: boolean
}

export function addServe(program: Command, add: Add): void {
  const command = program
    .command('serve')
    .description('run the server: web application, API and, unless DATABASE_URL names another, its own PostgreSQL')
    .addOption(new Option('--port <number>', `where to listen (PORT, else ${DEFAULT_PORT}); 0 takes any free port`).argParser(parsePort))
    .option('--host <address>', 'the address to listen on (HOST, else 127.0.0.1)')
    .option('--demo', 'load the demonstration plant if it is not there')
  add<[ServeFlags]>(command, async ({ doors, options, env, out }, { port, host, demo }): Promise<Exit> => {
    const onProgress = (line: string): void => out.note(line)
    await doors.serve({ dataDir: dataDirOf(options, env), port: portOf(port, env), host, demo, onProgress })
    return EXIT.done
  })
}
