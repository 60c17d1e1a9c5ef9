import {
  type AskedList,
  type Client,
  type HeldList,
  newId,
  Problem,
  type StationAnswer,
  type StationContext,
  type StationQuestion,
  type StationState,
} from '../../client/index.ts'
import { NameFilter } from '../../symbols/index.ts'
import { type Message, message } from '../../words/index.ts'
import { askedFor, heardAs, isSameLabel, nextOf, outOfLimits, questionFor } from './asked.ts'
import { keptFile, sendFilesOf } from './files.ts'
import { broughtOn, type HeldLots, heldIn, heldLots, staleness } from './held.ts'
import type { Found, Journal, KeptFile, KeptScan } from './journal.ts'

export type Signal = 'tick' | 'done' | 'attention' | 'stop'

/** A stop that this station decides alone, because the server is away. */
export interface LocalStop {
  key: 'stop.held.here' | 'stop.holds.old' | 'stop.not-taken'
  lot: string
  detail: string
  refused: number
}

export interface LineState {
  station: StationState | undefined
  context: StationContext | null
  answer: StationAnswer | undefined
  /** Newer than the answer: this was heard, and is being sent or is kept here. */
  heard: { text: string; at: number; kept: boolean; withdrawn?: boolean; advice?: Message } | undefined
  /** What this station asks itself, because the server is away. */
  asking: { scan: string; question: StationQuestion; advice: Message | null } | undefined
  /** Scans on their way, in order. */
  pending: number
  oldestPendingAt: number | undefined
  /** Scans that the operator was told are saved here. */
  keptHere: number
  connection: 'online' | 'offline' | 'revoked'
  localStop: LocalStop | undefined
  held: HeldLots | undefined
  /** How far the server's clock is ahead of this one, in milliseconds; 0 until it has been asked. */
  skew: number
  /** What became of the scans kept here, once the line was back. */
  replay: { sent: number; questioned: number } | undefined
  notTaken: number
  /** For the help page: what the last red meant. */
  lastStop: { message: Message; advice: Message | null } | undefined
}

const answerMax = 8_000
const retryAfter = [500, 1000, 2000, 4000, 8000]
const holdListEvery = 20_000
const faultsMax = 3
/** Within this time the same label again is the scanner's echo. */
const echoMax = 2000

/** Sends what is scanned, strictly in order, one at a time; keeps it while the server is away. */
export class Line {
  private readonly journal: Journal
  private readonly client: Client
  private readonly code: string
  private readonly signal: (signal: Signal) => void
  private readonly watchers = new Set<() => void>()
  private scans: KeptScan[]
  private sequence: number
  private writing: Promise<void> = Promise.resolve()
  private sending = false
  private isClockKnown: boolean
  private failures = 0
  private tries = 0
  private asked: AskedList | undefined
  /** About the question that is open here: what did not fit, or that it comes first. */
  private objection: { misfit?: string; advice?: Message } = {}
  private retry: ReturnType<typeof setTimeout> | undefined
  private watching: ReturnType<typeof setInterval> | undefined
  private held: HeldList | undefined
  private filter: NameFilter | undefined
  state: LineState

  constructor(options: { journal: Journal; client: Client; code: string; found: Found; signal: (signal: Signal) => void }) {
    const { found } = options
    this.journal = options.journal
    this.client = options.client
    this.code = options.code
    this.signal = options.signal
    this.scans = found.scans
    this.held = found.held
    this.filter = filterOf(found.heldFilter)
    this.isClockKnown = found.skew !== undefined
    this.asked = found.asked
    this.sequence = Math.max(found.sequence ?? 0, found.scans.at(-1)?.sequence ?? 0)
    this.state = {
      station: found.state,
      context: found.context ?? null,
      answer: found.answer,
      heard: undefined,
      asking: undefined,
      pending: found.scans.length,
      oldestPendingAt: found.scans[0] && Date.parse(found.scans[0].at),
      keptHere: found.scans.filter(scan => scan.offline).length,
      connection: 'online',
      localStop: undefined,
      held: found.held && heldLots(found.held, this.filter),
      skew: found.skew ?? 0,
      replay: undefined,
      notTaken: found.refused,
      lastStop: undefined,
    }
  }

  start(): () => void {
    const now = () => this.hurry()
    const away = () => void this.look()
    window.addEventListener('online', now)
    window.addEventListener('offline', away)
    this.watching = setInterval(() => void this.look(), holdListEvery)
    void this.look()
    void this.send()
    return () => {
      window.removeEventListener('online', now)
      window.removeEventListener('offline', away)
      clearInterval(this.watching)
      clearTimeout(this.retry)
    }
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  readonly read = (): LineState => this.state

  private tell(change: Partial<LineState>): void {
    const [first] = this.scans
    const counted = {
      pending: this.scans.length,
      oldestPendingAt: first && Date.parse(first.at),
      keptHere: this.scans.filter(scan => scan.offline).length,
    }
    this.state = { ...this.state, ...counted, ...change }
    this.state = { ...this.state, asking: this.askingNow() }
    for (const watcher of this.watchers) watcher()
  }

  private open(): KeptScan | undefined {
    return this.state.connection === 'offline' ? this.scans.find(scan => scan.asked !== undefined) : undefined
  }

  /** With the server back it is the server that asks. */
  private askingNow(): LineState['asking'] {
    const scan = this.open()
    const question = scan?.asked && questionFor(scan.asked, scan.entered ?? {}, this.objection.misfit)
    return scan && question
      ? { scan: `${scan.id}/${Object.keys(scan.entered ?? {}).length}`, question, advice: this.objection.advice ?? null }
      : undefined
  }

  /** A photo or a file is the answer: on the disk first, then like any other. */
  async answerWithFile(prefix: string, kind: KeptFile['kind'], file: File): Promise<void> {
    this.scan(prefix + (await keptFile(this.journal, kind, file)), 'touch')
  }

  /** Everything that is scanned or touched comes through here. */
  scan(text: string, via: KeptScan['via']): void {
    if (this.state.localStop !== undefined) return this.whileStopped(text)
    const open = this.open()
    if (open !== undefined) return this.answerHere(open, text)
    const offline = this.state.connection === 'offline'
    const stop = offline ? this.stopHere(text) : undefined
    if (stop !== undefined) return this.stopFor(stop)
    this.sequence += 1
    const now = Date.now()
    const scan: KeptScan = {
      id: newId(now),
      text,
      at: timeOf(now),
      sequence: this.sequence,
      via,
      ...(offline ? { offline } : {}),
      ...(this.isClockKnown ? { skewMs: Math.round(-this.state.skew) } : {}),
      ...(offline ? this.askedOf(text) : {}),
    }
    this.scans = [...this.scans, scan]
    this.tell({ heard: { text, at: now, kept: false }, replay: undefined })
    this.signal('tick')
    this.writing = this.writing.then(() => this.write(scan))
  }

  private async write(scan: KeptScan): Promise<void> {
    // It may have been marked as kept here while it waited for its turn at the disk.
    await this.journal.append(this.scans.find(kept => kept.id === scan.id) ?? scan)
    if (scan.offline) this.saidKept()
    void this.send()
  }

  /** Several lots in one report, or a question of the server's that is still open: then the station asks nothing of its own. */
  private askedOf(text: string): Pick<KeptScan, 'asked' | 'entered'> {
    const isBusy = (this.state.answer?.question ?? null) !== null && this.state.keptHere === 0
    if (isNoLot(text) || isBusy) return {}
    const before = this.scans.filter(scan => scan.withdrawn !== true && isSameLabel(scan.text, text)).length
    const asked = askedFor(text, this.asked, before)
    return asked === undefined ? {} : { asked, entered: {} }
  }

  private answerHere(open: KeptScan, text: string): void {
    const isEcho = isSameLabel(open.text, text) && Date.now() - Date.parse(open.at) < echoMax
    if (isEcho) return this.signal('tick')
    const heard = heardAs(open.asked ?? [], open.entered ?? {}, text)
    this.objection =
      heard.kind === 'misfit' ? { misfit: heard.text } : heard.kind === 'other' ? { advice: message('ask.answer-first') } : {}
    if (heard.kind === 'entered') {
      const row = nextOf(open.asked ?? [], open.entered ?? {})
      return this.answeredHere({ ...open, entered: heard.entered }, row && outOfLimits(row, heard.entered[row.as]))
    }
    if (heard.kind === 'withdrawn') return this.settledHere({ ...open, withdrawn: true })
    this.tell({})
    this.signal('attention')
  }

  private answeredHere(scan: KeptScan, advice: Message | undefined): void {
    if (questionFor(scan.asked ?? [], scan.entered ?? {}) === null) return this.settledHere(scan, advice)
    this.objection = advice === undefined ? {} : { advice }
    this.replace(scan)
    this.tell({})
    this.signal(advice === undefined ? 'tick' : 'attention')
    this.writing = this.writing.then(() => this.journal.rewrite([scan]))
  }

  /** Nothing is asked of it any more: it waits to be sent like any other. */
  private settledHere(answered: KeptScan, advice?: Message): void {
    const { asked: _, ...scan } = answered
    this.replace(scan)
    const heard = { text: scan.text, at: Date.now(), kept: false, withdrawn: scan.withdrawn === true }
    this.tell({ heard: { ...heard, ...(advice === undefined ? {} : { advice }) } })
    this.writing = this.writing.then(() => this.journal.rewrite([scan])).then(() => this.saidKept())
  }

  private replace(scan: KeptScan): void {
    this.scans = this.scans.map(kept => (kept.id === scan.id ? scan : kept))
  }

  /** Only what is on the disk is called saved. */
  private saidKept(): void {
    if (this.state.heard) this.tell({ heard: { ...this.state.heard, kept: true } })
    this.signal(this.state.asking === undefined && this.state.heard?.advice === undefined ? 'done' : 'attention')
  }

  private whileStopped(text: string): void {
    const stop = this.state.localStop
    if (stop === undefined) return
    if (text.trim().toUpperCase() === 'OK') return this.tell({ localStop: undefined })
    this.stopFor({ ...stop, refused: stop.refused + 1 })
  }

  private stopFor(stop: LocalStop): void {
    this.tell({ localStop: stop })
    this.signal('stop')
  }

  private stopHere(text: string): LocalStop | undefined {
    if (isNoLot(text)) return undefined
    const lot = heldIn(text, this.state.held)
    if (lot !== undefined) return { key: 'stop.held.here', lot, detail: '', refused: 0 }
    const isTooOld = staleness(this.state.held, this.state.station?.station.policies, Date.now()) === 'stop'
    return isTooOld ? { key: 'stop.holds.old', lot: '', detail: '', refused: 0 } : undefined
  }

  private hurry(): void {
    clearTimeout(this.retry)
    void this.look()
    void this.send()
  }

  private async send(): Promise<void> {
    if (this.sending || this.state.connection === 'revoked') return
    this.sending = true
    try {
      for (let scan = this.scans[0]; scan !== undefined; scan = this.scans[0]) if (!(await this.sendOne(scan))) return
    } finally {
      this.sending = false
    }
  }

  /** False: not now, the rest has to wait as well. */
  private async sendOne(scan: KeptScan): Promise<boolean> {
    // What is sent is on the disk already: the answer may come when this tab no longer lives.
    await this.writing
    const current = this.scans.find(kept => kept.id === scan.id) ?? scan
    // Whoever is being asked here stands here: nothing overtakes his answers.
    if (current.asked !== undefined && this.state.connection === 'offline') return false
    try {
      await sendFilesOf(current, { journal: this.journal, client: this.client, code: this.code })
      const { context } = this.state
      const sent = asSent(current)
      const sending = { ...sent, context, sentAt: timeOf(Date.now()) }
      await this.answered(sent, await this.client.scanAtStation(this.code, sending, AbortSignal.timeout(answerMax)))
      return true
    } catch (failure) {
      return this.failed(current, failure)
    }
  }

  private async answered(scan: KeptScan, answer: StationAnswer): Promise<void> {
    await this.journal.settle(scan, answer)
    this.failures = 0
    this.scans = this.scans.filter(kept => kept.id !== scan.id)
    const isLast = this.scans.length === 0
    const replay = scan.offline ? this.replayed(answer) : this.state.replay
    this.tell({
      answer: shownAfter(this.state.answer, answer),
      context: answer.context,
      connection: 'online',
      replay,
      heard: isLast ? undefined : this.state.heard,
      lastStop: answer.context.stop ?? this.state.lastStop,
    })
    if (!scan.offline) this.signal(signalOf(answer))
    else if (isLast) this.signal(replay?.questioned ? 'attention' : 'done')
  }

  private replayed(answer: StationAnswer): { sent: number; questioned: number } {
    const { sent, questioned } = this.state.replay ?? { sent: 0, questioned: 0 }
    const wentThrough = answer.outcome === 'done' || answer.outcome === 'ignored'
    return { sent: sent + 1, questioned: questioned + (wentThrough ? 0 : 1) }
  }

  private async failed(scan: KeptScan, failure: unknown): Promise<boolean> {
    const problem = failure instanceof Problem ? failure : undefined
    if (problem?.status === 401 || problem?.status === 403) return this.isRevoked()
    if (problem === undefined || isPassing(problem)) return this.isAway()
    this.failures += 1
    if (problem.status >= 500 && this.failures < faultsMax) return this.isAway()
    await this.notTaken(scan, problem.message)
    return true
  }

  private isRevoked(): false {
    this.tell({ connection: 'revoked' })
    this.signal('stop')
    return false
  }

  /** The server is away: what waits is kept here, and the operator is told so. */
  private async isAway(): Promise<false> {
    const isNew = new Set(this.scans.filter(scan => !scan.offline).map(scan => scan.id))
    this.scans = this.scans.map(scan => ({ ...scan, offline: true }))
    this.askForLast(isNew)
    const news = this.scans.filter(scan => isNew.has(scan.id))
    this.writing = this.writing.then(() => this.journal.rewrite(news))
    await this.writing
    this.tell({ connection: 'offline' })
    if (news.length > 0) this.saidKept()
    this.tryLater()
    return false
  }

  /** The line was cut with this very scan: whoever made it can still be asked. */
  private askForLast(isNew: ReadonlySet<string>): void {
    const last = this.scans.at(-1)
    if (last === undefined || !isNew.has(last.id)) return
    this.scans = this.scans.filter(scan => scan.id !== last.id)
    this.scans = [...this.scans, { ...last, ...this.askedOf(last.text) }]
  }

  private tryLater(): void {
    clearTimeout(this.retry)
    const wait = retryAfter[Math.min(this.tries, retryAfter.length - 1)]
    this.tries += 1
    this.retry = setTimeout(() => this.hurry(), wait)
  }

  /** The server says that it will never take this scan: it goes aside, and the next one has its turn. */
  private async notTaken(scan: KeptScan, detail: string): Promise<void> {
    await this.journal.refuse(scan, detail)
    this.failures = 0
    this.scans = this.scans.filter(kept => kept.id !== scan.id)
    this.tell({ heard: undefined, notTaken: this.state.notTaken + 1 })
    this.stopFor({ key: 'stop.not-taken', lot: scan.text, detail, refused: 0 })
  }

  /** Looks whether the server is there, how its clock stands and what is on hold. */
  private async look(): Promise<void> {
    try {
      await this.lookAtStation()
      await this.lookAtHolds()
      await this.lookAtAsked()
    } catch (failure) {
      await this.sawNothing(failure)
    }
  }

  private async lookAtStation(): Promise<void> {
    const before = Date.now()
    const station = await this.client.station(this.code, AbortSignal.timeout(answerMax))
    const skew = Date.parse(station.now) - (before + Date.now()) / 2
    await this.journal.keep('state', station)
    await this.journal.keep('skew', skew)
    this.isClockKnown = true
    this.tries = 0
    this.tell({ station, skew, connection: 'online' })
    void this.send()
  }

  private async lookAtHolds(): Promise<void> {
    const told = await this.client.heldAtStation(this.code, this.held?.version, AbortSignal.timeout(answerMax))
    // The list's age is counted on this clock, which is the one that is looked at later.
    const held = { ...broughtOn(this.held, told), at: timeOf(Date.now()) }
    const isWhole = told.part === undefined || told.part === 'all'
    // Whatever is kept first, in between it only stops too many.
    if (told.filter !== undefined) await this.journal.keep('heldFilter', told.filter)
    await this.journal.keep('held', held)
    if (isWhole && told.filter === undefined) await this.journal.keep('heldFilter', '')
    if (isWhole) this.filter = filterOf(told.filter)
    this.held = held
    this.tell({ held: heldLots(held, this.filter) })
  }

  private async lookAtAsked(): Promise<void> {
    this.asked = await this.client.askedAtStation(this.code, AbortSignal.timeout(answerMax))
    await this.journal.keep('asked', this.asked)
  }

  private async sawNothing(failure: unknown): Promise<void> {
    if (!(failure instanceof Problem)) throw failure
    if (failure.status === 401) this.isRevoked()
    else if (!isPassing(failure)) return
    else if (this.state.connection !== 'offline') await this.isAway()
    else this.tryLater()
  }
}

/** What is still being asked as the line comes back, the server asks: it happens now. */
function asSent({ asked, offline, ...scan }: KeptScan): KeptScan {
  return asked === undefined && offline ? { ...scan, offline } : scan
}

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString()

/** Busy, restarting or unreachable: the same scan may be taken later. */
const isPassing = (problem: Problem): boolean => problem.unavailable || problem.status === 408 || problem.status === 429

/** An echo changes nothing: what was asked and shown before it still stands. */
function shownAfter(before: StationAnswer | undefined, answer: StationAnswer): StationAnswer {
  if (answer.outcome !== 'ignored' || before === undefined) return answer
  return { ...answer, scan: before.scan, question: answer.question ?? before.question, card: answer.card ?? before.card }
}

function signalOf(answer: StationAnswer): Signal {
  return answer.outcome === 'ignored' ? 'tick' : answer.outcome
}

const NO_LOT =
  /^(DONE|UNDO|QTY|SCRAP|HOLD|NEW LOT|REPRINT|HELP|SPLIT|MERGE|RENUMBER|SERIALIZE|PACK|UNPACK|SWAP|OK|NO|BADGE|VALUE|REASON|CHOOSE|NUMBER|PIN|CHANGE)(:|$)/i

/** Badges, command cards and answers name no lot, so no hold can be on them. */
function isNoLot(text: string): boolean {
  return NO_LOT.test(text.trim())
}

const filterOf = (text: string | undefined): NameFilter | undefined => (text ? NameFilter.of(text) : undefined)
