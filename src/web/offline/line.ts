import {
  type AskedList,
  type AskedRow,
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
import { markOf } from '../../words/decimal.ts'
import { type Message, message } from '../../words/index.ts'
import { type Heard as Answered, heardAs, isHowMuch, isSameLabel, nextOf, outOfLimits, questionFor } from './asked.ts'
import { keptFile, sendFilesOf } from './files.ts'
import { broughtOn, type HeldLots, heldIn, heldLots, staleness } from './held.ts'
import { type Here, hereAfter, type Knowing, nextHere, type Reading, type Refused, readHere, type Said } from './here/index.ts'
import { serialsCalled } from './here/labels.ts'
import type { Found, Journal, KeptFile, KeptScan } from './journal.ts'
import { sha256 } from './sha256.ts'

export type Signal = 'tick' | 'done' | 'attention' | 'stop'

/** A stop that this station decides alone, because the server is away. */
export interface LocalStop {
  key: 'stop.held.here' | 'stop.holds.old' | 'stop.not-taken' | 'stop.here'
  lot: string
  detail: string
  /** Of a problem of the server. */
  code?: string
  refused: number
  /** What to say where the key does not. */
  said?: { message: Message; advice: Message | null }
}

/** Newer than the last answer: heard, and being sent or kept here. */
export interface Heard {
  text: string
  at: number
  kept: boolean
  withdrawn?: boolean
  advice?: Message
  /** What it comes to, as far as the station can tell. */
  said?: Said
  /** Nothing was kept of it, and why. */
  refused?: { message: Message; advice: Message | null }
}

export interface LineState {
  station: StationState | undefined
  context: StationContext | null
  answer: StationAnswer | undefined
  heard: Heard | undefined
  /** While the server is away: where the station stands by itself. */
  here: { next: Message; said: Said | null } | undefined
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
const freshAfter = 1500
const labelsAfter = 4000
const badgesMax = 200
const BADGE_ANSWERS: ReadonlySet<string> = new Set(['done.badge', 'done.left', 'ask.pin-of'])
/** Within this time the same label again is the scanner's echo. */
const echoMax = 2000
/** An answer that comes sooner is drawn instead of "heard": drawing both would hold it up. UX wants one of them within 150 ms. */
const heardAfter = 60

/** Sends what is scanned, strictly in order, one at a time; keeps it while the server is away. */
export class Line {
  private readonly journal: Journal
  private readonly client: Client
  private readonly code: string
  private readonly signal: (signal: Signal) => void
  private readonly watchers = new Set<() => void>()
  private scans: KeptScan[]
  private sequence: number
  /** Up to here scans are on the disk: only of those it is said that they are saved. */
  private onDisk: number
  private writing: Promise<void> = Promise.resolve()
  private sending = false
  private isClockKnown: boolean
  private failures = 0
  private tries = 0
  private asked: AskedList | undefined
  /** Marks of badges that were scanned here: a badge is no lot. */
  private badges: readonly string[]
  private stood:
    | { scans: readonly KeptScan[]; context: StationContext | null; asked: AskedList | undefined; here: LineState['here'] }
    | undefined
  private labelling: ReturnType<typeof setTimeout> | undefined
  private freshening: ReturnType<typeof setTimeout> | undefined
  /** About the question that is open here: what did not fit, or that it comes first. */
  private objection: { misfit?: string; ways?: string[]; advice?: Message } = {}
  private retry: ReturnType<typeof setTimeout> | undefined
  private showing: ReturnType<typeof setTimeout> | undefined
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
    this.badges = found.badges ?? []
    this.sequence = Math.max(found.sequence ?? 0, found.scans.at(-1)?.sequence ?? 0)
    this.onDisk = this.sequence
    this.state = {
      station: found.state,
      context: found.context ?? null,
      answer: found.answer,
      heard: undefined,
      here: undefined,
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
      clearTimeout(this.freshening)
      clearTimeout(this.labelling)
      clearTimeout(this.showing)
    }
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  readonly read = (): LineState => this.state

  private tell(change: Partial<LineState>): void {
    this.take(change)
    this.show()
  }

  /** Shown with whatever is told next, or in a moment. */
  private tellSoon(change: Partial<LineState>): void {
    this.take(change)
    this.showing ??= setTimeout(() => this.show(), heardAfter)
  }

  private take(change: Partial<LineState>): void {
    const [first] = this.scans
    const counted = {
      pending: this.scans.length,
      oldestPendingAt: first && Date.parse(first.at),
      keptHere: this.scans.filter(scan => scan.offline && scan.sequence <= this.onDisk).length,
    }
    this.state = { ...this.state, ...counted, ...change }
    this.state = { ...this.state, asking: this.askingNow(), here: this.hereNow() }
  }

  private show(): void {
    clearTimeout(this.showing)
    this.showing = undefined
    for (const watcher of this.watchers) watcher()
  }

  private open(): KeptScan | undefined {
    return this.state.connection === 'offline' ? this.scans.find(scan => scan.asked !== undefined) : undefined
  }

  /** With the server back it is the server that asks. */
  private askingNow(): LineState['asking'] {
    const scan = this.open()
    const question = scan?.asked && questionFor(scan.asked, scan.entered ?? {}, this.objection)
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
    if (offline && via !== 'touch' && this.isEcho(text)) return this.signal('tick')
    const stop = offline ? this.stopHere(text) : undefined
    if (stop !== undefined) return this.stopFor(stop)
    const reading = offline ? this.readingOf(text) : undefined
    if (reading?.refused) return this.refuseHere(text, reading.refused)
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
      ...keptAs(reading),
    }
    this.scans = [...this.scans, scan]
    this.writing = this.writing.then(() => this.write(scan))
    const heard = { heard: { text, at: now, kept: false, ...saidOf(scan, reading) }, replay: undefined }
    // What is offline is answered here, and what was touched may be touched again: that is shown at once.
    if (offline || via === 'touch') this.tell(heard)
    else this.tellSoon(heard)
    this.signal('tick')
  }

  /** As the server has it: the same text at once again is no second fact. */
  private isEcho(text: string): boolean {
    const last = this.scans.at(-1)
    return last !== undefined && last.text.trim() === text.trim() && Date.now() - Date.parse(last.at) < echoMax
  }

  private async write(scan: KeptScan): Promise<void> {
    // It may have been marked as kept here while it waited for its turn at the disk.
    const current = this.scans.find(kept => kept.id === scan.id) ?? scan
    await this.journal.append(current)
    void this.send()
    // With the server there nothing is called saved before it answers; where it does not, all that waits is written anew and synced (`isAway`).
    if (!current.offline) return
    // Whoever stands at a line that is cut hears that it is saved, and waits for the disk.
    await this.journal.sync(scan.sequence)
    this.onDisk = Math.max(this.onDisk, scan.sequence)
    this.saidKept()
  }

  /** What it comes to here; nothing where a question of the server's is still open, or it is somebody's badge. */
  private readingOf(text: string, scans: readonly KeptScan[] = this.scans, entered: KeptScan['entered'] = {}): Reading | undefined {
    const { station, answer } = this.state
    const isBusy = (answer?.question ?? null) !== null && scans.every(scan => !scan.offline)
    if (station === undefined || isBusy || this.isBadge(text)) return undefined
    return readHere(station.station.job, this.knowing(), this.hereAfter(scans), { text, entered })
  }

  private isBadge(text: string): boolean {
    return isBadgeText(text) || this.badges.includes(badgeMark(text))
  }

  /** Of the decimals of whoever stands here. */
  private mark(): string {
    const { station, context } = this.state
    return markOf(context?.people[0]?.language ?? station?.station.language ?? 'en')
  }

  private knowing(): Knowing {
    const { station, held } = this.state
    const policies = station?.station.policies
    const now = Date.now()
    const holds = { at: held?.at, isOld: staleness(held, { ...policies, staleHolds: 'stop' }, now) === 'stop' }
    return { list: this.asked, policies, mark: this.mark(), isHeld: name => this.isHeld(name), holds, now: now + this.state.skew }
  }

  private hereAfter(scans: readonly KeptScan[]): Here {
    const { station, context } = this.state
    const effective = scans.filter(scan => scan.withdrawn !== true && !this.isBadge(scan.text))
    const scanned = effective.map(({ text, entered = {} }) => ({ text, entered }))
    return hereAfter(station?.station.job ?? 'report', this.knowing(), { context, scans: scanned })
  }

  /** Worked out anew only where something it depends on has changed. */
  private hereNow(): LineState['here'] {
    const { station, context, connection } = this.state
    if (connection !== 'offline' || station === undefined || this.scans.length === 0) return undefined
    const { scans, asked } = this
    const known = this.stood
    if (known?.scans === scans && known.context === context && known.asked === asked) return known.here
    const settled = scans.filter(scan => scan.asked === undefined)
    const last = settled.findLast(scan => scan.withdrawn !== true && !this.isBadge(scan.text))
    const said = last === undefined ? null : (this.readingOf(last.text, scans.slice(0, scans.indexOf(last)), last.entered)?.said ?? null)
    const here = { next: nextHere(station.station.job, this.hereAfter(settled)), said }
    this.stood = { scans, context, asked, here }
    return here
  }

  /** Nothing has happened: nothing is kept of it. */
  private refuseHere(text: string, { kind, message: words, advice }: Refused): void {
    if (kind === 'stop') return this.stopFor({ key: 'stop.here', lot: '', detail: '', refused: 0, said: { message: words, advice } })
    this.tell({ heard: { text, at: Date.now(), kept: false, refused: { message: words, advice } } })
    this.signal('attention')
  }

  private answerHere(open: KeptScan, text: string): void {
    const isEcho = isSameLabel(open.text, text) && Date.now() - Date.parse(open.at) < echoMax
    if (isEcho) return this.signal('tick')
    const heard = heardAs(open.asked ?? [], open.entered ?? {}, text, { label: open.text, mark: this.mark() })
    this.objection = objectionTo(heard, nextOf(open.asked ?? [], open.entered ?? {}))
    if (heard.kind === 'entered') {
      const row = nextOf(open.asked ?? [], open.entered ?? {})
      return this.answeredHere({ ...open, entered: heard.entered }, row && outOfLimits(row, heard.entered[row.as]))
    }
    if (heard.kind === 'withdrawn') return this.settledHere({ ...open, withdrawn: true })
    this.tell({})
    this.signal('attention')
  }

  /** What else is asked follows from what was said: how much, of which line, how many values. */
  private answeredHere(answered: KeptScan, advice: Message | undefined): void {
    const before = this.scans.slice(
      0,
      this.scans.findIndex(kept => kept.id === answered.id),
    )
    const reading = this.readingOf(answered.text, before, answered.entered)
    const refused = reading?.refused
    if (refused) return this.withdrawnFor(answered, refused)
    const rows = reading && reading.rows.length > 0 ? reading.rows : (answered.asked ?? [])
    const scan = { ...answered, asked: rows, entered: { ...answered.entered, ...reading?.adds } }
    if (questionFor(rows, scan.entered) === null) return this.settledHere(scan, { advice, said: reading?.said ?? null })
    this.objection = advice === undefined ? {} : { advice }
    this.replace(scan)
    this.tell({})
    this.signal(advice === undefined ? 'tick' : 'attention')
    this.writing = this.writing.then(() => this.journal.rewrite([scan]))
  }

  /** With what was answered it may not be: nothing has happened, and why is said. */
  private withdrawnFor(scan: KeptScan, refused: Refused): void {
    this.settledHere({ ...scan, withdrawn: true })
    this.refuseHere(scan.text, refused)
  }

  /** Nothing is asked of it any more: it waits to be sent like any other. */
  private settledHere(answered: KeptScan, { advice, said }: { advice?: Message | undefined; said?: Said | null } = {}): void {
    const { asked: _, ...scan } = answered
    this.objection = {}
    this.replace(scan)
    const heard = { text: scan.text, at: Date.now(), kept: false, withdrawn: scan.withdrawn === true }
    this.tell({ heard: { ...heard, ...(advice === undefined ? {} : { advice }), ...(said ? { said } : {}) } })
    this.writing = this.writing.then(() => this.journal.rewrite([scan])).then(() => this.saidKept())
  }

  private replace(scan: KeptScan): void {
    this.scans = this.scans.map(kept => (kept.id === scan.id ? scan : kept))
  }

  /** Only what is on the disk is called saved. */
  private saidKept(): void {
    const { heard } = this.state
    if (heard && !heard.refused) this.tell({ heard: { ...heard, kept: true } })
    if (this.state.localStop !== undefined || heard?.refused) return
    const isPlain = this.state.asking === undefined && heard?.advice === undefined && heard?.said?.isDoubtful !== true
    this.signal(isPlain ? 'done' : 'attention')
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
    const lot = heldIn(text, this.state.held && { ...this.state.held, isHeld: name => this.isHeld(name) })
    if (lot !== undefined) return { key: 'stop.held.here', lot, detail: '', refused: 0 }
    const isTooOld = staleness(this.state.held, this.state.station?.station.policies, Date.now()) === 'stop'
    return isTooOld ? { key: 'stop.holds.old', lot: '', detail: '', refused: 0 } : undefined
  }

  /** One of a series is held with the lot that stands for all of them. */
  private isHeld(name: string): boolean {
    const { held } = this.state
    if (held === undefined) return false
    return held.isHeld(name) || serialsCalled(name, this.asked).some(({ series }) => series !== undefined && held.isHeld(series))
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
    // What is sent is written down already, where it outlives this tab: the answer may come when nobody is here to hear it.
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

  /** It is recorded, so it is shown at once. Where this tab's own journal cannot know it, the scan stays and is sent again, which records it once. */
  private async answered(scan: KeptScan, answer: StationAnswer): Promise<void> {
    const [mine] = this.scans.filter(kept => kept.id === scan.id)
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
    // The screen is drawn first.
    await Promise.resolve()
    await this.journal.settle(scan, answer, isLast).catch((failure: unknown) => {
      if (mine) this.scans = [mine, ...this.scans]
      throw failure
    })
    await this.noteBadge(scan, answer)
    if (answer.prints.length > 0) this.lookAtLabels()
    if (isLast && answer.recorded.length > 0) this.freshen()
  }

  private async noteBadge({ text }: KeptScan, { message: { key } }: StationAnswer): Promise<void> {
    const mark = badgeMark(text)
    if (!BADGE_ANSWERS.has(key) || this.badges.includes(mark)) return
    this.badges = [mark, ...this.badges].slice(0, badgesMax)
    await this.journal.keep('badges', this.badges)
  }

  /** What was just recorded changes what is asked next: the line may be cut before the next look. */
  private freshen(): void {
    clearTimeout(this.freshening)
    this.freshening = setTimeout(() => void this.lookAtAsked().catch((failure: unknown) => this.sawNothing(failure)), freshAfter)
  }

  /** Whether what was to be printed has come out is looked at sooner than by the way, and as long as anything has not. */
  private lookAtLabels(): void {
    clearTimeout(this.labelling)
    this.labelling = setTimeout(() => void this.lookAtStation().catch((failure: unknown) => this.sawNothing(failure)), labelsAfter)
  }

  /** Print it again, here or at another printer; or it is not needed. */
  async decideLabel(job: string, decision: { printer?: string } | 'drop'): Promise<void> {
    const answer =
      decision === 'drop'
        ? this.client.dropLabelAtStation(this.code, job)
        : this.client.printAgainAtStation(this.code, job, decision.printer)
    // What has become of it meanwhile is seen at the next look.
    const { labels } = await answer.catch(() => ({ labels: undefined }))
    const { station } = this.state
    if (labels && station) this.tell({ station: { ...station, labels } })
    this.lookAtLabels()
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
    await this.notTaken(scan, problem)
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
    this.state = { ...this.state, connection: 'offline' }
    this.readNews(isNew)
    const news = this.scans.filter(scan => isNew.has(scan.id))
    this.writing = this.writing.then(() => this.journal.rewrite(news))
    await this.writing
    this.onDisk = Math.max(this.onDisk, ...news.map(scan => scan.sequence))
    this.tell({ connection: 'offline' })
    if (news.length > 0) this.saidKept()
    this.tryLater()
    return false
  }

  /** The line was cut with these very scans: they are read here, and whoever made the last one can still be asked. */
  private readNews(isNew: ReadonlySet<string>): void {
    const last = this.scans.at(-1)?.id
    for (const scan of this.scans) {
      if (!isNew.has(scan.id)) continue
      const before = this.scans.slice(
        0,
        this.scans.findIndex(one => one.id === scan.id),
      )
      const reading = this.readingOf(scan.text, before)
      const { asked, ...settled } = { ...scan, ...keptAs(reading) }
      if (reading?.refused?.kind === 'stop') {
        this.replace({ ...scan, withdrawn: true })
        this.refuseHere(scan.text, reading.refused)
      } else this.replace(scan.id === last && asked !== undefined ? { ...settled, asked } : settled)
      if (scan.id === last && this.state.heard) this.state = { ...this.state, heard: { ...this.state.heard, ...saidOf(scan, reading) } }
    }
  }

  private tryLater(): void {
    clearTimeout(this.retry)
    const wait = retryAfter[Math.min(this.tries, retryAfter.length - 1)]
    this.tries += 1
    this.retry = setTimeout(() => this.hurry(), wait)
  }

  /** The server says that it will never take this scan: it goes aside, and the next one has its turn. */
  private async notTaken(scan: KeptScan, { code, message: detail }: Problem): Promise<void> {
    await this.journal.refuse(scan, detail)
    this.failures = 0
    this.scans = this.scans.filter(kept => kept.id !== scan.id)
    this.tell({ heard: undefined, notTaken: this.state.notTaken + 1 })
    this.stopFor({ key: 'stop.not-taken', lot: scan.text, code, detail, refused: 0 })
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
    const known = new Set(this.state.station?.labels?.map(label => label.job))
    const { labels = [] } = station
    this.tell({ station, skew, connection: 'online' })
    if (labels.some(label => !known.has(label.job))) this.signal('attention')
    if (labels.length > 0) this.lookAtLabels()
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
    const told = await this.client.askedAtStation(this.code, this.asked?.version, AbortSignal.timeout(answerMax))
    if (told.part === 'same') return
    this.asked = told
    await this.journal.keep('asked', told)
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

function objectionTo(answered: Answered, asked: AskedRow | undefined): { misfit?: string; ways?: string[]; advice?: Message } {
  if (answered.kind === 'misfit') return { misfit: answered.text }
  const isNumber = asked !== undefined && isHowMuch(asked.question)
  if (answered.kind === 'which') return { ways: answered.ways, ...(isNumber ? {} : { advice: message('advice.unmarked') }) }
  return answered.kind === 'other' ? { advice: message('ask.answer-first') } : {}
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

/** How badges that we print begin. */
const isBadgeText = (text: string): boolean => /^BADGE:/i.test(text.trim())

/** A badge is a credential: what is kept of it only tells it from a lot. */
const badgeMark = (text: string): string => sha256(new TextEncoder().encode(`badge ${text.trim()}`))

const saidOf = ({ asked }: KeptScan, reading: Reading | undefined): Pick<Heard, 'said'> =>
  asked === undefined && reading?.said ? { said: reading.said } : {}

/** With what the station says of it, and with what it has to ask. */
function keptAs(reading: Reading | undefined): Pick<KeptScan, 'asked' | 'entered'> {
  if (reading === undefined) return {}
  const { rows, adds } = reading
  if (rows.length > 0) return { asked: rows, entered: adds }
  return Object.keys(adds).length > 0 ? { entered: adds } : {}
}

const filterOf = (text: string | undefined): NameFilter | undefined => (text ? NameFilter.of(text) : undefined)
