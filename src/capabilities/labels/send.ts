/** One label over one connection: open, ask whether it can print, send, close. Printers take raw connections one after the other. */
import { createConnection, type Socket } from 'node:net'
import { type Params, say, type WordKey } from '../../words/index.ts'
import type { Printer } from '../label-shapes.ts'
import { type HostStatus, hindrance, isIdle, readHostStatus } from './host-status.ts'
import { printerAddress } from './network.ts'

/** `doubtful`: something had been sent already, so a label may have come out. */
export class PrintFailed extends Error {
  readonly doubtful: boolean
  constructor(message: string, doubtful: boolean) {
    super(message)
    this.doubtful = doubtful
  }
}

/** In English, as it is kept; the station says it in the reader's language. */
const failed = (key: WordKey, params: Params, doubtful: boolean): PrintFailed => new PrintFailed(say('en', key, params), doubtful)

export interface Times {
  connect: number
  answer: number
  send: number
}
export const TIMES: Times = { connect: 5000, answer: 1500, send: 15_000 }

type Reached = Pick<Printer, 'code' | 'host' | 'port' | 'asks'>

/** What is known once a label is gone: whether the printer tells what becomes of it, and whether it said that it has all of it. */
export interface Sent {
  tells: boolean
  isTaken: boolean
}

/** `hasTold`: this printer has answered before, so that silence is no habit of its. @throws PrintFailed, AddressRefused */
export async function sendLabel(
  printer: Reached,
  zpl: string,
  { times = TIMES, hasTold = false }: { times?: Times; hasTold?: boolean } = {},
): Promise<Sent> {
  const socket = await connected(printer, times)
  try {
    const status = printer.asks ? await asked(socket, times.answer) : null
    refuseWhenUnable(printer, status, hasTold && printer.asks)
    if (status !== null) return { tells: true, isTaken: await taken(socket, zpl, printer, times) }
    await written(socket, zpl, printer, times)
    return { tells: false, isTaken: true }
  } finally {
    socket.destroy()
  }
}

/** What has become of all that a printer has taken: it is out, or on its way, or something is in the way. */
export type Came = { state: 'out' } | { state: 'printing' } | { state: 'silent' | 'away' | 'held'; reason: string }

/** A printer that cannot be reached any more has been switched off to load a roll, perhaps, and what it had is gone with it. @throws AddressRefused */
export async function whatCame(printer: Reached, times: Times = TIMES): Promise<Came> {
  try {
    const status = await askPrinter(printer, times)
    if (status === null) return { state: 'silent', reason: say('en', 'printer.why.silent') }
    if (isIdle(status)) return { state: 'out' }
    const reason = hindrance(status)
    return reason === undefined ? { state: 'printing' } : { state: 'held', reason }
  } catch (error) {
    if (error instanceof PrintFailed) return { state: 'away', reason: say('en', 'printer.why.away') }
    throw error
  }
}

/** What the printer says of itself; null where it answers nothing, as many do. @throws PrintFailed, AddressRefused */
export async function askPrinter(printer: Reached, times: Times = TIMES): Promise<HostStatus | null> {
  const socket = await connected(printer, times)
  try {
    return await asked(socket, times.answer)
  } finally {
    socket.destroy()
  }
}

async function connected(printer: Reached, times: Times): Promise<Socket> {
  const host = await printerAddress(printer.host, printer.port)
  const socket = createConnection({ host, port: printer.port, noDelay: true })
  return new Promise((resolve, reject) => {
    const fail = (key: WordKey, params: Params = {}): void => {
      socket.destroy()
      reject(failed(key, { printer: printer.code, address: `${printer.host}:${printer.port}`, ...params }, false))
    }
    const timer = setTimeout(() => fail('printer.no-answer'), times.connect)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      // Whoever waits for something listens for its own error; in between nobody must fall over one.
      socket.on('error', () => undefined)
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      if (error.code === 'ECONNREFUSED') fail('printer.refuses')
      else fail('printer.unreachable', { code: error.code ?? error.message })
    })
  })
}

/** Null where it answers nothing in time, or closes. */
function asked(socket: Socket, withinMs: number): Promise<HostStatus | null> {
  return new Promise(resolve => {
    let answer = ''
    const settle = (status: HostStatus | null): void => {
      clearTimeout(timer)
      socket.off('data', hear)
      socket.off('close', gone)
      resolve(status)
    }
    const hear = (bytes: Buffer): void => {
      answer += bytes.toString('latin1')
      const status = readHostStatus(answer)
      if (status) settle(status)
    }
    const gone = (): void => settle(null)
    const timer = setTimeout(() => settle(null), withinMs)
    socket.on('data', hear)
    socket.once('close', gone)
    socket.write(ASK)
  })
}

const ASK = '~HS\r\n'

function refuseWhenUnable({ code }: Reached, status: HostStatus | null, hasTold: boolean): void {
  if (status === null && hasTold) throw failed('printer.mute', { printer: code }, false)
  const reason = status === null ? undefined : hindrance(status)
  if (reason !== undefined) throw failed('printer.cannot', { printer: code, reason }, false)
}

/**
 * The question behind the label is answered by who has read all that came before it. Some answer once per connection: of them, who closes at our farewell has read all.
 * False where neither came in time: the label may lie between here and there. From the first byte on a failure leaves doubt.
 */
async function taken(socket: Socket, zpl: string, printer: Reached, times: Times): Promise<boolean> {
  refuseClosed(socket, printer)
  socket.write(zpl, 'utf8')
  // It has just answered, so silence is soon meant; but a serial line behind a print server takes a thousand bytes a second.
  const status = await asked(socket, times.answer + Buffer.byteLength(zpl))
  if (status !== null) return true
  if (isClosed(socket)) throw failed('printer.halfway', { printer: printer.code }, true)
  return closedAtFarewell(socket, FAREWELLS * times.answer)
}

/** A printer that is slow to lay out a label reads our farewell only afterwards. */
const FAREWELLS = 2

function closedAtFarewell(socket: Socket, withinMs: number): Promise<boolean> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(false), withinMs)
    socket.once('close', hadError => {
      clearTimeout(timer)
      resolve(!hadError && socket.writableFinished)
    })
    socket.resume()
    socket.end()
  })
}

function refuseClosed(socket: Socket, { code }: Reached): void {
  if (isClosed(socket)) throw failed('printer.closed', { printer: code }, false)
}

const isClosed = (socket: Socket): boolean => socket.destroyed || socket.readableEnded

/** Of a printer that tells nothing: done when its end has taken every byte and our farewell. From the first byte on a failure leaves doubt. */
function written(socket: Socket, zpl: string, printer: Reached, times: Times): Promise<void> {
  return new Promise((resolve, reject) => {
    refuseClosed(socket, printer)
    const fail = (key: WordKey): void => reject(failed(key, { printer: printer.code }, true))
    // Counted from the last byte it took: a slow printer may take its time.
    socket.setTimeout(times.send, () => fail('printer.stopped'))
    socket.once('error', () => fail('printer.halfway'))
    socket.once('close', hadError => (hadError || !socket.writableFinished ? fail('printer.halfway') : resolve()))
    socket.resume()
    // Its own end of the connection may stay open for long: our end gone through and drained is as much as it tells.
    socket.end(zpl, 'utf8', () => setTimeout(() => socket.destroy(), LINGER_MS))
  })
}

/** A reset that answers our last bytes arrives within a round trip. */
const LINGER_MS = 300
