/** Whoever is told, on real sockets of this machine. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export interface Mailbox {
  url: string
  messages: { to: string[]; raw: string }[]
  /** Says no to whoever is asked next, with this code. */
  refuse: (code: number) => void
  close: () => Promise<void>
}

export async function mailbox(): Promise<Mailbox> {
  const messages: Mailbox['messages'] = []
  let refused: number | undefined
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onRcptTo(_address, _session, done) {
      const code = refused
      refused = undefined
      done(code === undefined ? null : Object.assign(new Error('not now'), { responseCode: code }))
    },
    onData(stream, session, done) {
      text(stream).then(raw => {
        messages.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw })
        done()
      }, done)
    },
  })
  // Whoever sends may be killed meanwhile.
  server.on('error', () => undefined)
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    refuse: code => {
      refused = code
    },
    close: () => new Promise(closed => server.close(() => closed())),
  }
}

export interface Call {
  headers: IncomingHttpHeaders
  body: string
  /** As the body says it. */
  type: string
  data: Record<string, unknown>
}
/** A status to answer with; `stall` never answers; `redirect` sends elsewhere. */
export type Answer = number | 'stall' | 'redirect'

export interface Listener {
  port: number
  url: string
  calls: Call[]
  /** What is answered next, one after the other; then 200. */
  answers: Answer[]
  close: () => Promise<void>
}

export async function listener(port = 0): Promise<Listener> {
  const calls: Call[] = []
  const answers: Answer[] = []
  const server = createServer(async (request, response) => {
    // Whoever calls may be killed meanwhile: what has not come whole was not said.
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return
    const { type, data } = JSON.parse(body) as Pick<Call, 'type' | 'data'>
    calls.push({ headers: request.headers, body, type, data })
    const answer = answers.shift() ?? 200
    if (answer === 'stall') return
    if (answer === 'redirect') response.setHeader('location', '/elsewhere')
    response.writeHead(answer === 'redirect' ? 302 : answer).end(answer === 200 ? '' : 'no')
  })
  await new Promise<void>(ready => server.listen(port, '127.0.0.1', ready))
  const address = server.address()
  const open = typeof address === 'object' && address ? address.port : 0
  return {
    port: open,
    url: `http://127.0.0.1:${open}/hook`,
    calls,
    answers,
    close: () =>
      new Promise(closed => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

/** Looked at until it is so; the test's own time limit is the only clock. */
export async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await new Promise(done => setTimeout(done, 20))
  }
}
