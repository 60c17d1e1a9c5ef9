/**
 * The capture format: one schema per event, the only description of what comes in. Routes, the OpenAPI page, the command line,
 * imports and forms all parse with these. The meaning of each event is in its capability; the names are fixed by the contract.
 */
import { z } from 'zod'
import { parseExpiry, parseInstant } from '../base/instant.ts'
import { parseQuantity, type Quantity, QuantityError } from '../base/quantity.ts'
import { hashPin, hashSecret } from '../base/secret.ts'
import { LANGUAGES } from '../words/index.ts'
import { alertRuleShape, webhookShape } from './alert-shapes.ts'
import { printerShape, printShape, templateShape } from './label-shapes.ts'
import { isBroker, isFilter } from './machine-shapes.ts'
import { statedPolicies } from './policies.ts'
import { labelExample } from './scan-shapes.ts'

// ---- the small shapes -------------------------------------------------------------------------------------------------

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what a code must not hold
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
/** A lot number is printed, scanned, typed and spoken: no quotes, no control characters, at most 100 characters. */
const QUOTES = /["'`\u2018\u2019\u201c\u201d]/

const text = (max: number) => z.string().trim().max(max, `at most ${max} characters`)
const code = text(100)
  .min(1, 'must not be empty')
  .refine(value => !CONTROL.test(value), 'must not hold line breaks or other control characters')
const lotNumber = code.refine(value => !QUOTES.test(value), 'must not hold quotation marks')
export const isLotNumber = (value: string): boolean => lotNumber.safeParse(value).success
const note = z.string().max(4000, 'at most 4000 characters')
const reason = note.min(1)

const instant = z
  .string()
  .refine(value => parseInstant(value) !== undefined, 'must be ISO 8601 with an offset, such as 2026-03-02T08:00:00Z')
const expiry = z.string().refine(value => parseExpiry(value) !== undefined, 'must be a date (2026-12-31) or a time with an offset')

const exact = z.union([z.string().max(60), z.number()]).transform((value, context): Quantity => {
  try {
    return parseQuantity(value)
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error
    context.addIssue({ code: 'custom', message: error.message })
    return z.NEVER
  }
})
const positive = exact.refine(value => value > 0n, 'must be more than zero')
const notNegative = exact.refine(value => value >= 0n, 'must not be negative')

const identifier = z.strictObject({ kind: code, value: text(400).min(1) })
const attributes = z.record(z.string().max(200), z.unknown())
const lotReference = z.strictObject({ material: code.optional(), number: lotNumber.optional() })
const knownLot = z.strictObject({ material: code.optional(), number: lotNumber })
/** A lot being made: the number may be left to the numbering rule; what the vendor or a standard says of it may come along. */
const madeLot = z.strictObject({
  material: code.optional(),
  number: lotNumber.optional(),
  heat: code.optional(),
  dateCode: code.optional(),
  customerLot: code.optional(),
  expiresAt: expiry.optional(),
  attributes: attributes.optional(),
  identifiers: z.array(identifier).max(50).optional(),
})
const unit = code.optional()
const drawn = z.strictObject({ lot: lotReference, quantity: positive, unit })
const part = z.strictObject({ lot: knownLot, quantity: positive.optional(), unit })
/** A series stays one lot; a serial of it becomes a lot of its own when it is first named. */
const series = z.strictObject({ from: lotNumber, to: lotNumber, range: z.literal(true).optional() })
const madeOutput = z.strictObject({ lot: madeLot, quantity: notNegative, unit, scrap: notNegative.optional(), serials: series.optional() })
const reported = z.strictObject({ lot: knownLot, quantity: notNegative.optional(), unit, scrap: notNegative.optional() })
/** With `range` they stay one lot. */
const serials = z.union([
  z.array(lotNumber).min(1).max(100_000),
  z.strictObject({ from: lotNumber, to: lotNumber, range: z.boolean().optional() }),
])

// ---- what every event has -----------------------------------------------------------------------------------------------

const common = {
  id: z.uuid('must be a UUID made by the sender: the same id again is a retry'),
  at: instant,
  site: code.default('main'),
  by: code.optional(),
  /** Who worked along with the one in `by`: a crew reports together. */
  crew: z.array(code).max(50).optional(),
  station: code.optional(),
  workCenter: code.optional(),
  note: note.optional(),
  /** It already happened: a broken rule is recorded and raised as an exception instead of being refused (offline stations, imports). */
  late: z.boolean().optional(),
  /** Made at POST /signatures only: what comes in with signatures of its own is refused. */
  signed: z
    .array(z.strictObject({ by: code, meaning: text(200).min(1), at: instant, content: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(5)
    .optional(),
  /** What the sender's own format knows beyond ours, kept word for word. */
  extensions: attributes.optional(),
}
/** What an event says itself comes before what every event may say: `pass` requires its work center. */
type Shape<T extends string, S> = Omit<typeof common, keyof S> & { type: z.ZodLiteral<T> } & S
const event = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) => z.strictObject(withCommon(type, shape))

// The spread's own type keeps both meanings of a key; the later one is what holds.
function withCommon<T extends string, S extends z.ZodRawShape>(type: T, shape: S): Shape<T, S> {
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- without it the keys keep both types
  return { ...common, type: z.literal(type), ...shape } as unknown as Shape<T, S>
}

// ---- master data: each states the whole record of its code ------------------------------------------------------------

const material = event('material', {
  code,
  description: text(1000).optional(),
  unit: code.default('ea'),
  tracking: z.enum(['lot', 'serial', 'none']).default('lot'),
  precision: z.enum(['precise', 'approximate']).default('precise'),
  homogeneous: z.boolean().default(false),
  shelfLifeDays: z.int().min(0).max(36_500).optional(),
  numbering: text(100).optional(),
  gtin: text(20).optional(),
  units: z
    .array(z.strictObject({ unit: code, factor: positive }))
    .max(50)
    .optional(),
  /** Of whom it is bought; others' lots are received as an exception and not used without a deviation. */
  vendors: z.array(code).max(200).optional(),
  /** The lot that expires first is used first: a hint, or a rule. */
  firstExpired: z.enum(['tell', 'stop']).optional(),
})
/** What a customer does not take, checked with every shipment to him in the transaction that ships. */
const limits = z.strictObject({
  shelfLifeDays: z.int().min(0).max(36_500).optional(),
  notVendors: z.array(code).max(500).optional(),
  notMaterials: z.array(code).max(500).optional(),
  notLots: z.array(knownLot).max(5000).optional(),
  certificate: z.boolean().optional(),
  attributes: z
    .array(z.strictObject({ attribute: code, values: z.array(text(400)).min(1).max(100) }))
    .max(50)
    .optional(),
})
/** A language that letters are worded in. */
const writtenIn = z.enum(LANGUAGES.map(({ code: language }) => language))
const partner = event('partner', {
  code,
  name: text(400).optional(),
  roles: z.array(z.enum(['vendor', 'customer'])).default([]),
  contact: z.union([text(1000), attributes]).optional(),
  /** In which letters are written to it. */
  language: writtenIn.optional(),
  limits: limits.optional(),
})
const location = event('location', { code, name: text(400).optional(), parent: code.optional(), kind: code.optional() })
const position = z.strictObject({ code, withdrawal: z.enum(['sequential', 'mixed', 'unknown']).default('unknown') })
const workCenter = event('workCenter', { code, name: text(400).optional(), positions: z.array(position).max(500).optional() })
const person = event('person', {
  code,
  name: text(400).optional(),
  badge: text(200).transform(hashSecret).optional(),
  roles: z.array(code).max(50).optional(),
  language: text(20).optional(),
  /** Asked for where a policy wants more than the badge. */
  pin: text(200).min(4, 'at least 4 digits').transform(hashPin).optional(),
  /** What the person has been trained for; operations say which they require. */
  certifications: z
    .array(z.strictObject({ code, until: expiry.optional() }))
    .max(200)
    .optional(),
})
const component = z.strictObject({
  material: code,
  per: positive.optional(),
  position: code.optional(),
  tolerance: exact.optional(),
  unit,
  /** What may be used instead, by the bill of materials itself. */
  alternates: z.array(code).max(50).optional(),
  /** Of which revision its lots must be, and of which vendors. */
  revision: code.optional(),
  vendors: z.array(code).max(200).optional(),
})
export const CHARACTERISTIC_KINDS = ['number', 'text', 'choice', 'yesno', 'date', 'photo', 'file', 'series'] as const
/** What happens to a value outside its limits; left out, it is recorded as it is. */
export const OUT_OF_RANGE = ['record', 'ask', 'stop', 'hold'] as const
const characteristic = z.strictObject({
  code,
  unit: code.optional(),
  min: exact.optional(),
  max: exact.optional(),
  required: z.boolean().optional(),
  description: text(400).optional(),
  kind: z.enum(CHARACTERISTIC_KINDS).optional(),
  choices: z.array(text(200).min(1)).max(100).optional(),
  /** When it is asked for; left out: at the finish. */
  at: z.enum(['start', 'finish']).optional(),
  outOfRange: z.enum(OUT_OF_RANGE).optional(),
})
const operation = z.strictObject({
  sequence: z.int().min(0).max(1_000_000),
  name: text(200).min(1),
  workCenter: code.optional(),
  report: z.enum(['start', 'finish', 'both']).optional(),
  passThrough: z.boolean().optional(),
  createsLot: z.boolean().optional(),
  components: z.array(component).max(2000).optional(),
  characteristics: z.array(characteristic).max(500).optional(),
  /** Certifications of which the operator needs every one. */
  requires: z.array(code).max(50).optional(),
})
const workOrder = event('workOrder', {
  number: code,
  material: code,
  quantity: positive,
  unit,
  customer: code.optional(),
  status: z.enum(['open', 'closed']).optional(),
  operations: z.array(operation).max(1000).default([]),
})
/** So many values of each report: of the first pieces, of one in so many, or of a share of them. */
const sample = z.union([
  z.strictObject({ count: z.int().min(1).max(10_000) }),
  z.strictObject({ oneIn: z.int().min(1).max(1_000_000) }),
  z.strictObject({ percent: z.int().min(1).max(100) }),
])
/** What is collected of a material, beyond what an order's own operations ask for. */
const collectionPlan = event('collectionPlan', {
  material: code,
  characteristics: z
    .array(
      characteristic.extend({
        at: z.enum(['start', 'finish', 'receipt', 'shipment']).default('finish'),
        /** Only at this operation of the order, or only at this work center. */
        operation: z.int().optional(),
        workCenter: code.optional(),
        sample: sample.optional(),
        /** Of lots that are reported together: values of each, or one for all. Left out: one for all of a run, else of each. */
        per: z.enum(['lot', 'report']).optional(),
        /** A report without it is refused, or the record only shows the gap. */
        missing: z.enum(['stop', 'tell']).default('stop'),
      }),
    )
    .max(500),
})
/** A place where people scan: what its scans mean follows from its job and its work center. */
const station = event('station', {
  code,
  name: text(400).optional(),
  workCenter: code.optional(),
  job: z.enum(['report', 'assemble', 'receive', 'ship']).default('report'),
  badges: z.enum(['sticky', 'per-transaction', 'crew']).default('sticky'),
  printer: code.optional(),
  location: code.optional(),
  language: text(20).optional(),
  idleMinutes: z.int().min(1).max(1440).optional(),
  policies: statedPolicies.optional(),
})

/** What a random drill is drawn from: what vendors sent, what was made and nothing was made from since, or any lot. */
export const DRAWN_FROM = ['raw', 'finished', 'any'] as const

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const labelTemplate = event('labelTemplate', templateShape)
/** Who is told of what, and how a program is told. */
const alertRule = event('alertRule', alertRuleShape)
const webhook = event('webhook', webhookShape)
const printer = event('printer', printerShape)
const meanings = z.array(text(200).min(1)).max(20).default([])
/** What is numbered for the whole site: the prefix under which GS1 knows it, for pallets and cases that leave the plant. */
const settings = event('settings', {
  /** Name and address as customers know them: they stand on letters to them. */
  company: text(400).min(1, 'must not be empty').optional(),
  gs1CompanyPrefix: z
    .string()
    .regex(/^\d{4,12}$/, 'must be 4 to 12 digits')
    .optional(),
  ssccExtension: z.int().min(0).max(9).optional(),
  /** A run that uses this much more or less than its output takes is shown to a supervisor; a component's own tolerance comes first. */
  variancePercent: notNegative.optional(),
  shifts: z
    .array(z.strictObject({ code, from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 06:00') }))
    .min(1)
    .max(24)
    .optional(),
  timeZone: code.refine(isTimeZone, 'must be a time zone such as Europe/Berlin').optional(),
  /** Drills that the server runs by itself every night, and what a drill has to reach to pass. */
  drills: z
    .strictObject({
      nightly: z.int().min(0).max(20).default(0),
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 02:00')
        .default('02:00'),
      of: z.enum(DRAWN_FROM).default('any'),
      minutesMax: z.int().min(1).max(10_080).optional(),
      percentMin: z.number().min(0).max(100).optional(),
    })
    .optional(),
  /** What becomes of goods that come back: held until somebody has decided, at which place. */
  returns: z.strictObject({ quarantine: z.boolean(), location: code.optional() }).optional(),
  /** Values that machines send by MQTT: the broker, and what each topic is. */
  machineValues: z
    .strictObject({
      broker: text(400).refine(
        isBroker,
        'must be an address such as mqtt://broker:1883, without user and password: these are set as GENEALOT_MQTT_USERNAME and GENEALOT_MQTT_PASSWORD',
      ),
      clientId: text(100).min(1).optional(),
      listen: text(400).refine(isFilter, 'must be a topic filter such as plant/#').optional(),
      topics: z
        .array(
          z.strictObject({
            topic: text(400).refine(isFilter, 'must be a topic filter such as plant/oven/+'),
            workCenter: code.optional(),
            station: code.optional(),
            characteristic: code.optional(),
            unit: code.optional(),
          }),
        )
        .min(1)
        .max(500),
    })
    .optional(),
  /** Which events are signed: by whom, with what meaning, and by how many people. */
  signatures: z
    .array(
      z.strictObject({ type: code, role: code.optional(), meaning: text(200).min(1).optional(), count: z.int().min(1).max(5).optional() }),
    )
    .max(50)
    .optional(),
  /** What signers of a first article say here: which meanings stand for verified, reviewed and approved in AS9102. */
  as9102: z.strictObject({ verified: meanings, reviewed: meanings, approved: meanings }).optional(),
})
const due = expiry.optional()
const line = z.int().min(0).max(1_000_000)
const orderStatus = z.enum(['open', 'closed']).optional()
const purchaseOrder = event('purchaseOrder', {
  number: code,
  vendor: code,
  status: orderStatus,
  lines: z
    .array(
      z.strictObject({
        line,
        material: code,
        quantity: positive,
        unit,
        due,
        vendorMaterial: code.optional(),
        tolerance: notNegative.optional(),
      }),
    )
    .max(2000)
    .default([]),
})
const salesOrder = event('salesOrder', {
  number: code,
  customer: code,
  status: orderStatus,
  lines: z
    .array(z.strictObject({ line, material: code, quantity: positive, unit, due, customerMaterial: code.optional() }))
    .max(2000)
    .default([]),
})
/** A shipment that is being made ready; it leaves with `ship`. */
const shipment = event('shipment', {
  number: code,
  customer: code,
  order: code.optional(),
  status: z.enum(['open', 'cancelled']).optional(),
  due,
})

const value = z.strictObject({
  characteristic: code,
  value: z.union([
    text(4000),
    z.number(),
    z.boolean(),
    z
      .array(z.union([z.string().max(60), z.number()]))
      .min(1)
      .max(10_000),
  ]),
  unit: code.optional(),
  /** Somebody was asked and agreed that it is recorded although it is outside its limits. */
  accepted: z.boolean().optional(),
})
/** Measured where it happens, in the same fact. */
const values = z.array(value).min(1).max(10_000).optional()

// ---- what happens -------------------------------------------------------------------------------------------------------

const receive = event('receive', {
  vendor: code,
  vendorLot: code.optional(),
  purchaseOrder: code.optional(),
  line: line.optional(),
  lot: madeLot,
  quantity: positive.optional(),
  unit,
  location: code.optional(),
  serials: serials.optional(),
  values,
})
const transform = event('transform', {
  inputs: z.array(drawn).max(10_000),
  outputs: z.array(madeOutput).min(1).max(10_000),
  workOrder: code.optional(),
  operation: z.int().optional(),
  values,
})
const run = code
const start = event('start', {
  run,
  workOrder: code.optional(),
  operation: z.int().optional(),
  lots: z.array(part).max(10_000).optional(),
  values,
})
const closes = z.strictObject({ lot: madeLot.optional(), quantity: notNegative, unit, scrap: notNegative.optional() })
const load = event('load', {
  run,
  lot: lotReference,
  quantity: positive.optional(),
  unit,
  position: code.optional(),
  closes: closes.optional(),
})
const unload = event('unload', { run, lot: lotReference, quantity: notNegative.optional(), unit, position: code.optional() })
/** An output lot is begun: its number is drawn, so that its label is there before it is filled. */
const open = event('open', { run, lot: z.strictObject({ material: code.optional(), number: lotNumber.optional() }).default({}) })
const produce = event('produce', {
  run,
  lot: madeLot.default({}),
  quantity: notNegative,
  unit,
  scrap: notNegative.optional(),
  serials: series.optional(),
  from: instant.optional(),
})
const finish = event('finish', { run, lots: z.array(reported).max(10_000).optional(), values })
const pass = event('pass', {
  lot: knownLot,
  workCenter: code,
  /** Where they are not given, the lot's own order and its routing say them. */
  workOrder: code.optional(),
  operation: z.int().optional(),
  quantity: notNegative.optional(),
  unit,
  scrap: notNegative.optional(),
  reason: note.optional(),
  values,
})
const split = event('split', {
  lot: knownLot,
  into: z
    .array(z.strictObject({ number: lotNumber.optional(), quantity: positive, unit }))
    .min(1)
    .max(10_000),
})
const merge = event('merge', {
  lots: z.array(part).min(1).max(10_000),
  into: z.strictObject({ material: code.optional(), number: lotNumber.optional() }).default({}),
})
const renumber = event('renumber', { lot: knownLot, number: lotNumber })
const serialize = event('serialize', { lot: knownLot, serials })
const install = event('install', {
  assembly: knownLot,
  component: knownLot,
  quantity: positive.optional(),
  unit,
  position: code.optional(),
  workOrder: code.optional(),
  operation: z.int().optional(),
})
const remove = event('remove', {
  assembly: knownLot,
  component: knownLot,
  quantity: positive.optional(),
  unit,
  to: code.optional(),
  reason: note.optional(),
  disposition: z.enum(['use-as-is', 'rework', 'scrap', 'return-to-vendor']).optional(),
})
const move = event('move', { lot: knownLot.optional(), container: code.optional(), quantity: positive.optional(), unit, to: code })
const content = z.union([part, z.strictObject({ container: code })])
/** Without a container a new one is numbered: as SSCC where the site has a GS1 company prefix. */
const pack = event('pack', { container: code.optional(), contents: z.array(content).min(1).max(10_000), to: code.optional() })
const unpack = event('unpack', { container: code, contents: z.array(content).max(10_000).optional(), to: code.optional() })
const collect = event('collect', {
  values: z.array(value).min(1).max(10_000),
  lots: z.array(part).min(1).max(10_000).optional(),
  run: run.optional(),
  /** Of an order as a whole, or so much of it; beside lots or a run: the operation they were measured at. */
  workOrder: code.optional(),
  operation: z.int().optional(),
  quantity: positive.optional(),
})
const observe = event('observe', {
  lots: z
    .array(z.strictObject({ lot: knownLot }))
    .max(10_000)
    .optional(),
  containers: z.array(code).max(10_000).optional(),
  step: code.optional(),
  reference: text(400).optional(),
})
const hold = event('hold', {
  hold: code,
  lots: z
    .array(z.strictObject({ lot: knownLot }).or(knownLot))
    .min(1)
    .max(100_000),
  direction: z.enum(['none', 'forward']).default('forward'),
  reason,
  case: code.optional(),
})
/** Without lots the hold ends; with lots it goes on for all others. */
const release = event('release', {
  hold: code,
  lots: z
    .array(z.strictObject({ lot: knownLot }))
    .min(1)
    .max(10_000)
    .optional(),
  reason,
})
/** A review board lets so much of lots that stay on hold pass, to this customer, until then: whatever is not limited may be left out. */
const concession = event('concession', {
  concession: code,
  lots: z.array(part).min(1).max(10_000),
  customer: code.optional(),
  expiresAt: expiry.optional(),
  reason,
})
/** What is recorded proves more than what is said: `event` names the event it rests on. */
const exclusion = z.strictObject({ lot: knownLot, reason, evidence: text(400).min(1).optional(), event: z.uuid().optional() })
/** As a simulation names itself: the position it was read at, and the fingerprint of what it reached. */
export const simulationMark = z.string().regex(/^\d{1,10}-([0-9a-f]{32}|parts)$/, 'must be the simulation as it was answered')
/** Commits exactly the scope that was simulated: refused when it has changed since. */
const recall = event('recall', {
  recall: code,
  kind: z.enum(['recall', 'drill']).default('recall'),
  lots: z
    .array(z.strictObject({ lot: knownLot }))
    .min(1)
    .max(10_000),
  exclusions: z.array(exclusion).max(10_000).optional(),
  simulation: simulationMark,
  reason,
  class: code.optional(),
})
/** A new version: what has grown since is taken in, further lots are started from or excluded, exclusions are undone. */
const recallRevise = event('recallRevise', {
  recall: code,
  lots: z
    .array(z.strictObject({ lot: knownLot }))
    .max(10_000)
    .optional(),
  exclusions: z.array(exclusion).max(10_000).optional(),
  /** Lots that were excluded, and why they are not any more. */
  inclusions: z
    .array(z.strictObject({ lot: knownLot, reason }))
    .max(10_000)
    .optional(),
  simulation: simulationMark,
  reason,
})
/** Found where the pick list says it lies: each line is one scan. */
const recallFind = event('recallFind', { recall: code, lots: z.array(part).min(1).max(10_000), location: code.optional() })
/** What a customer was told or answered. */
const recallContact = event('recallContact', {
  recall: code,
  customer: code,
  outcome: z.enum(['notified', 'answered', 'returned', 'used', 'unreachable']),
  lot: knownLot.optional(),
  quantity: positive.optional(),
  unit,
  detail: note.optional(),
  /** By when he has promised to answer, or to answer further. */
  replyBy: instant.optional(),
})
/** The letter to customers: its first line is the subject, {fields} are filled in for each. With a language it is for customers of that language. Said again it replaces the one before. */
const recallLetter = event('recallLetter', { recall: code, text: z.string().min(1).max(20_000), language: writtenIn.optional() })
const recallClose = event('recallClose', { recall: code, reason })
/** A drill begins with its first lot: from here on its clock runs. With what `drawn` says the same lot is drawn again. */
const drill = event('drill', {
  drill: code,
  origin: z.enum(['chosen', 'random', 'nightly']).default('chosen'),
  lots: z
    .array(z.strictObject({ lot: knownLot }))
    .min(1)
    .max(1000),
  drawn: z.strictObject({ seed: text(100).min(1), of: z.enum(DRAWN_FROM), among: z.int().min(1), position: z.int().min(0) }).optional(),
})
export const DRILL_STEPS = ['traced', 'stock', 'customers'] as const
/** The trace was read, the stock located, the customers named: each once, and its time is part of the score. */
const drillStep = event('drillStep', { drill: code, step: z.enum(DRILL_STEPS) })
export const SEVERITIES = ['minor', 'major', 'critical'] as const
export const FINDINGS = ['confirmed', 'not-confirmed', 'not-ours'] as const
const complainedLots = z.array(z.strictObject({ lot: knownLot })).max(1000)
/** A customer says that something is wrong: from here on the clock runs until he has an answer. */
const complaint = event('complaint', {
  number: code,
  customer: code,
  severity: z.enum(SEVERITIES).default('major'),
  text: reason,
  /** As the customer named it, word for word, whatever was understood of it. */
  said: text(4000).min(1).optional(),
  /** His own number for it. */
  reference: text(200).min(1).optional(),
  lots: complainedLots.optional(),
  shipment: code.optional(),
  container: code.optional(),
})
/** What turned out later to be meant as well. */
const complaintLots = event('complaintLots', { complaint: code, lots: complainedLots.min(1) })
const complaintAnswer = event('complaintAnswer', { complaint: code, text: reason })
const complaintClose = event('complaintClose', { complaint: code, finding: z.enum(FINDINGS), reason })
const dispose = event('dispose', {
  lots: z.array(part).min(1).max(10_000),
  disposition: z.enum(['use-as-is', 'rework', 'scrap', 'return-to-vendor']),
  reason,
})
/** A sample that is used up (a tensile bar, a retained bottle) is no loss and is counted apart. */
const scrap = event('scrap', {
  lot: knownLot,
  quantity: positive,
  unit,
  reason,
  purpose: z.enum(['scrap', 'sample']).optional(),
})
const adjust = event('adjust', { lot: knownLot, quantity: notNegative, unit, reason, location: code.optional() })
const ship = event('ship', {
  shipment: code,
  customer: code,
  lots: z.array(part).max(100_000).optional(),
  containers: z.array(code).max(10_000).optional(),
  order: code.optional(),
  values,
})
const returned = event('return', {
  shipment: code.optional(),
  customer: code,
  /** `into`: what comes back of a lot is kept apart, as a lot of its own under this number. */
  lots: z
    .array(part.extend({ into: lotNumber.optional() }))
    .min(1)
    .max(10_000),
  to: code.optional(),
  reason,
  /** The complaint with which they come. */
  complaint: code.optional(),
})
/** An assembly is taken apart: what was installed goes back into stock, and the assembly is used up. */
const disassemble = event('disassemble', {
  assembly: knownLot,
  reason,
  to: code.optional(),
  /** Those that do not go into stock as they are. */
  components: z
    .array(
      z.strictObject({
        lot: knownLot,
        to: code.optional(),
        disposition: z.enum(['use-as-is', 'rework', 'scrap', 'return-to-vendor']).optional(),
      }),
    )
    .max(10_000)
    .optional(),
})
/** A component other than the bill of materials says, for a time: asked for, and good once somebody of quality has approved it. */
const deviation = event('deviation', {
  number: code,
  component: code,
  workOrder: code.optional(),
  product: code.optional(),
  operation: z.int().optional(),
  allows: z
    .strictObject({ material: code.optional(), revision: code.optional(), vendor: code.optional(), expired: z.boolean().optional() })
    .refine(allows => Object.values(allows).some(Boolean), 'must say what it allows: a material, a revision, a vendor or expired lots'),
  lots: z.array(knownLot).min(1).max(1000).optional(),
  from: instant.optional(),
  until: instant,
  reason,
})
const approve = event('approve', { deviation: code, reason })
const withdraw = event('withdraw', { deviation: code, reason })
const print = event('print', printShape)

/** Somebody asks a supervisor to look: an exception and nothing else. `event` is what it is about, where that was recorded. */
const raise = event('raise', {
  code,
  detail: reason,
  lot: knownLot.optional(),
  event: z.uuid().optional(),
  scan: z.string().max(4000, 'at most 4000 characters').optional(),
})
/** What a document is attached to: exactly one of these. */
const attachedTo = z.union([
  z.strictObject({ lot: knownLot }),
  z.strictObject({ receipt: z.uuid() }),
  z.strictObject({ run }),
  z.strictObject({ partner: code }),
  z.strictObject({ material: code }),
  z.strictObject({ shipment: code }),
  z.strictObject({ purchaseOrder: code }),
  z.strictObject({ complaint: code }),
])
export const DOCUMENT_KINDS = ['certificate', 'photo', 'drawing', 'deliveryNote', 'report', 'other'] as const
const attach = event('attach', {
  document: z.string().regex(/^[0-9a-f]{64}$/, "must be the SHA-256 of the document's bytes, in 64 small hexadecimal digits"),
  name: text(200)
    .min(1, 'must not be empty')
    .refine(value => !CONTROL.test(value), 'must not hold control characters'),
  kind: z.enum(DOCUMENT_KINDS).default('other'),
  mediaType: text(100).optional(),
  size: z.int().min(1).optional(),
  to: attachedTo,
})

// ---- what scanners and labels are like ----------------------------------------------------------------------------------

/** How a vendor's own label is read, learned from one example. */
const labelPattern = event('labelPattern', { code, vendor: code, ...labelExample, active: z.boolean().default(true) })
/** What a scanner does to a text on its way, so that it can be undone: see the scanner test page. */
const scannerProfile = event('scannerProfile', {
  code,
  name: text(400).optional(),
  suffix: z.enum(['enter', 'tab', 'none']).default('enter'),
  prefix: z.string().max(10).optional(),
  layout: z.record(z.string().length(1), z.string().length(1)).optional(),
  letters: z.enum(['as-is', 'inverted', 'small', 'capital']).default('as-is'),
  separator: z.string().min(1).max(20).optional(),
})

const facts = [
  material,
  partner,
  location,
  workCenter,
  person,
  workOrder,
  collectionPlan,
  station,
  settings,
  purchaseOrder,
  salesOrder,
  shipment,
  receive,
  transform,
  start,
  load,
  unload,
  open,
  produce,
  finish,
  pass,
  split,
  merge,
  renumber,
  serialize,
  install,
  remove,
  disassemble,
  deviation,
  approve,
  withdraw,
  move,
  pack,
  unpack,
  collect,
  observe,
  hold,
  release,
  concession,
  recall,
  recallRevise,
  recallFind,
  recallContact,
  recallLetter,
  recallClose,
  drill,
  drillStep,
  dispose,
  scrap,
  adjust,
  ship,
  returned,
  complaint,
  complaintLots,
  complaintAnswer,
  complaintClose,
  raise,
  labelTemplate,
  printer,
  print,
  attach,
  labelPattern,
  scannerProfile,
  alertRule,
  webhook,
] as const

export const factSchema = z.discriminatedUnion('type', facts)
/** What depends on the event and is put right in the same act: each is voided, or replaced. */
const also = z
  .array(z.strictObject({ event: z.uuid(), replacement: factSchema.optional() }))
  .min(1)
  .max(100)
const correct = event('correct', {
  event: z.uuid(),
  reason,
  replacement: factSchema.optional(),
  also: also.optional(),
  /** The mark of what was looked at: refused where it would change anything else by now. Left out: whatever it changes. */
  preview: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the `preview` of what was looked at, 64 small hexadecimal digits')
    .optional(),
})
/** What the ledger keeps of each event in `also`, behind the correction `of` which it is a part; nobody sends it. */
export const correctPartSchema = correct.omit({ also: true, preview: true }).extend({
  of: z.uuid(),
  settles: z.array(z.strictObject({ material: code, number: code })).optional(),
})
export type CorrectPart = z.output<typeof correctPartSchema>
/** A supervisor's decision about an exception: `event` and `line` name it, as the list of exceptions does; without a line, all that are open. */
const resolve = event('resolve', {
  event: z.uuid(),
  line: z.int().min(1).optional(),
  action: z.enum(['accept', 'reverse', 'snooze']),
  reason,
  until: instant.optional(),
})
export const eventSchema = z.discriminatedUnion('type', [...facts, correct, resolve])

export const EVENT_TYPES: ReadonlySet<string> = new Set([...facts, correct, resolve].map(schema => schema.shape.type.value))

/** An event as it may be sent (quantities as text or number, defaults left out). */
export type CaptureEvent = z.input<typeof eventSchema>
/** The same, parsed: quantities exact, defaults filled in. */
export type Command = z.output<typeof eventSchema>
export type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>
export type Fact = z.output<typeof factSchema>
export type MadeLot = z.output<typeof madeLot>
export type LotReference = { material?: string | undefined; number?: string | undefined }
