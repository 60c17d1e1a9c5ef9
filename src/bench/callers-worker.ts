/** The process behind callers.ts: each caller keeps one connection and sends its next request when it has its answer. */
import { connect, type Socket } from 'node:net'
import { answerAside } from './aside.ts'
import type { Answers, Round } from './callers.ts'

const END_OF_HEAD = Buffer.from('\r\n\r\n')

answerAside(run)

async function run(round: Round): Promise<Answers> {
  const lines = await Promise.all(Array.from({ length: Math.min(round.callers, round.bodies.length) }, () => Line.open(new URL(round.url))))
  const requests = round.bodies.map((body, index) =>
    requestOf(round, typeof round.path === 'string' ? round.path : (round.path[index] ?? ''), body),
  )
  const latencies = new Float64Array(requests.length)
  let next = 0
  const began = performance.now()
  if (round.everyMs !== undefined) await paced(round, lines, requests, latencies, round.everyMs)
  const work = async (line: Line): Promise<void> => {
    for (let index = next++; index < requests.length; index = next++) {
      const sent = performance.now()
      checkAnswer(await line.ask(requests[index] ?? Buffer.alloc(0)), round.expects)
      latencies[index] = performance.now() - sent
    }
  }
  if (round.everyMs === undefined) await Promise.all(lines.map(work))
  const ms = performance.now() - began
  for (const line of lines) line.close()
  return { ms, latencies }
}

/** A caller that has waited too long is late with its next request, too: that counts, or a slow server would look fast. */
async function paced(
  round: Round,
  lines: readonly Line[],
  requests: readonly Buffer[],
  latencies: Float64Array,
  everyMs: number,
): Promise<void> {
  const began = performance.now()
  const work = async (line: Line, caller: number): Promise<void> => {
    for (let index = caller, turn = 0; index < requests.length; index += lines.length, turn++) {
      const due = began + (turn + caller / lines.length) * everyMs
      await new Promise(done => setTimeout(done, Math.max(0, due - performance.now())))
      checkAnswer(await line.ask(requests[index] ?? Buffer.alloc(0)), round.expects)
      latencies[index] = performance.now() - due
    }
  }
  await Promise.all(lines.map(work))
}

function requestOf({ url, key, type }: Round, path: string, body: string): Buffer {
  const bytes = Buffer.from(body)
  const head = `POST ${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\nauthorization: Bearer ${key}\r\ncontent-type: ${type}\r\ncontent-length: ${bytes.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), bytes])
}

/** A benchmark of refusals would be fast and worth nothing. */
function checkAnswer({ status, body }: Answer, expects: string): void {
  if (status !== 200 || !body.includes(expects)) throw new Error(`the server answered ${status}: ${body.subarray(0, 400).toString()}`)
}

interface Answer {
  status: number
  body: Buffer
}

/** One connection that is kept alive, and as little of HTTP as our own server needs. */
class Line {
  private readonly socket: Socket
  private chunks: Buffer[] = []
  private awaited = Number.POSITIVE_INFINITY
  private received = 0
  private settle: { done: (answer: Answer) => void; fail: (error: Error) => void } | undefined

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', chunk => this.take(chunk))
    socket.on('close', () => this.settle?.fail(new Error('the server closed the connection')))
    socket.on('error', error => this.settle?.fail(error))
  }

  static open(url: URL): Promise<Line> {
    return new Promise((done, fail) => {
      const socket = connect(Number(url.port), url.hostname, () => done(new Line(socket.off('error', fail))))
      socket.setNoDelay(true).on('error', fail)
    })
  }

  ask(request: Buffer): Promise<Answer> {
    return new Promise((done, fail) => {
      this.settle = { done, fail }
      this.socket.write(request)
    })
  }

  close(): void {
    this.settle = undefined
    this.socket.destroy()
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk)
    this.received += chunk.length
    if (this.awaited === Number.POSITIVE_INFINITY) this.readHead()
    if (this.received >= this.awaited) this.answer()
  }

  private readHead(): void {
    const bytes = Buffer.concat(this.chunks)
    const end = bytes.indexOf(END_OF_HEAD)
    this.chunks = [bytes]
    if (end < 0) return
    const length = /\r\ncontent-length: (\d+)/i.exec(bytes.toString('latin1', 0, end + 2))?.[1]
    if (length === undefined) this.settle?.fail(new Error('the answer does not say its length'))
    else this.awaited = end + END_OF_HEAD.length + Number(length)
  }

  private answer(): void {
    const bytes = Buffer.concat(this.chunks)
    const { settle } = this
    this.chunks = []
    this.received = 0
    this.awaited = Number.POSITIVE_INFINITY
    settle?.done({ status: Number(bytes.toString('latin1', 9, 12)), body: bytes.subarray(bytes.indexOf(END_OF_HEAD) + END_OF_HEAD.length) })
  }
}
