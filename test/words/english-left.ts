/** Where a screen still says something in English by itself: text between tags, and strings where people read them. */
import { parseSync } from 'vite'
import { english } from '../../src/words/office.ts'

export interface Left {
  line: number
  text: string
}

/** What is walked: as ESTree names it, with the ways from a node to those in it. */
type Tree = Readonly<Record<string, unknown>> & { type: string; start: number; end: number }

export function englishLeft(source: string, file = 'screen.tsx'): Left[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`)
  const left: Left[] = []
  const visit = (node: Tree, above: readonly Tree[]): void => {
    const text = textOf(node)
    if (text !== undefined && isLeft(node, text, above))
      left.push({ line: source.slice(0, node.start).split('\n').length, text: text.trim().replaceAll(/\s+/g, ' ') })
    for (const child of childrenOf(node)) visit(child, [node, ...above])
  }
  for (const child of childrenOf({ type: 'Program', start: 0, end: 0, body: program.body })) visit(child, [])
  return left
}

/** What is the same in every language: names, units of measure, keys of a keyboard, what is typed as it stands. */
const NAMES: ReadonlySet<string> = new Set([
  'Genealot',
  'CSV',
  'XLSX',
  'PDF',
  'genealot import FILE',
  'genealot verify',
  'SHA-256',
  'SVG',
  '/station',
  '{attribute.NAME}',
])
const isSaidElsewhere = (text: string): boolean => Object.hasOwn(english, text) || NAMES.has(text) || /^\{\w+\}$/.test(text)

function isLeft(node: Tree, text: string, above: readonly Tree[]): boolean {
  if (above[0]?.type === 'Property' && above[0]['key'] === node) return false
  if (isSaidElsewhere(text.trim()) || (above[0]?.type === 'JSXElement' && tagOf(above[0]) === 'kbd')) return false
  if (!/\p{L}{2}/u.test(text)) return false
  if (node.type === 'JSXText' || isRead(node, above)) return true
  // Two words one after the other are a sentence, wherever they stand.
  return /\p{L}{2,}[,.:]? \p{L}/u.test(text) && !isForMachines(above)
}

function textOf(node: Tree): string | undefined {
  if (node.type === 'JSXText') return String(node['value'])
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node.type !== 'TemplateLiteral') return undefined
  return treesIn(node['quasis'])
    .map(part => (part['value'] as { cooked?: string }).cooked ?? '')
    .join(' ')
}

/** Attributes and fields whose text somebody reads or hears. */
const READ: ReadonlySet<string> = new Set(
  'label title placeholder aria-label aria-description description alt text word why empty noun none sentence said summary message'.split(
    ' ',
  ),
)

/** It stands between tags, or in something that people read. */
function isRead(node: Tree, [parent, ...above]: readonly Tree[]): boolean {
  if (parent === undefined) return false
  if (parent.type === 'ConditionalExpression') return parent['test'] !== node && isRead(parent, above)
  if (parent.type === 'LogicalExpression') return isRead(parent, above)
  if (parent.type === 'BinaryExpression') return parent['operator'] === '+' && isRead(parent, above)
  if (['ParenthesizedExpression', 'TSAsExpression', 'ChainExpression'].includes(parent.type)) return isRead(parent, above)
  if (parent.type === 'JSXExpressionContainer') return above[0]?.type === 'JSXAttribute' ? READ.has(nameOf(above[0])) : true
  if (parent.type === 'JSXAttribute') return READ.has(nameOf(parent))
  return parent.type === 'Property' && parent['value'] === node && READ.has(nameOf(parent)) && parent['computed'] !== true
}

const MACHINES: ReadonlySet<string> = new Set(
  'className style height width d viewBox transform autoComplete rel gridTemplateColumns'.split(' '),
)

/** Classes, tracks of a grid, imports, and what is thrown at a developer. */
function isForMachines(above: readonly Tree[]): boolean {
  for (const one of above) {
    if (['ThrowStatement', 'ImportDeclaration', 'TSLiteralType'].includes(one.type)) return true
    if (['JSXAttribute', 'Property'].includes(one.type) && MACHINES.has(nameOf(one))) return true
    if (['JSXElement', 'BlockStatement'].includes(one.type)) return false
  }
  return false
}

const textAt = (node: unknown, field: string): string => {
  const value = node !== null && typeof node === 'object' ? (node as Record<string, unknown>)[field] : undefined
  return typeof value === 'string' ? value : ''
}

const tagOf = (element: Tree): string => textAt((element['openingElement'] as Tree)['name'], 'name')

/** Of an attribute or a property. */
function nameOf(node: Tree): string {
  const key = node['name'] ?? node['key']
  return textAt(key, 'name') || textAt(key, 'value')
}

const childrenOf = (node: Tree): Tree[] => Object.values(node).flatMap(treesIn)

function treesIn(value: unknown): Tree[] {
  if (Array.isArray(value)) return value.flatMap(treesIn)
  return value !== null && typeof value === 'object' && typeof (value as Tree).type === 'string' ? [value as Tree] : []
}
