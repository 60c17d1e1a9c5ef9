export { baseOf, directionOf, LANGUAGES, type Language, PSEUDO } from './language.ts'
export { printerSaid } from './printer-said.ts'
export { isWordKey, type Message, message, say, sayMessage, type WordKey } from './say.ts'
export type { Params } from './sentence.ts'
