/** Which template a label gets where nobody names one: the one stated for the material before any other, of the size that is loaded. */

import type { Printer, SubjectKind, Template } from '../label-shapes.ts'
import { BUILT_IN } from './defaults.ts'

export interface Wish {
  kind: SubjectKind
  material?: string | undefined
  /** What the printer has loaded. */
  size?: Pick<Printer, 'width' | 'height'> | undefined
}

/** Stated templates take the place of built-in ones with the same code; retired ones are not offered. */
export function allTemplates(stated: readonly Template[]): Template[] {
  const codes = new Set(stated.map(template => template.code))
  return [...stated, ...BUILT_IN.filter(template => !codes.has(template.code))].filter(template => template.retired !== true)
}

export function chooseTemplate(stated: readonly Template[], wish: Wish): Template | undefined {
  const suited = allTemplates(stated).filter(template => isFor(template, wish) && fitsSize(template, wish.size))
  const own = suited.find(template => template.materials?.includes(wish.material ?? '') === true)
  return own ?? bySize(suited, wish.size)
}

/** A serial is a lot of one: where no template is for serials, one for lots will do, never the other way round. */
function isFor(template: Template, { kind, material }: Wish): boolean {
  if (template.for !== kind) return false
  return template.materials === undefined || template.materials.includes(material ?? '')
}

const TOLERANCE_MM = 1.5

function fitsSize(template: Template, size: Wish['size']): boolean {
  const fits = (length: number, loaded: number | undefined): boolean => loaded === undefined || length <= loaded + TOLERANCE_MM
  return fits(template.width, size?.width) && fits(template.height, size?.height)
}

/** The largest that the loaded label takes; without a printer the first, which is the plant's own where it has one. */
function bySize(suited: readonly Template[], size: Wish['size']): Template | undefined {
  if (size?.width === undefined && size?.height === undefined) return suited[0]
  return [...suited].sort((a, b) => b.width * b.height - a.width * a.height)[0]
}
