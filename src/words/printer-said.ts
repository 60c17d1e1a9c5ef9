import { enPrinter } from './en-printer.ts'
import { reader } from './read-back.ts'
import { say } from './say.ts'

const readBack = reader(enPrinter)

/**
 * How it stands with a printer or a label, in the reader's language. A print job keeps its reason as the English sentence, which files show as it is; what is none of ours stays as it came.
 */
export function printerSaid(language: string, text: string): string {
  const found = readBack(text)
  if (found === undefined) return text
  const { reason } = found.params
  return say(language, found.key, reason === undefined ? found.params : { ...found.params, reason: printerSaid(language, reason) })
}
