/** Separators in all their disguises: what a keyboard cannot type arrives as something else. */
import { GS } from './gs1/element-string.ts'

export const RS = '\u001e'
export const EOT = '\u0004'

interface Control {
  name: string
  picture: string
  decimal: string
  hex: string
  octal: string
}

/** How a control character is written by scanners, drivers and people: {GS}, <0x1D>, \x1d, \035, ~d029, &#29;, Alt+029 and its picture. */
const written = ({ name, picture, decimal, hex, octal }: Control): string =>
  [
    `[{<[](?:${name}|0?x?${hex})[}>\\]]`,
    `\\\\(?:x|u00)${hex}`,
    `\\\\${octal}`,
    `~d?${decimal}`,
    `&#(?:${Number(decimal)}|x${hex});`,
    `[{<[]Alt ?\\+? ?${decimal}[}>\\]]|Alt ?\\+ ?${decimal}`,
    `[${picture}]`,
  ].join('|')

const GS_NAMES = `${written({ name: 'GS', picture: '\u241d\u2194', decimal: '029', hex: '1d', octal: '035' })}|[{<[]FNC1[}>\\]]|\\\\F(?:NC1)?|\\\\G|\\^\\]`
const RS_NAMES = `${written({ name: 'RS', picture: '\u241e\u25b2', decimal: '030', hex: '1e', octal: '036' })}|\\\\R|\\^\\^`
const EOT_NAMES = `${written({ name: 'EOT', picture: '\u2404\u2666', decimal: '004', hex: '04', octal: '004' })}|\\\\E`

const named = (names: string): RegExp => new RegExp(names, 'gi')

export interface Separated {
  text: string
  /** Undefined: there was none, they may have been lost. */
  as: string | undefined
}

/** A real GS leaves no room for disguises; then names such as {GS}; then one single letter that no element string may have. */
export function withSeparators(text: string): Separated {
  if (text.includes(GS)) return { text, as: 'GS' }
  const name = new RegExp(GS_NAMES, 'i').exec(text)?.[0]
  return name === undefined ? { text, as: undefined } : { text: text.replace(named(GS_NAMES), GS), as: name }
}

/** The one letter of a text that no element may have, where there is exactly one such: perhaps it stands for the separator. */
export function strangerIn(text: string): string | undefined {
  const strangers = new Set(text.replace(/[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]/g, ''))
  return strangers.size === 1 ? [...strangers][0] : undefined
}

export const withRealControls = (text: string): string =>
  text.replace(named(GS_NAMES), GS).replace(named(RS_NAMES), RS).replace(named(EOT_NAMES), EOT)

/** What scanners and clipboards put around a text and nobody printed. */
export const trimmed = (text: string): string => text.replace(/^[\s\0\u0002\u0003\u200b]+|[\s\0\u0002\u0003\u200b]+$/g, '')
