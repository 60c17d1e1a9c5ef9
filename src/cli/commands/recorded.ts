/** One event from the command line: recorded and said in one line, or the refusal's own code and sentence. */
import { readFileSync } from 'node:fs'
import { type CaptureEvent, type CaptureResult, newId } from '../../client/index.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'

export const siteOf = ({ options: { site } }: Context): { site?: string } => (site === undefined ? {} : { site })

/** With GENEALOT_PIN it is signed by the person it names: a PIN on a command line would stand in the shell's history. */
export async function recordOne(
  context: Context,
  said: { type: string; by?: string; [field: string]: unknown },
  { sentence, meaning }: { sentence: string; meaning?: string },
): Promise<Exit> {
  const event = { id: newId(), at: new Date().toISOString(), ...siteOf(context), ...said }
  const result = await withServer(context, { asks: false }, ({ client }) => {
    const { by } = said
    const pin = context.env.GENEALOT_PIN
    if (meaning === undefined || by === undefined || !pin) return captured(client, event)
    return client.sign(event, [{ person: by, pin, meaning }])
  })
  if (result.status === 'refused') throw new Failure(refusalExit(result.code), result.code ?? 'refused', result.detail ?? 'It was refused.')
  await (context.out.json ? context.out.document(result) : context.out.lines([`${sentence} (#${result.sequence ?? ''}).`]))
  return EXIT.done
}

type Client = Parameters<Parameters<typeof withServer>[2]>[0]['client']

async function captured(client: Client, event: CaptureEvent): Promise<CaptureResult> {
  const [result] = await client.capture([event])
  if (!result) throw new Error('The server gave no answer for the event.')
  return result
}

const refusalExit = (code: string | undefined): Exit => (code?.startsWith('unknown-') === true ? EXIT.notFound : EXIT.refused)

/** A file, or standard input for `-`. */
export function readJson(file: string): unknown {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure(EXIT.usage, 'no-json', `${file === '-' ? 'Standard input' : file} is no JSON: ${String(error)}.`)
  }
}
