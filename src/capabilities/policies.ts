/** What a plant may decide for each station, in one place: the name, the choices, and what holds where nothing is said. */
import { z } from 'zod'

const stopAskAllow = z.enum(['stop', 'ask', 'allow'])
const reasons = z.array(z.string().trim().min(1).max(100)).max(20)

export const policySchema = z.strictObject({
  /** May anything be reported before a badge was scanned? */
  badge: z.enum(['required', 'optional']),
  /** An operation before this one in the routing was not reported, or a later one already was. */
  sequence: stopAskAllow,
  /** The lot was reported at this operation already, all of it. */
  repeat: stopAskAllow,
  /** The operator lacks a certification that the operation requires. */
  certification: stopAskAllow,
  /** A value is outside of its limits. */
  outOfTolerance: z.enum(['stop', 'ask']),
  /** Several lots or serials in one report: scan them all, then DONE once. */
  together: z.boolean(),
  /** How much of a raw lot goes into the run: all that is there (of the container, if that was scanned), what is asked, or as needed. */
  loadQuantity: z.enum(['all', 'ask', 'as-needed']),
  /** A change of raw lot closes the open output at the quantity that is asked, or at what the record expects. */
  closeQuantity: z.enum(['ask', 'expected']),
  /** Before another raw lot joins an approximate run: ask with what a recall would grow to, or tell it and go on. */
  price: z.enum(['ask', 'tell']),
  /** Whether going on against a question needs the operator's PIN. */
  pin: z.enum(['never', 'overrides']),
  /** Whether a badge needs its PIN: at its first scan of a shift at this station. */
  badgePin: z.enum(['never', 'shift']),
  /** At the end of a shift: everybody is signed out, or stays. */
  shiftEnd: z.enum(['stay', 'sign-out']),
  /** How long the operator may take back a report of his own. */
  undoMinutes: z.int().min(0).max(1440),
  /** How long QTY and SCRAP, scanned directly after a report, change that report. */
  amendSeconds: z.int().min(0).max(3600),
  /** The same code again within this time is the scanner's echo. */
  duplicateSeconds: z.int().min(0).max(60),
  /** Offered for scrap; the first is the usual one. */
  scrapReasons: reasons,
  /** Offered for a hold. */
  holdReasons: reasons,
  /** While offline: from which age on the list of held lots is too old, and what then. */
  holdListMinutes: z.int().min(1).max(10_080),
  staleHolds: z.enum(['warn', 'stop']),
  /** While offline: what is received or shipped is recorded, or only what was scanned is kept for a supervisor. */
  receiveOffline: z.enum(['record', 'set-aside']),
  shipOffline: z.enum(['record', 'set-aside']),
  /** Recorded at a time in doubt, because the station's clock was set between scanning and sending: shown to a supervisor, or only noted. */
  wrongClock: z.enum(['raise', 'note']),
})
export type Policies = z.output<typeof policySchema>

/** What a station's record says of them: only what differs. */
export const statedPolicies = policySchema.partial()

export const STANDARD: Policies = {
  badge: 'required',
  sequence: 'ask',
  repeat: 'ask',
  certification: 'ask',
  outOfTolerance: 'ask',
  together: false,
  loadQuantity: 'all',
  closeQuantity: 'ask',
  price: 'ask',
  pin: 'never',
  badgePin: 'never',
  shiftEnd: 'stay',
  undoMinutes: 5,
  amendSeconds: 60,
  duplicateSeconds: 2,
  scrapReasons: ['Damaged', 'Out of tolerance', 'Set-up piece'],
  holdReasons: ['Suspect material', 'Suspect measurement', 'Mixed up'],
  holdListMinutes: 60,
  staleHolds: 'warn',
  receiveOffline: 'record',
  shipOffline: 'set-aside',
  wrongClock: 'raise',
}

export const policiesOf = (stated: z.output<typeof statedPolicies> | undefined): Policies => ({ ...STANDARD, ...stated })
