/** The command line: its commands, and how each ends. */
import { Command, CommanderError } from 'commander'
import type { Add } from './add.ts'
import { addAlert } from './commands/alert.ts'
import { addAsBuilt } from './commands/as-built.ts'
import { addBench } from './commands/bench.ts'
import { addCapture } from './commands/capture.ts'
import { addCharacteristic } from './commands/characteristic.ts'
import { addSeeds } from './commands/circumstances.ts'
import { addCompare } from './commands/compare.ts'
import { addComplaint, addReturn } from './commands/complaint.ts'
import { addCorrect } from './commands/correct.ts'
import { addDemo } from './commands/demo.ts'
import { addDeviation } from './commands/deviation.ts'
import { addDifference } from './commands/difference.ts'
import { addDoctor } from './commands/doctor.ts'
import { addDrill } from './commands/drill.ts'
import { addExposure } from './commands/exposure.ts'
import { addCommonFactor } from './commands/factors.ts'
import { addFsma } from './commands/fsma.ts'
import { addGenealogyDoctor } from './commands/genealogy-doctor.ts'
import { addHold } from './commands/hold.ts'
import { addImport } from './commands/import.ts'
import { addLabel } from './commands/label.ts'
import { addLedger } from './commands/ledger.ts'
import { addMachine } from './commands/machine.ts'
import { addPicture } from './commands/picture.ts'
import { addPlace } from './commands/place.ts'
import { addPlan } from './commands/plan.ts'
import { addProof } from './commands/proof.ts'
import { addRecall } from './commands/recall.ts'
import { addScan } from './commands/scan.ts'
import { addServe } from './commands/serve.ts'
import { addToken } from './commands/token.ts'
import { addTrace } from './commands/trace.ts'
import { addVariance } from './commands/variance.ts'
import type { Context } from './connection.ts'
import type { Doors } from './doors.ts'
import { complaintOf, EXIT, type Exit, exitOf } from './failure.ts'
import { GLOBAL_OPTIONS, type GlobalOptions } from './options.ts'
import { Output } from './output.ts'

export type { BenchQuestion, BenchReport, BenchResult, Doors, OpenServer, ServeOptions } from './doors.ts'

/** Runs one command and answers its exit code; only a signal ends the process from in here. */
export async function runCli(argv: readonly string[], doors: Doors): Promise<number> {
  let exit: Exit = EXIT.done
  const program = createProgram(doors, async (options, work) => {
    exit = await settled(options, doors, work)
  })
  try {
    await program.parseAsync([...argv])
    return exit
  } catch (error) {
    // Commander has already said what is wrong with the arguments.
    if (error instanceof CommanderError) return exitOf(error)
    throw error
  }
}

type Run = (options: GlobalOptions, work: (context: Context) => Promise<Exit>) => Promise<void>

async function settled(options: GlobalOptions, doors: Doors, work: (context: Context) => Promise<Exit>): Promise<Exit> {
  const out = new Output(options, process, process.env)
  try {
    return await work({ doors, options, env: process.env, out })
  } catch (error) {
    out.complain(complaintOf(error))
    if (exitOf(error) === EXIT.fault && process.env.GENEALOT_LOG === 'debug' && error instanceof Error) out.note(error.stack ?? '')
    return exitOf(error)
  }
}

function createProgram(doors: Doors, run: Run): Command {
  const program = new Command('genealot')
    .description('Lot and serial genealogy: what every lot is made of, and where it went.')
    .version(doors.version, '--version')
    .exitOverride()
    .showHelpAfterError('(genealot --help shows how)')
    .configureHelp({ showGlobalOptions: true })
  for (const option of GLOBAL_OPTIONS) program.addOption(option)
  addCommands(program, adderFor(program, run))
  return program.addHelpText('after', EXIT_CODES)
}

const adderFor =
  (program: Command, run: Run): Add =>
  <A extends unknown[]>(command: Command, work: (context: Context, ...args: A) => Promise<Exit>) => {
    command.action(async (...args: unknown[]) => {
      // After the arguments commander hands in the command's flags, then the command itself.
      const given = args.slice(0, -1) as A
      await run(program.opts<GlobalOptions>(), context => work(context, ...given))
    })
  }

/** In the order in which a newcomer needs them. */
function addCommands(program: Command, add: Add): void {
  for (const addNoun of [
    addServe,
    addDemo,
    addCapture,
    addCorrect,
    addImport,
    addScan,
    addPlace,
    addTrace,
    addProof,
    addDifference,
    addPicture,
    addSeeds,
    addCommonFactor,
    addCompare,
    addExposure,
    addRecall,
    addHold,
    addDrill,
    addComplaint,
    addReturn,
    addAsBuilt,
    addFsma,
    addVariance,
    addPlan,
    addCharacteristic,
    addDeviation,
    addMachine,
    addLabel,
    addAlert,
    addLedger,
    addToken,
    addDoctor,
    addGenealogyDoctor,
    addBench,
  ])
    addNoun(program, add)
}

const EXIT_CODES = `
Exit codes: 0 done, 1 fault, 2 usage, 3 not found, 4 refused by a rule, 5 not allowed, 6 unavailable.`
