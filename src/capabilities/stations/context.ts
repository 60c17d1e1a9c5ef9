/**
 * What a station remembers between scans. The station keeps it and sends it along, so the server keeps no sessions: a killed tab loses
 * nothing, and scans made offline are replayed by giving each the context that the one before it was answered with.
 */
import { z } from 'zod'

/** What the database cannot keep is none of our own contexts. */
const text = z
  .string()
  .max(4000)
  .regex(/^[^\u0000\p{Cs}]*$/u, 'must be text')
const lotName = z.strictObject({ material: text, number: text })
export type LotName = z.output<typeof lotName>

/** `until` is the end of the shift, where the station signs people out by then. */
const person = z.strictObject({ code: text, name: text, language: text.nullable(), until: text.optional() })
export type Present = z.output<typeof person>

/** Rules that a question may set aside for once. */
export const WAIVERS = [
  'repeat',
  'sequence',
  'certification',
  'tolerance',
  'price',
  'mixed',
  'supervisor',
  'over',
  'short',
  'unidentified',
] as const
export type Waiver = (typeof WAIVERS)[number]
/** Which set no rule aside. `later`: what was reported later is taken back as well; `gathered`: what was scanned together is put aside. */
const GRANTS = [...WAIVERS, 'later', 'gathered'] as const

export const TOOLS = ['quantity', 'scrap', 'hold', 'split', 'merge', 'renumber', 'serialize', 'pack', 'unpack', 'reprint', 'swap'] as const
export type Tool = (typeof TOOLS)[number]

/** What the next scan has to be: an answer of some kind, or a scan of something. */
const need = z.strictObject({
  kind: z.enum(['ok', 'pin', 'choose', 'quantity', 'reason', 'value', 'number', 'scan']),
  /** What is answered: a waiver, or the name under which the answer is filled in. */
  of: text,
  choices: z.array(text).max(100).optional(),
})
export type Need = z.output<typeof need>

const said = z.strictObject({ key: text, params: z.record(text, text), text })
const answer = z.strictObject({ text, label: said, primary: z.boolean().optional() })
const input = z.strictObject({
  kind: z.enum(['quantity', 'text', 'number', 'choice', 'date', 'secret', 'photo', 'file']),
  unit: text.optional(),
  min: text.optional(),
  max: text.optional(),
  remaining: text.optional(),
  proposal: text.optional(),
  choices: z.array(text).optional(),
  /** The next scan is this, followed by what was entered. */
  prefix: text,
})
/** One row of the values that are asked for together: what it is of, and what was entered so far. */
const field = z.strictObject({
  name: text,
  of: text.nullable(),
  limits: text,
  entered: z.array(said).max(12),
  /** How many there are and how many are wanted, where it is more than one. */
  count: text.nullable(),
  state: z.enum(['open', 'asked', 'entered']),
  /** The next scan is this to enter it anew. */
  change: text.nullable(),
})
export type Field = z.output<typeof field>
const question = z.strictObject({
  message: said,
  answers: z.array(answer),
  input: input.nullable(),
  fields: z.array(field).max(60).optional(),
})
export type Answer = z.output<typeof answer>
export type Input = z.output<typeof input>
export type Question = z.output<typeof question>

/** One undertaking that takes more than one scan: what it is about, what was answered so far, what is asked now. */
const form = z.strictObject({
  tool: z.enum(TOOLS).nullable(),
  /** The scan that it is about, which is understood anew, with the facts of the moment, each time an answer comes in. */
  text: text.nullable(),
  chosen: lotName.nullable(),
  granted: z.array(z.enum(GRANTS)).max(20),
  filled: z.record(text, text),
  lots: z.array(lotName).max(2000),
  need,
  /** As it was put, to be put again when something else is scanned. */
  question: question.nullable(),
})
export type Form = z.output<typeof form>

/** How much of the next lot, and how much scrap: said before the scan. */
const ahead = z.strictObject({ quantity: text.optional(), scrap: text.optional(), reason: text.optional() })
export type Ahead = z.output<typeof ahead>

/** An assembly being put together; its unit may come into being only with the last part. */
const assembly = z.strictObject({
  unit: lotName.nullable(),
  workOrder: text.nullable(),
  operation: z.int().nullable(),
  /** Scanned and not recorded yet: parts that came before their assembly, or of a unit that the last part makes. */
  parts: z.array(lotName).max(2000),
})
export type Assembly = z.output<typeof assembly>

/** A pass-through report as it was sent: QTY and SCRAP directly after it put another in its place. */
const entered = z.strictObject({
  characteristic: text,
  value: z.union([text, z.boolean(), z.array(text).max(10_000)]),
  unit: text.optional(),
  accepted: z.boolean().optional(),
})
const pass = z.strictObject({
  type: z.literal('pass'),
  lot: lotName,
  workCenter: text,
  workOrder: text.optional(),
  operation: z.int().optional(),
  quantity: text.optional(),
  scrap: text.optional(),
  reason: text.optional(),
  values: z.array(entered).max(1000).optional(),
})
export type PassReport = z.output<typeof pass>

/** One of the last five reports. */
const report = z.strictObject({
  events: z.array(text).max(2000),
  type: text,
  at: text,
  by: text.nullable(),
  title: text,
  /** The same for a reader of another language, where it is a sentence of the catalogues. */
  message: said.optional(),
  lots: z.array(lotName).max(2000),
  undone: z.boolean(),
  /** Of these events, the one that took goods in: photos are attached to it. */
  receipt: text.optional(),
  pass: pass.nullable(),
  /** Of its quantity: what QTY and SCRAP ask for after it. */
  unit: text.optional(),
  /** Labels that came with it: REPRINT directly after it means these. */
  printed: z.array(z.union([z.strictObject({ lot: lotName, isOpen: z.boolean() }), z.strictObject({ container: text })])).max(50),
})
export type Report = z.output<typeof report>

export const contextSchema = z.strictObject({
  version: z.literal(1),
  people: z.array(person).max(50),
  latched: z.boolean(),
  /** What stopped, and how many scans were refused since. */
  stop: z.strictObject({ message: said, advice: said.nullable(), refused: z.int() }).nullable(),
  form: form.nullable(),
  ahead: ahead.nullable(),
  lots: z.array(lotName).max(2000),
  run: text.nullable(),
  /** The output lot that is being filled: its number is drawn, its quantity not yet known. */
  output: lotName.nullable(),
  assembly: assembly.nullable(),
  heard: z.strictObject({ text, at: text }).nullable(),
  reports: z.array(report).max(5),
  /** The scan directly before this one made the newest report: QTY and SCRAP are about it. */
  fresh: z.boolean(),
  /** What the jobs at the dock remember. */
  dock: z.record(text, z.unknown()).nullable(),
  /** Whose PIN was given, and until when it counts. */
  proven: z
    .array(z.strictObject({ code: text, until: text }))
    .max(200)
    .optional(),
  /** What was being asked when somebody's badge needed his PIN first. */
  interrupted: form.nullable().optional(),
  /** That it is what this station was answered, see seal.ts. */
  seal: z.string().max(100).optional(),
})
export type StationContext = z.output<typeof contextSchema>

export const EMPTY: StationContext = {
  version: 1,
  people: [],
  latched: false,
  stop: null,
  form: null,
  ahead: null,
  lots: [],
  run: null,
  output: null,
  assembly: null,
  heard: null,
  reports: [],
  fresh: false,
  dock: null,
}

export const emptyForm = (need: Need): Form => ({
  tool: null,
  text: null,
  chosen: null,
  granted: [],
  filled: {},
  lots: [],
  need,
  question: null,
})
export const sameLot = (a: LotName, b: LotName): boolean => a.material === b.material && a.number === b.number
