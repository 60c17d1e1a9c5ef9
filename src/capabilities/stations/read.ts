/** What a scanned text says before anything is looked up: a command card or an answer, or something that stands on a label. */

import { COMMAND_WORDS, type CommandWord } from '../../symbols/reading.ts'

export type { CommandWord }

/** What buttons and pads send: the word, a colon, and what was entered. */
const ANSWERS = ['VALUE', 'REASON', 'CHOOSE', 'NUMBER', 'PIN', 'CHANGE'] as const
export type AnswerWord = (typeof ANSWERS)[number]

export type Reading =
  | { kind: 'command'; word: CommandWord; argument: string | null }
  | { kind: 'answer'; word: AnswerWord; argument: string }
  | { kind: 'label'; text: string }

/** Without what scanners put around a text and what cannot be kept; separators inside stay. */
export const readable = (scanned: string): string =>
  scanned
    .replaceAll('\u0000', '␀')
    .replaceAll(/[\u0002\u0003]/g, '')
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .trim()

const PATTERN = /^([A-Z]+(?: LOT)?)(?::(.*))?$/s

export function readText(scanned: string): Reading {
  const text = scanned.trim()
  const [, word = '', argument] = PATTERN.exec(text.replace(/^[^:]*/, before => before.toUpperCase())) ?? []
  const command = COMMAND_WORDS.find(known => known === word)
  if (command) return { kind: 'command', word: command, argument: argument?.trim() ? argument.trim() : null }
  const answer = ANSWERS.find(known => known === word)
  if (answer && argument !== undefined) return { kind: 'answer', word: answer, argument: argument.trim() }
  return { kind: 'label', text }
}
