import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Client, DemoState } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import type { Output } from '../output.ts'
import { count } from '../words.ts'

export function addDemo(program: Command, add: Add): void {
  const demo = program.command('demo').description('the demonstration plant, in a site of its own')
  add<[]>(demo.command('load').description('load it: about 50,000 events of the last 90 days'), load)
  add<[]>(demo.command('clear').description('remove it; real data stays untouched'), clear)
}

async function load(context: Context): Promise<Exit> {
  const { out } = context
  const state = await withServer(context, { asks: false }, ({ client }) => loaded(client, out))
  if (state.error) throw new Failure(EXIT.fault, 'demo-failed', `The demonstration plant was not loaded: ${state.error}`)
  await (out.json ? out.document(state) : out.lines([`The demonstration plant is loaded: ${count(state.done, 'event')} at the site demo.`]))
  return EXIT.done
}

const LOOK_MS = 250

async function loaded(client: Client, out: Output): Promise<DemoState> {
  let state = await client.loadDemo()
  const bar = out.bar('demo', Math.max(1, state.total))
  try {
    while (state.loading) {
      await pause(LOOK_MS)
      state = await client.demo()
      bar.update(state.done, count(state.done, 'event'))
    }
    return state
  } finally {
    bar.stop()
  }
}

async function clear(context: Context): Promise<Exit> {
  const { out } = context
  const [before, after] = await withServer(context, { asks: true }, async ({ client }) => {
    const state = await client.demo()
    return [state, state.done === 0 && !state.loading ? state : await client.removeDemo()]
  })
  const words = before.done === 0 ? 'There is no demonstration plant here.' : 'The demonstration plant is removed.'
  await (out.json ? out.document(after ?? { loaded: false }) : out.lines([words]))
  return EXIT.done
}
