import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { Problem } from '../client/index.ts'
import { complaintOf, EXIT, exitOf, Failure } from './failure.ts'

const problem = (status: number, code: string): Problem => new Problem({ title: '', status, code, detail: 'It is so.' })
const system = (code: string): Error => Object.assign(new Error(code), { code, path: 'x.csv', port: 4800 })
const store = Object.assign(new Error('The data directory is in use by process 7.'), { name: 'StoreError' })

test.each([
  ['the server cannot be reached', problem(0, 'unreachable'), EXIT.unavailable],
  ['the database is away', problem(503, 'unavailable'), EXIT.unavailable],
  ['no token', problem(401, 'not-signed-in'), EXIT.notAllowed],
  ['too small a role', problem(403, 'not-allowed'), EXIT.notAllowed],
  ['no such address', problem(404, 'not-found'), EXIT.notFound],
  ['no such lot, whatever the status', problem(422, 'unknown-lot'), EXIT.notFound],
  ['a question that cannot be read', problem(400, 'invalid-request'), EXIT.usage],
  ['the domain says no', problem(422, 'lot-ambiguous'), EXIT.refused],
  ['it is there already', problem(409, 'token-exists'), EXIT.refused],
  ['a fault of the server', problem(500, 'fault'), EXIT.fault],
  ['a fault of ours', new TypeError('x is not a function'), EXIT.fault],
  ['what is no error at all', 'text', EXIT.fault],
  ['a mistyped option', new CommanderError(1, 'commander.unknownOption', ''), EXIT.usage],
  ['help', new CommanderError(0, 'commander.helpDisplayed', ''), EXIT.done],
  ['no such file', system('ENOENT'), EXIT.notFound],
  ['a file of somebody else', system('EACCES'), EXIT.notAllowed],
  ['a port that is taken', system('EADDRINUSE'), EXIT.unavailable],
  ['a directory in use', store, EXIT.unavailable],
  ['a failure found here', new Failure(EXIT.refused, 'lot-ambiguous', ''), EXIT.refused],
])('%s has its exit code', (_what, error, exit) => {
  expect(exitOf(error)).toBe(exit)
})

test.each([
  [problem(422, 'lot-ambiguous'), 'It is so. Use --material.'],
  [problem(401, 'not-signed-in'), 'It is so. On the command line: --token or GENEALOT_TOKEN.'],
  [system('ENOENT'), 'There is no file or folder x.csv.'],
  [system('EADDRINUSE'), 'Port 4800 is in use: choose another with --port.'],
  [store, 'The data directory is in use by process 7.'],
])('a complaint says what to do: %s', (error, detail) => {
  expect(complaintOf(error).detail).toBe(detail)
})
