/** Command cards: words printed by us that say what to do instead of with what. */
import { COMMAND_WORDS, type CommandWord, refused, type ScanReading, understood } from './reading.ts'

const WITH_QUANTITY: ReadonlySet<string> = new Set(['QTY', 'SCRAP'])

/** "QTY:25", "SCRAP:3:BURR", "NEW LOT". @returns undefined where the text is no command. */
export function readCommand(text: string): ScanReading | undefined {
  const [head = '', quantity, ...rest] = text.split(':')
  const word = wordOf(head)
  if (word === undefined || (quantity !== undefined && !WITH_QUANTITY.has(word))) return undefined
  const command = {
    word,
    quantity: quantity === undefined ? null : quantity.trim().replace(',', '.'),
    reason: rest.join(':').trim() || null,
  }
  if (quantity !== undefined && isDoubtful(quantity)) return refused('command', text, twoAmounts(word, quantity.trim()))
  if (command.quantity !== null && !isAmount(command.quantity)) return refused('command', text, noAmount(word, quantity ?? ''))
  return understood('command', text, { command, marked: true })
}

/** Cards are printed in capitals; typed ones may be small, and a space may have become a line. */
function wordOf(text: string): CommandWord | undefined {
  const plain = text
    .trim()
    .toUpperCase()
    .replace(/[\s_-]+/g, ' ')
  return COMMAND_WORDS.find(word => word === plain || word.replace(' ', '') === plain)
}

const isAmount = (text: string): boolean => /^(?:\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})$/.test(text) && /[1-9]/.test(text)

/** Whose card it is nobody knows here: a comma with three digits behind it is a decimal to some and parts thousands for others. */
const isDoubtful = (quantity: string): boolean => /^\s*[1-9]\d{0,2},\d{3}\s*$/.test(quantity)

const twoAmounts = (word: string, written: string) => ({
  reason: 'command' as const,
  sentence: `${word}:${written} may be ${written.replace(',', '.').replace(/\.?0+$/, '')} or ${written.replace(',', '')}: write it without a comma.`,
})

const noAmount = (word: string, written: string) => ({
  reason: 'command' as const,
  sentence: `${word}:${written} has no quantity above 0: enter one, such as ${word}:25.`,
})
