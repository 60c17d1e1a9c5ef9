import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './ports.ts'

const PLACES = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto']

/** Debian's MQTT broker; undefined where there is none. */
export const findMosquitto = (): string | undefined => PLACES.find(existsSync)

export interface Broker {
  url: string
  /** Stops it as a service manager does; what it keeps for its clients is on disk. */
  stop(): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

/** A broker of the test's own on a free port of this machine. */
export async function openBroker(): Promise<Broker> {
  const program = findMosquitto()
  if (!program) throw new Error('There is no mosquitto. Install the package `mosquitto`.')
  const folder = mkdtempSync(join(tmpdir(), 'genealot-broker-'))
  const port = await freePort()
  const settings = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${folder}/`,
    'max_queued_messages 0',
  ]
  if (process.getuid?.() === 0) settings.push('user root')
  const file = join(folder, 'broker.conf')
  writeFileSync(file, `${settings.join('\n')}\n`)
  let broker: ChildProcess | undefined
  const stop = async (): Promise<void> => {
    const ended = broker && broker.exitCode === null && broker.signalCode === null ? once(broker, 'exit') : undefined
    broker?.kill('SIGTERM')
    await ended
  }
  const start = async (): Promise<void> => {
    broker = spawn(program, ['-c', file], { stdio: 'ignore' })
    await untilListening(port, broker)
  }
  await start()
  return {
    url: `mqtt://127.0.0.1:${port}`,
    stop,
    start,
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilListening(port: number, broker: ChildProcess): Promise<void> {
  for (let times = 0; times < 100; times++) {
    if (broker.exitCode !== null) throw new Error(`mosquitto ended at its start with ${broker.exitCode}`)
    if (await isListening(port)) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('mosquitto did not listen in time')
}

const isListening = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const probe = connect(port, '127.0.0.1')
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false))
    probe.once('connect', () => probe.destroy())
  })
