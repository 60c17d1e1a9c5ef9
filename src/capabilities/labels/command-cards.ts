/** The cards that steer a station by scanner: what each says and what it means. */
import { notFound } from '../problem.ts'
import type { Tokens } from './layout.ts'

export const COMMANDS: Readonly<Record<string, string>> = {
  DONE: 'Finish what is being entered',
  UNDO: 'Take back my last scan',
  QTY: 'Enter another quantity',
  SCRAP: 'Report scrap with its reason',
  HOLD: 'Put this lot on hold',
  'NEW LOT': 'Close the lot being filled and open the next',
  REPRINT: 'Print the label again',
  SPLIT: 'Divide this lot',
  MERGE: 'Put lots together into one',
  RENUMBER: 'Give this lot another number',
  SERIALIZE: 'Give each piece of this lot its own number',
  PACK: 'Put lots into a container',
  UNPACK: 'Empty a container',
  HELP: 'Call a supervisor',
  OK: 'Yes, go on; confirm a stop',
  NO: 'No, go back',
}

/** @throws Problem where there is no such command. */
export function commandCard(code: string): Tokens {
  const name = COMMANDS[code]
  if (name === undefined) throw notFound(`There is no command "${code}"; there are ${Object.keys(COMMANDS).join(', ')}.`)
  return { number: code, code, name }
}
