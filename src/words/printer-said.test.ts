import { expect, it } from 'vitest'
import { enPrinter } from './en-printer.ts'
import { LANGUAGES, message, printerSaid, say, type WordKey } from './index.ts'

const facts = {
  port: 25,
  host: 'zebra.plant',
  networks: '10.0.0.0/8, fd00::/8',
  printer: 'P-1 (dock)',
  address: '10.0.0.7:9100',
  code: 'EHOSTUNREACH',
  reason: say('en', 'printer.why.paper-out'),
}
const languages = LANGUAGES.map(({ code }) => code)
const keys = Object.keys(enPrinter) as WordKey[]

it.each(languages)('every reason that is kept is said in %s', language => {
  const reason = say(language, 'printer.why.paper-out')
  for (const key of keys) expect(printerSaid(language, message(key, facts).text)).toBe(say(language, key, { ...facts, reason }))
})

it.each(languages.filter(code => code !== 'en'))('none of them is left in English in %s', language => {
  expect(keys.filter(key => say(language, key) === say('en', key))).toEqual([])
})

it('a reason that is none of ours stays as it came', () => {
  expect(printerSaid('fr', 'Out of luck.')).toBe('Out of luck.')
})
