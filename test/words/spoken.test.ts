/** A screen that speaks stays one: no English is left in its folder, nor in the frame around it and the parts it is made of. */
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LabelKind } from '../../src/answers/index.ts'
import { TOKEN_ROLES } from '../../src/capabilities/access/roles.ts'
import { ALERT_KINDS } from '../../src/capabilities/alert-shapes.ts'
import { DOCUMENT_KINDS } from '../../src/capabilities/events.ts'
import { fits, isSpoken, SPOKEN } from '../../src/web/app/spoken.ts'
import { english, officeIn } from '../../src/words/office.ts'
import { paramsOf, type Sentence } from '../../src/words/sentence.ts'
import { englishLeft } from './english-left.ts'

const web = new URL('../../src/web/', import.meta.url)
const filesIn = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, web))
    .filter(name => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map(name => `${folder}/${name}`)

/** Selectors of the browser, read by no one. */
const FOR_MACHINES = /^(input|a, button|@media|\[|<)/

const folders = [...new Set(Object.values(SPOKEN))].map(folder => `screens/${folder}`)
const ofTheirOwn = [...folders, 'screens/sign-in', 'app'].flatMap(filesIn)

/** The parts that these are made of, and the parts of those. */
function partsOf(files: readonly string[]): string[] {
  const found = new Set<string>()
  const follow = (file: string): void => {
    const source = readFileSync(new URL(file, web), 'utf8')
    for (const [, target = ''] of source.matchAll(/from '(\.[^']+\.tsx?)'/g)) {
      const part = posix.join(posix.dirname(file), target)
      if (!part.startsWith('parts/') || found.has(part)) continue
      found.add(part)
      follow(part)
    }
  }
  files.forEach(follow)
  return [...found].toSorted()
}

const spoken = [...ofTheirOwn, ...partsOf(ofTheirOwn)]

describe('a screen that speaks', () => {
  it.each(spoken)('%s says nothing in English by itself', file => {
    const left = englishLeft(readFileSync(new URL(file, web), 'utf8'), file)
    expect(left.filter(({ text }) => !FOR_MACHINES.test(text))).toEqual([])
  })

  it('is known by its route, and any other is not', () => {
    expect(isSpoken('/wip')).toBe(true)
    expect(isSpoken('/lots/1')).toBe(true)
    expect(isSpoken('/lots/1/2')).toBe(false)
    expect(isSpoken('/toString')).toBe(false)
  })

  it.each([
    ['/recalls/$recall', '/recalls/R-1', true],
    ['/recalls/$recall', '/recalls', false],
    ['/recalls/$recall', '/recalls/R-1/pick', false],
    ['/recalls/$recall/pick', '/recalls/R-1/pick', true],
    ['/01/$', '/01/04012345000016/21/7', true],
    ['/wip', '/wip/all', false],
  ])('of the route %s is %s: %s', (route, path, isOne) => expect(fits(route, path)).toBe(isOne))

  it('has a folder and a route', () => {
    const router = readFileSync(new URL('app/router.tsx', web), 'utf8')
    for (const [path, folder] of Object.entries(SPOKEN)) {
      expect(router).toContain(`path: '${path}'`)
      expect(filesIn(`screens/${folder}`)).not.toEqual([])
    }
  })
})

describe('what is left in English is found', () => {
  it.each([
    ['text between tags', '<p>Nothing waits</p>', 'Nothing waits'],
    ['a single word between tags', '<b>Held</b>', 'Held'],
    ['an attribute', '<Blank title="No lot" />', 'No lot'],
    ['what a reader is told aloud', "<i aria-label={open ? 'Open it' : t('nav.more')} />", 'Open it'],
    ['a template', '<i title={`Take ${one} out`} />', 'Take out'],
    ['a word of two', "<b>{done ? 'there' : <i />}</b>", 'there'],
    ['a table of labels', "const views = [{ value: 'x', label: 'Waiting' }]", 'Waiting'],
    ['a sentence anywhere', "const said = 'It comes back.'", 'It comes back.'],
  ])('%s', (_where, source, text) => expect(englishLeft(source).map(one => one.text)).toContain(text))

  it.each([
    ['a key of the catalogue', "const views = [{ value: 'x', label: 'nav.more' }]"],
    ['classes', "<p className={a ? 'row wide' : 'row'} />"],
    ['a key of the keyboard', '<kbd className="key">Enter</kbd>'],
    ['what a call says', "<p>{t('nav.more')}</p>"],
    ['a value for a machine', "<Chip tone={late ? 'stop' : 'done'} />"],
  ])('and not %s', (_what, source) => expect(englishLeft(source)).toEqual([]))
})

it.each([
  ['alerts.on.', ALERT_KINDS],
  ['document.', DOCUMENT_KINDS],
  ['access.', TOKEN_ROLES],
  ['prints.kind-', [...LabelKind.options, 'test']],
])("each of the product's codes has a word under %s", (key, codes) =>
  expect(codes.map(code => `${key}${code}`).filter(known => !Object.hasOwn(english, known))).toEqual([]),
)

describe.each(['de', 'es', 'fr', 'zh'])('the office in %s', language => {
  it('says each sentence, with the facts of the English one', async () => {
    const own: Readonly<Record<string, Sentence>> = await officeIn(language)
    const facts = (sentence: Sentence | undefined): string[] => paramsOf(sentence ?? '').filter(name => name !== 'count')
    for (const [key, sentence] of Object.entries(english)) expect({ key, facts: facts(own[key]) }).toEqual({ key, facts: facts(sentence) })
    expect(Object.keys(own).toSorted()).toEqual(Object.keys(english).toSorted())
  })

  it('is another language', async () => {
    const own = await officeIn(language)
    expect(own['common.close']).not.toBe(english['common.close'])
  })
})

it('a language that nobody here speaks is English', async () => expect(await officeIn('xx')).toBe(english))
