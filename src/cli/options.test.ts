import { expect, test } from 'vitest'
import { aimOf, parseCount, parseKnownAt, parsePort, portOf } from './options.ts'

test.each([
  ['nothing said: the usual directory', {}, {}, { dataDir: './data', token: undefined }],
  ['the environment names a directory', {}, { GENEALOT_DATA: 'd' }, { dataDir: 'd', token: undefined }],
  ['the environment names a server', {}, { GENEALOT_URL: 'http://a:1/', GENEALOT_TOKEN: 't' }, { url: 'http://a:1', token: 't' }],
  ['a typed URL wins', { url: 'http://b', data: 'd' }, { GENEALOT_URL: 'http://a' }, { url: 'http://b', token: undefined }],
  ['a typed directory wins over the environment', { data: 'd' }, { GENEALOT_URL: 'http://a' }, { dataDir: 'd', token: undefined }],
  ['a directory needs no token of the environment', { data: 'd' }, { GENEALOT_TOKEN: 't' }, { dataDir: 'd', token: undefined }],
  ['the address as serve prints it', { url: 'http://a:4800/#key=k%2B1' }, {}, { url: 'http://a:4800', token: 'k+1' }],
  ['a typed token wins over the key', { url: 'http://a/#key=k', token: 't' }, {}, { url: 'http://a', token: 't' }],
  ['a server behind a path', { url: 'https://a/genealot/' }, {}, { url: 'https://a/genealot', token: undefined }],
])('%s', (_what, options, env, aim) => {
  expect(aimOf(options, env)).toEqual(aim)
})

test.each(['nonsense', 'ftp://a', 'a:4800', ''])('"%s" is no address', url => {
  expect(() => aimOf({ url }, {})).toThrow('no address of a server')
})

test('known at is a sequence number or a time with an offset', () => {
  expect(parseKnownAt('41')).toEqual({ sequence: 41 })
  expect(parseKnownAt('2026-03-02T08:00:00+01:00')).toBe('2026-03-02T08:00:00+01:00')
  for (const text of ['yesterday', '2026-03-02', '2026-03-02T08:00:00', '-1']) expect(() => parseKnownAt(text)).toThrow('offset')
})

test('ports and counts', () => {
  expect([parsePort('0'), parsePort('65535'), parseCount('1_000_000')]).toEqual([0, 65_535, 1_000_000])
  for (const text of ['65536', '-1', 'x', '']) expect(() => parsePort(text)).toThrow('65535')
  for (const text of ['0', '1.5', '']) expect(() => parseCount(text)).toThrow('above 0')
  expect([portOf(undefined, { PORT: '' }), portOf(undefined, { PORT: '81' }), portOf(82, { PORT: '81' })]).toEqual([4800, 81, 82])
  expect(() => portOf(undefined, { PORT: 'x' })).toThrow('PORT is "x"')
})
