/** A printer on a real socket: takes labels, and misbehaves as it is told. */
import { createServer, type Server, type Socket } from 'node:net'

export type Manner =
  | 'takes' /** everything */
  | 'dies' /** resets the connection once the label has begun */
  | 'closes' /** says goodbye once the label has begun */
  | 'stalls' /** takes the connection and reads nothing */
  | 'stalls halfway' /** answers, and reads nothing once the label has begun */
  | 'answers once' /** per connection, and is silent behind the label */
  | 'dawdles' /** reads a little at a time */
  | 'runs out' /** takes a label, has none to print it on, and says so */

export interface PaperPrinter {
  port: number
  manner: Manner
  /** What it answers to ~HS; null: nothing. */
  status: string | null
  /** Labels that came in whole, in order. */
  labels: string[]
  /** The most connections it ever had at once. */
  atOnce: number
  /** Resolves when so many labels have come. */
  hasLabels(count: number): Promise<void>
  /** Resolves when a connection has been spoiled as told. */
  spoiled(count: number): Promise<void>
  close(): Promise<void>
}

const DAWDLE_MS = 30

export const READY = hostStatus({})
export function hostStatus({
  paperOut = 0,
  paused = 0,
  headOpen = 0,
  ribbonOut = 0,
  labelsLeft = 0,
}: Partial<Record<'paperOut' | 'paused' | 'headOpen' | 'ribbonOut' | 'labelsLeft', 0 | 1>>): string {
  const lines = [
    `030,${paperOut},${paused},0607,000,0,0,0,000,0,0,0`,
    `000,0,${headOpen},${ribbonOut},0,2,4,0,0000000${labelsLeft},1,000`,
    '1234,0',
  ]
  return lines.map(line => `\u0002${line}\u0003\r\n`).join('')
}

export async function paperPrinter(port = 0): Promise<PaperPrinter> {
  const open = new Set<Socket>()
  const waiting: (() => void)[] = []
  let spoils = 0
  let isStuck = false
  const changed = (): void => {
    for (const look of waiting.splice(0)) look()
  }
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, socket => take(socket))
  const printer: PaperPrinter = {
    port: 0,
    manner: 'takes',
    status: READY,
    labels: [],
    atOnce: 0,
    hasLabels: count => until(() => printer.labels.length >= count),
    spoiled: count => until(() => spoils >= count),
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise<void>(done => server.close(() => done()))
    },
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>(done => waiting.push(done))
  }

  function take(socket: Socket): void {
    open.add(socket)
    printer.atOnce = Math.max(printer.atOnce, open.size)
    let received = ''
    socket.on('error', () => undefined)
    socket.on('close', () => {
      open.delete(socket)
      for (const label of received.match(/\^XA[\s\S]*?\^XZ\n?/g) ?? []) printer.labels.push(label)
      changed()
    })
    if (printer.manner === 'stalls' || (printer.manner === 'stalls halfway' && isStuck)) {
      spoils++
      return changed()
    }
    // Who has stopped reading does not notice a farewell either.
    socket.on('end', () => {
      if (!isStuck) socket.end()
    })
    socket.on('data', bytes => {
      received += bytes.toString('utf8')
      const hasBegun = received.includes('^XA')
      if (hasBegun && isSpoilt(socket)) {
        received = ''
        spoils++
        return changed()
      }
      const isSilent = printer.manner === 'answers once' && hasBegun
      if (received.includes('~HS') && printer.status !== null && !isSilent) socket.write(printer.status)
      received = received.replace(/~HS\r\n/g, '')
      if (printer.manner === 'runs out' && hasBegun) printer.status = hostStatus({ paperOut: 1, labelsLeft: 1 })
      if (printer.manner === 'dawdles') dawdle(socket)
    })
    socket.resume()
  }

  function isSpoilt(socket: Socket): boolean {
    if (printer.manner === 'dies') socket.resetAndDestroy()
    else if (printer.manner === 'closes') socket.end()
    else if (printer.manner === 'stalls halfway') {
      isStuck = true
      socket.pause()
    } else return false
    return true
  }

  function dawdle(socket: Socket): void {
    socket.pause()
    setTimeout(() => socket.resume(), DAWDLE_MS)
  }

  printer.port = await listening(server, port)
  return printer
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}
