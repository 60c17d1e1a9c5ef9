import type { RefusalCode } from '../base/refusal.ts'
import type { AnyCommand, Effect, Fact } from './fact.ts'
import type { KnownEvent, State } from './state.ts'
import type { Wanted } from './wanted.ts'

/**
 * What one type of event means. `names` says what to load; `decide` settles the effect or throws a Refusal, and changes nothing;
 * `evolve` applies a decided fact to the state, in the live path and in a rebuild alike. Lots, movements and exceptions of the
 * effect are applied by the ledger itself before `evolve` is called.
 */
export interface Handler<C extends AnyCommand = AnyCommand> {
  names(command: C, wanted: Wanted): void
  decide(state: State, command: C, context: Context): Effect
  evolve?(state: State, fact: Fact<C>): void
  /** What a correction takes back beyond the rows the event made and ended. */
  revert?(state: State, voided: KnownEvent, fact: Fact): void
  /** Decided alone, on a state read afresh: what it does depends on more than the rows it names, or changes what the guard answers. */
  alone?: boolean | ((command: C) => boolean)
  /** What came of it changes what the guard answers, such as a value that places a hold: it is then decided once more, alone. */
  changesGuard?(fact: Fact<C>): boolean
  /** What the same act records behind the event, each as a row of the ledger of its own: nobody sends it, and nobody is answered. */
  behind?(state: State, fact: Fact<C>): readonly AnyCommand[]
  /** The effect belongs to an event inside this one (a replacement), which the handler applies itself. */
  appliesItsEffect?: boolean
}

export interface Context {
  now: number
  /** The order this event will have among others of its instant. */
  ord: number
  /** The event takes the place of one that was recorded in its time: what has been closed since does not speak against it. */
  replacing?: boolean
  /** Where that one drew on a lot: what replaces it finds its material there first. */
  drewAt?: (lot: number) => string | undefined
  /** It is put right with others: whether there is enough is asked when all of them are in their places. */
  sumsLater?: boolean
  /** It is looked at and rolled back: nobody has signed it yet. */
  trying?: boolean
  /** Raises a broken rule: refuses, or, for what already happened (`late`), records an exception. */
  broken: (code: RefusalCode, detail: string, pointer?: string) => void
  /** Notes something a supervisor should see, without refusing. */
  note: (code: string, detail: string) => void
}

export type Handlers = ReadonlyMap<string, Handler>
