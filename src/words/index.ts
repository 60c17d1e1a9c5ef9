export { directionOf, isWordKey, LANGUAGES, type Language, type Message, message, PSEUDO, say, sayMessage, type WordKey } from './say.ts'
export type { Params } from './sentence.ts'
