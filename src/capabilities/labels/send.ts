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

/** Whether the printer can tell what becomes of what it has taken. @throws PrintFailed, AddressRefused */
export async function sendLabel(printer: Reached, zpl: string, times: Times = TIMES): Promise<{ tells: boolean }> {
  const socket = await connected(printer, times)
  try {
    const status = printer.asks ? await asked(socket, times) : null
    refuseWhenUnable(printer, status)
    await written(socket, zpl, printer, times)
    return { tells: status !== null }
  } finally {
    socket.destroy()
  }
}

/** What has become of all that a printer has taken: it is out, or on its way, or something is in the way. */
export type Came = { state: 'out' } | { state: 'printing' } | { state: 'held'; reason: string }

/** A printer that answers no more has been switched off to load a roll, perhaps: it has the label, and is asked again. @throws AddressRefused */
export async function whatCame(printer: Reached, times: Times = TIMES): Promise<Came> {
  try {
    const status = await askPrinter(printer, times)
    if (status === null || isIdle(status)) return { state: 'out' }
    const reason = hindrance(status)
    return reason === undefined ? { state: 'printing' } : { state: 'held', reason }
  } catch (error) {
    if (error instanceof PrintFailed) return { state: 'held', reason: 'it does not answer any more: switch it on' }
    throw error
  }
}

/** What the printer says of itself; null where it answers nothing, as many do. @throws PrintFailed, AddressRefused */
export async function askPrinter(printer: Reached, times: Times = TIMES): Promise<HostStatus | null> {
  const socket = await connected(printer, times)
  try {
    return await asked(socket, times)
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

function asked(socket: Socket, times: Times): Promise<HostStatus | null> {
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
    const timer = setTimeout(() => settle(null), times.answer)
    socket.on('data', hear)
    socket.once('close', gone)
    socket.write('~HS\r\n')
  })
}

function refuseWhenUnable(printer: Reached, status: HostStatus | null): void {
  const reason = status === null ? undefined : hindrance(status)
  if (reason !== undefined) throw new PrintFailed(`Printer ${printer.code} cannot print: ${reason}.`, false)
}

/** Done when the printer's end has taken every byte and our farewell; from the first byte on a failure leaves doubt. */
function written(socket: Socket, zpl: string, printer: Reached, times: Times): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(new PrintFailed(`Printer ${printer.code} closed the connection before the label was sent.`, false))
    const fail = (why: string): void => {
      clearTimeout(timer)
      reject(new PrintFailed(`Printer ${printer.code} ${why}: look whether the label came out.`, true))
    }
    const timer = setTimeout(() => fail('stopped taking the label halfway'), times.send)
    socket.once('error', () => fail('broke the connection halfway'))
    socket.once('close', hadError => {
      if (hadError || !socket.writableFinished) return fail('broke the connection halfway')
      clearTimeout(timer)
      resolve()
    })
    socket.resume()
    // Its own end of the connection may stay open for long: our end gone through and drained is as much as it tells.
    socket.end(zpl, 'utf8', () => setTimeout(() => socket.destroy(), LINGER_MS))
  })
}

/** A reset that answers our last bytes arrives within a round trip. */
const LINGER_MS = 300
