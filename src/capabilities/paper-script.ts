/** Which face a piece of text is set in: Roboto has no Chinese, so what is written in it is set in a face that has, run by run. */
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js'

export const CHINESE = 'NotoSansSC'

/** Han characters, and the marks and wide forms that stand between them. */
const RUN = /[\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]+/gu

/** Marks a document in place, wherever its text stands; documents are made for one printing. */
export function withChinese(definition: TDocumentDefinitions): TDocumentDefinitions {
  const { header, footer } = definition
  mark(definition)
  return {
    ...definition,
    ...(typeof header === 'function' ? { header: (page, pages, size) => marked(header(page, pages, size)) } : {}),
    ...(typeof footer === 'function' ? { footer: (page, pages, size) => marked(footer(page, pages, size)) } : {}),
  }
}

function marked<T>(content: T): T {
  mark(content)
  return content
}

/** Where content stands in content; everything else of a node is about its looks. */
const INNER = ['content', 'header', 'footer', 'stack', 'columns', 'ul', 'ol', 'table', 'body'] as const

function mark(node: unknown): void {
  if (Array.isArray(node)) {
    for (const [index, part] of node.entries()) {
      if (typeof part === 'string') node[index] = inRuns(part)
      else mark(part)
    }
    return
  }
  if (!isNode(node) || node.font === CHINESE) return
  if (typeof node.text === 'string') {
    const runs = inRuns(node.text)
    if (typeof runs !== 'string') node.text = runs.text
  } else mark(node.text)
  for (const key of INNER) if (typeof node[key] !== 'string') mark(node[key])
}

const isNode = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

type Run = string | { text: string; font: string }
function inRuns(text: string): string | { text: Run[] } {
  const runs: Run[] = []
  let from = 0
  for (const found of text.matchAll(RUN)) {
    if (found.index > from) runs.push(text.slice(from, found.index))
    runs.push({ text: found[0], font: CHINESE })
    from = found.index + found[0].length
  }
  if (from === 0) return text
  return { text: [...runs, ...(from < text.length ? [text.slice(from)] : [])] }
}
