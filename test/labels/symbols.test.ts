/** What is printed is what is read: every symbol is drawn, and decoded again by somebody else's reader. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Symbology, Template } from '../../src/capabilities/label-shapes.ts'
import { BUILT_IN } from '../../src/capabilities/labels/defaults.ts'
import { encoded, ordered } from '../../src/capabilities/labels/gs1.ts'
import { type Drawing, layOut } from '../../src/capabilities/labels/layout.ts'
import { labelsPdf, sheetPdf } from '../../src/capabilities/labels/pdf.ts'
import { SAMPLE } from '../../src/capabilities/labels/sample.ts'
import { SymbolError } from '../../src/capabilities/labels/symbol.ts'
import { symbolPng } from '../../src/capabilities/labels/symbol-picture.ts'
import { dotOf, zplOf } from '../../src/capabilities/labels/zpl.ts'
import { pixelsOf, type ReadSymbol, readPicture } from './decode.ts'
import { readZpl, type ZplField } from './zpl-reader.ts'

const GS1 = '(01)09521141000014(17)271231(10)AB-12/3'
const SSCC = '(00)395211410000000015'

function alone(symbology: Symbology, text: string, { width = 90, height = 30 } = {}): Template {
  return {
    code: 'one',
    for: 'location',
    width,
    height,
    elements: [{ kind: 'symbol', symbology, x: 0, y: 0, width, height, text: text.replaceAll(/[{}]/g, '') }],
  }
}
const drawn = (symbology: Symbology, text: string, dpi: 203 | 300 = 203): Drawing => layOut(alone(symbology, text), {}, dotOf(dpi))

const CASES: [Symbology, string, Partial<ReadSymbol>][] = [
  ['qr', 'https://genealot.example.com/s/26330-0042', { format: 'QRCode', text: 'https://genealot.example.com/s/26330-0042' }],
  ['qr', 'Größe 5 µm, 批号 4711', { format: 'QRCode', text: 'Größe 5 µm, 批号 4711' }],
  ['datamatrix', 'L-0042_A\\~^>', { format: 'DataMatrix', text: 'L-0042_A\\~^>' }],
  ['gs1-datamatrix', GS1, { format: 'DataMatrix', text: encoded(GS1), symbology: ']d2' }],
  ['code128', 'NEW LOT', { format: 'Code128', text: 'NEW LOT' }],
  ['code128', 'A1234567B~^>', { format: 'Code128', text: 'A1234567B~^>' }],
  ['gs1-128', GS1, { format: 'Code128', text: encoded(GS1), symbology: ']C1' }],
  ['gs1-128', SSCC, { format: 'Code128', text: encoded(SSCC), symbology: ']C1' }],
]

describe('drawn and decoded', () => {
  test.each(CASES)('%s %s', async (symbology, text, expected) => {
    for (const dpi of [203, 300] as const)
      expect(await readPicture(pixelsOf(drawn(symbology, text, dpi)))).toEqual([expect.objectContaining(expected)])
  })

  test.each(CASES)('%s %s as PNG', async (symbology, text, expected) => {
    expect(await readPicture(await symbolPng(symbology, text))).toEqual([expect.objectContaining(expected)])
  })
})

describe('ZPL', () => {
  const fields = (drawing: Drawing, symbols: 'native' | 'picture' = 'native'): ZplField[] =>
    readZpl(zplOf(drawing, { dpi: 203, symbols }, 1))[0]?.fields ?? []

  test.each(CASES)('%s %s by the printer', async (symbology, text, { text: payload = '', symbology: prefix = '' }) => {
    const [field] = fields(drawn(symbology, text))
    expect(field).toMatchObject({ payload: `${prefix}${payload}` })
  })

  test.each(CASES)('%s %s as a picture', async (symbology, text, expected) => {
    const [field] = fields(drawn(symbology, text), 'picture')
    if (field?.kind !== 'picture') throw new Error('no picture')
    expect(await readPicture(field.pixels)).toEqual([expect.objectContaining(expected)])
  })

  test('a matrix that printers disagree about is sent as a picture', () => {
    expect(fields(drawn('datamatrix', 'Größe'))).toMatchObject([{ kind: 'picture' }])
  })

  test('any text of Code 128 comes back, whichever sets it needs', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,30}$/), text => {
        fc.pre(text.trim() === text && !/[{}]/.test(text))
        const [field] = fields(drawn('code128', text))
        expect(field).toMatchObject({ kind: 'code128', payload: text })
      }),
      { numRuns: 100 },
    )
  })

  test('any element string comes back, separators included', () => {
    const value = fc.stringMatching(/^[A-Z0-9_>^~\\+*%-]{1,20}$/).filter(text => /^[!"%&'*+,\-./0-9:;<=>?A-Z_a-z]+$/.test(text))
    fc.assert(
      fc.property(value, value, (lot, other) => {
        const text = ordered(`(10)${lot}(01)09521141000014(240)${other}`)
        expect(fields(drawn('gs1-datamatrix', text))).toMatchObject([{ payload: `]d2${encoded(text)}` }])
        expect(fields(layOut(alone('gs1-128', text, { width: 400 }), {}, dotOf(203)))).toMatchObject([{ payload: `]C1${encoded(text)}` }])
      }),
      { numRuns: 30 },
    )
  })

  test('letters that are commands to a printer are printed, not obeyed', () => {
    const name = '^XA~JA ^FD \\5E_1 Größe 5µ 批'
    const template: Template = {
      code: 't',
      for: 'location',
      width: 200,
      height: 20,
      elements: [{ kind: 'text', x: 1, y: 1, size: 3, text: '{name}' }],
    }
    const zpl = zplOf(layOut(template, { name }, dotOf(203)), { dpi: 203, symbols: 'native', font: 'E:SIMSUN.TTF' }, 3)
    expect(readZpl(zpl)).toMatchObject([
      { copies: 3, width: 1600, height: 160, fields: [{ kind: 'text', text: name, font: 'E:SIMSUN.TTF' }] },
    ])
  })
})

describe('what cannot be a symbol says why', () => {
  test.each<[Symbology, string, RegExp]>([
    ['gs1-128', '(01)09521141000015(10)A', /AI 01: Bad checksum/],
    ['gs1-datamatrix', '(10)A', /cannot be a gs1-datamatrix symbol/],
    ['gs1-128', '(01)09521141000014(17)271331', /month/i],
    ['code128', 'Größe', /QR code/],
    ['qr', 'x'.repeat(5000), /cannot be a qr symbol/],
  ])('%s %s', (symbology, text, sentence) => {
    expect(() => drawn(symbology, text)).toThrow(sentence)
    expect(() => drawn(symbology, text)).toThrow(SymbolError)
  })

  test('one that no scanner could read is not made smaller and smaller', () => {
    expect(() => layOut(alone('code128', 'A'.repeat(40), { width: 30 }), {}, dotOf(203))).toThrow(/does not fit into 30 × 30 mm/)
  })
})

describe('built-in templates', () => {
  test.each(BUILT_IN.map(template => [template.code, template] as const))(
    '%s: every symbol is read, and nothing is warned of',
    async (_, template) => {
      const tokens = SAMPLE[template.for]
      for (const dpi of [203, 300] as const) {
        const drawing = layOut(template, tokens, dotOf(dpi))
        expect(drawing.warnings.filter(warning => !/modules of/.test(warning))).toEqual([])
        const expected = drawing.marks.flatMap(mark =>
          mark.kind === 'symbol' ? [mark.symbology.startsWith('gs1-') ? encoded(mark.text) : mark.text] : [],
        )
        expect((await readPicture(pixelsOf(drawing, dpi === 203 ? 2 : 1))).map(symbol => symbol.text).sort()).toEqual(expected.sort())
      }
    },
  )

  test('every mark stays on its label, also with long words', () => {
    const long = Object.fromEntries(
      Object.entries(SAMPLE.lot).map(([name, value]) => [
        name,
        ['url', 'gs1', 'code'].includes(name) ? value : `${value} ${value}-${value}`,
      ]),
    )
    for (const template of BUILT_IN.filter(one => one.for === 'lot' || one.for === 'serial')) {
      const { marks } = layOut(template, long, dotOf(203))
      expect(marks.length, template.code).toBeGreaterThan(2)
      for (const mark of marks) {
        const [right, bottom] = mark.kind === 'text' ? [mark.x, mark.baseline] : [mark.x + mark.width, mark.y + mark.height]
        expect(right, `${template.code} ${JSON.stringify(mark).slice(0, 80)}`).toBeLessThanOrEqual(template.width)
        expect(bottom, `${template.code} ${JSON.stringify(mark).slice(0, 80)}`).toBeLessThanOrEqual(template.height)
      }
    }
  })

  test('the number is whole, however long, and 4 mm high where there is room', () => {
    const lot = BUILT_IN.find(template => template.code === 'lot-100x50')
    if (!lot) throw new Error('gone')
    for (const number of ['A-1', '26330-0042', 'GEAR-20T-26330-0042K', 'X'.repeat(100)]) {
      const { marks } = layOut(lot, { ...SAMPLE.lot, number, url: number }, dotOf(203))
      const lines = marks.flatMap(mark => (mark.kind === 'text' && mark.identifier && mark.baseline < 19 ? [mark] : []))
      expect(lines.map(line => line.text).join('')).toBe(number)
      if (number.length < 25) for (const line of lines) expect(line.size).toBeGreaterThanOrEqual(4)
    }
  })
})

const pdftoppm = ['/usr/bin/pdftoppm', '/opt/homebrew/bin/pdftoppm'].find(path => existsSync(path))

/** Needs Debian's poppler-utils; elsewhere it is skipped, and says so by its name. */
describe.skipIf(pdftoppm === undefined)(`PDF as paper (pdftoppm${pdftoppm === undefined ? ' is not there' : ''})`, () => {
  async function pagesOf(pdf: Buffer): Promise<Uint8Array[]> {
    const folder = mkdtempSync(join(tmpdir(), 'genealot-pdf-'))
    try {
      writeFileSync(join(folder, 'label.pdf'), pdf)
      const printed = execFileSync(pdftoppm ?? '', ['-r', '200', '-png', 'label.pdf', 'page'], { cwd: folder, encoding: 'utf8' })
      expect(printed).toBe('')
      const names = execFileSync('ls', { cwd: folder, encoding: 'utf8' })
        .split('\n')
        .filter(name => name.endsWith('.png'))
      return names.map(name => readFileSync(join(folder, name)))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  test('one label per page, in its size', async () => {
    const template = BUILT_IN.find(one => one.code === 'gs1-lot-100x75')
    if (!template) throw new Error('gone')
    const drawing = layOut(template, SAMPLE.lot, dotOf(300))
    const pages = await pagesOf(await labelsPdf([drawing, drawing], 'two', 0))
    expect(pages).toHaveLength(2)
    for (const page of pages) {
      expect([Buffer.from(page).readUInt32BE(16), Buffer.from(page).readUInt32BE(20)]).toEqual([788, 591])
      const text = encoded(SAMPLE.lot.gs1 ?? '')
      expect((await readPicture(page)).map(symbol => symbol.text)).toEqual([text, text])
    }
  })

  test('a sheet of cards: all of them, none over the edge', async () => {
    const template = BUILT_IN.find(one => one.for === 'command')
    if (!template) throw new Error('gone')
    const words = ['DONE', 'UNDO', 'QTY', 'SCRAP', 'HOLD', 'NEW LOT', 'OK', 'NO', 'HELP']
    const cards = words.map(word => ({ drawing: layOut(template, { number: word, code: word, name: word }, dotOf(300)), caption: word }))
    const pages = await pagesOf(await sheetPdf(cards, { title: 'Cards', text: '' }, 0))
    const read = (await Promise.all(pages.map(page => readPicture(page)))).flat()
    expect([...new Set(read.map(symbol => symbol.text))].sort()).toEqual([...words].sort())
    expect(read.filter(symbol => symbol.format === 'QRCode')).toHaveLength(words.length)
  })
})
