/** One label over one connection: open, ask whether it can print, send, close. Printers take raw connections one after the other. */
import { createConnection, type Socket } from 'node:net'
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
    if (status === null) return { state: 'silent', reason: 'it answers nothing any more: switch it off and on' }
    if (isIdle(status)) return { state: 'out' }
    const reason = hindrance(status)
    return reason === undefined ? { state: 'printing' } : { state: 'held', reason }
  } catch (error) {
    if (error instanceof PrintFailed) return { state: 'away', reason: 'it cannot be reached any more: switch it on' }
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
    const fail = (why: string): void => {
      socket.destroy()
      reject(new PrintFailed(`Printer ${printer.code} (${printer.host}:${printer.port}) ${why}`, false))
    }
    const timer = setTimeout(() => fail('does not answer: is it switched on and in the network?'), times.connect)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      // Whoever waits for something listens for its own error; in between nobody must fall over one.
      socket.on('error', () => undefined)
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      fail(
        error.code === 'ECONNREFUSED'
          ? 'refuses the connection: is it switched on?'
          : `cannot be reached (${error.code ?? error.message}).`,
      )
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
  if (status === null && hasTold)
    throw new PrintFailed(`Printer ${code} takes the connection and answers nothing, which it used to: switch it off and on.`, false)
  const reason = status === null ? undefined : hindrance(status)
  if (reason !== undefined) throw new PrintFailed(`Printer ${code} cannot print: ${reason}.`, false)
}

/**
 * The question behind the label is answered by who has read all that came before it. False where no answer came in time: the label may lie between here and there.
 * From the first byte on a failure leaves doubt.
 */
async function taken(socket: Socket, zpl: string, printer: Reached, times: Times): Promise<boolean> {
  refuseClosed(socket, printer)
  socket.write(zpl, 'utf8')
  // A serial line behind a print server takes a thousand bytes a second.
  const status = await asked(socket, times.send + Buffer.byteLength(zpl))
  if (status === null && isClosed(socket)) throw new PrintFailed(`Printer ${printer.code} ${HALFWAY}`, true)
  return status !== null
}

const HALFWAY = 'broke the connection halfway: look whether the label came out.'

function refuseClosed(socket: Socket, { code }: Reached): void {
  if (isClosed(socket)) throw new PrintFailed(`Printer ${code} closed the connection before the label was sent.`, false)
}

const isClosed = (socket: Socket): boolean => socket.destroyed || socket.readableEnded

/** Of a printer that tells nothing: done when its end has taken every byte and our farewell. From the first byte on a failure leaves doubt. */
function written(socket: Socket, zpl: string, printer: Reached, times: Times): Promise<void> {
  return new Promise((resolve, reject) => {
    refuseClosed(socket, printer)
    const fail = (why: string): void => reject(new PrintFailed(`Printer ${printer.code} ${why}`, true))
    // Counted from the last byte it took: a slow printer may take its time.
    socket.setTimeout(times.send, () => fail('stopped taking the label halfway: look whether the label came out.'))
    socket.once('error', () => fail(HALFWAY))
    socket.once('close', hadError => (hadError || !socket.writableFinished ? fail(HALFWAY) : resolve()))
    socket.resume()
    // Its own end of the connection may stay open for long: our end gone through and drained is as much as it tells.
    socket.end(zpl, 'utf8', () => setTimeout(() => socket.destroy(), LINGER_MS))
  })
}

/** A reset that answers our last bytes arrives within a round trip. */
const LINGER_MS = 300
