/** What turns a document's description into PDF: its fonts, and which files it may read (only those fonts; it never asks the network). */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pdfmake from 'pdfmake'
import { unpackedFace } from './paper-font.ts'
import { CHINESE, withChinese } from './paper-script.ts'

/** The part of the printer that its published types leave out. */
interface Guarded {
  setLocalAccessPolicy(allows: (path: string) => boolean): void
  setUrlAccessPolicy(allows: (url: string) => boolean): void
  /** Files that are in memory only. */
  readonly virtualfs: { existsSync(name: string): boolean; writeFileSync(name: string, bytes: Buffer): void }
}

const fonts = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', 'Roboto')
const roboto = (cut: string): string => join(fonts, `Roboto-${cut}.ttf`)

// Beside this file in a checkout, beside the program when built.
const own = join(dirname(fileURLToPath(import.meta.url)), 'fonts')
/** The face of identifiers, the same as on the screens: 0 and O, 1 and l and I are told apart. */
export const TYPEWRITER = 'JetBrainsMono'
/** By the name under which each stands in memory. */
const PACKED: Readonly<Record<string, string>> = {
  'noto-sans-sc.ttf': 'noto-sans-sc.woff',
  'jetbrains-mono.ttf': 'jetbrains-mono.woff',
  'jetbrains-mono-bold.ttf': 'jetbrains-mono-bold.woff',
}
const CHINESE_FILE = 'noto-sans-sc.ttf'
const [PLAIN, BOLD] = ['jetbrains-mono.ttf', 'jetbrains-mono-bold.ttf']

export function paper(): Pick<typeof pdfmake, 'createPdf'> {
  pdfmake.setFonts({
    Roboto: { normal: roboto('Regular'), bold: roboto('Medium'), italics: roboto('Italic'), bolditalics: roboto('MediumItalic') },
    [CHINESE]: { normal: CHINESE_FILE, bold: CHINESE_FILE, italics: CHINESE_FILE, bolditalics: CHINESE_FILE },
    [TYPEWRITER]: { normal: PLAIN, bold: BOLD, italics: PLAIN, bolditalics: BOLD },
    Courier: { normal: 'Courier', bold: 'Courier-Bold', italics: 'Courier-Oblique', bolditalics: 'Courier-BoldOblique' },
  })
  const guarded = pdfmake as typeof pdfmake & Guarded
  guarded.setLocalAccessPolicy(path => path.startsWith(fonts) || !path.includes('/'))
  for (const [name, packed] of Object.entries(PACKED))
    if (!guarded.virtualfs.existsSync(name)) guarded.virtualfs.writeFileSync(name, unpackedFace(readFileSync(join(own, packed))))
  guarded.setUrlAccessPolicy(() => false)
  return { createPdf: definition => pdfmake.createPdf(withChinese(definition)) }
}
