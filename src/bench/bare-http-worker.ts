/** An HTTP server that does nothing: what it takes to be asked and to answer on this machine at this moment. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerAside } from './aside.ts'

const BARE_ANSWER = JSON.stringify({ outcome: 'done' })

answerAside(async (): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.setHeader('content-length', BARE_ANSWER.length).end(BARE_ANSWER))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
