/**
 * Works off the queue: per printer one label after the other, in the order they were asked for. A label is printed at least once: what
 * was being sent when a process died, or the line, is sent once more and marked, because nobody can know whether it came out.
 */
import { randomUUID } from 'node:crypto'
import { formatInstant } from '../../base/instant.ts'
import { say } from '../../words/index.ts'
import type { Command } from '../events.ts'
import type { Printer } from '../label-shapes.ts'
import { lotFacts } from '../lots/queries.ts'
import { AddressRefused } from '../network.ts'
import type { Services } from '../route.ts'
import { eventOfJob } from './copies.ts'
import * as jobs from './jobs.ts'
import { layOut } from './layout.ts'
import { lotsNumbered, statedPrinters } from './queries.ts'
import { type Came, PrintFailed, type Sent, sendLabel, TIMES, type Times, whatCame } from './send.ts'
import { SymbolError } from './symbol.ts'
import { dotOf, zplOf } from './zpl.ts'

export interface QueueOptions {
  /** How often the queue is looked at without being told. */
  pollMs?: number
  times?: Times
  /** Waits between attempts in seconds; after the last one the label is passed on or given up. */
  backoff?: readonly number[]
  /** How long a label may take to come out before it is asked what is in the way. */
  printingMs?: number
  onFault?: (error: unknown) => void
}

const BACKOFF = [1, 3, 10, 30, 60, 120, 300, 600]
/** With another printer to take over nobody waits longer than this many attempts. */
const ATTEMPTS_BEFORE_FAIL_OVER = 2
const TURN_SECONDS = 30
/** While it is being sent the turn is kept: a slow printer takes longer than a turn lasts. */
const KEEP_TURN_MS = 10_000
/** A label takes a second or so: ten at most. */
const PRINTING_MS = 250
const PRINTING_MAX_MS = 10_000
/** Every two seconds for half an hour: by then somebody has loaded a roll, or it is not waited for any more. */
const HELD_ASKED_MAX = 900
const DAY_MS = 86_400_000

/** One printer while it is our turn to talk to it. */
interface Lane {
  printer: Printer
  address: string
  keepTurn: () => Promise<boolean>
}

export class PrintQueue {
  private readonly services: Services
  private readonly options: Required<QueueOptions>
  private readonly holder = randomUUID()
  private readonly lanes = new Map<string, Promise<void>>()
  private readonly timer: NodeJS.Timeout
  private looking: Promise<void> | undefined
  private again = false
  /** Turns that could not be given back, as the database was away: the address by its holder. */
  private readonly owed = new Map<string, string>()
  private stopped = false
  private forgotAt = 0

  constructor(services: Services, options: QueueOptions = {}) {
    this.services = services
    this.options = { pollMs: 2000, times: TIMES, backoff: BACKOFF, printingMs: PRINTING_MAX_MS, onFault: () => undefined, ...options }
    this.timer = setInterval(() => this.wake(), this.options.pollMs)
    this.timer.unref()
    this.wake()
  }

  /** Something was asked for: look now. */
  wake(): void {
    if (this.stopped) return
    this.again = true
    this.looking ??= this.look()
      .catch(error => this.options.onFault(error))
      .finally(() => {
        this.looking = undefined
        if (this.again) this.wake()
      })
  }

  /** What is being sent is sent to its end. */
  async close(): Promise<void> {
    this.stopped = true
    clearInterval(this.timer)
    await this.looking
    await Promise.all(this.lanes.values())
  }

  private async look(): Promise<void> {
    this.again = false
    await this.forget()
    for (const [holder, address] of this.owed) await this.giveBack(address, holder)
    for (const job of await jobs.unrecorded(this.services.pool)) await this.record(job)
    for (const lane of await jobs.busyPrinters(this.services.pool)) this.serve(lane)
  }

  private async forget(): Promise<void> {
    if (Date.now() - this.forgotAt < DAY_MS) return
    this.forgotAt = Date.now()
    await jobs.forgetOld(this.services.pool)
  }

  private serve(lane: { site: string; printer: string }): void {
    const key = JSON.stringify([lane.site, lane.printer])
    if (this.lanes.has(key)) return
    const work = this.serveLane(lane)
      .catch(error => this.options.onFault(error))
      .finally(() => this.lanes.delete(key))
    this.lanes.set(key, work)
  }

  private async serveLane({ site, printer: code }: { site: string; printer: string }): Promise<void> {
    const { pool } = this.services
    const printer = await this.printer(site, code)
    if (printer === undefined) return this.withoutPrinter(site, code)
    const address = `${printer.host.toLowerCase()}:${printer.port}`
    // Two of our own lanes may share an address too, so the holder is one per lane.
    const holder = `${this.holder}:${site}:${code}`
    const keepTurn = (): Promise<boolean> => jobs.takeTurn(pool, { address, holder, seconds: TURN_SECONDS })
    if (!(await keepTurn())) return
    const lane = { printer, address, keepTurn }
    try {
      for (const job of await jobs.leftIn(pool, { site, printer: code, address })) await this.untilOut(job, lane)
      await jobs.takeBackSending(pool, { site, printer: code, address })
      while (!this.stopped && (await keepTurn())) {
        const job = await jobs.takeNext(pool, site, code)
        if (job === null) return
        await this.send(job, lane)
      }
    } finally {
      await this.giveBack(address, holder)
    }
  }

  /** What fails here is done at the next look: else everybody would be told for half a minute that the printer is busy. */
  private async giveBack(address: string, holder: string): Promise<void> {
    this.owed.set(holder, address)
    await jobs.endTurn(this.services.pool, address, holder)
    this.owed.delete(holder)
  }

  private async printer(site: string, code: string): Promise<Printer | undefined> {
    return (await statedPrinters(this.services.pool, site)).find(one => one.code === code && one.retired !== true)
  }

  private async withoutPrinter(site: string, code: string): Promise<void> {
    const job = await jobs.takeNext(this.services.pool, site, code)
    if (job) await jobs.giveUp(this.services.pool, job.id, say('en', 'printer.gone', { printer: code }), false)
  }

  private async send(job: jobs.Job, lane: Lane): Promise<void> {
    const sent = await this.gone(job, lane)
    if (sent === undefined) return
    if (!sent.tells) return this.printed(job)
    const doubtful = job.doubtful || !sent.isTaken
    await jobs.markTaken(this.services.pool, job.id, { by: lane.address, doubtful })
    await this.untilOut({ ...job, doubtful }, lane)
  }

  /** Undefined where it did not get there. */
  private async gone(job: jobs.Job, { printer, address, keepTurn }: Lane): Promise<Sent | undefined> {
    const keeping = setInterval(() => void keepTurn().catch(this.options.onFault), KEEP_TURN_MS)
    try {
      const drawing = layOut(job.template, job.tokens, dotOf(printer.dpi))
      const hasTold = await jobs.hasTold(this.services.pool, { site: job.site, printer: printer.code, address })
      return await sendLabel(printer, zplOf(drawing, printer, job.copies), { times: this.options.times, hasTold })
    } catch (error) {
      await this.failed(job, printer, error)
      return undefined
    } finally {
      clearInterval(keeping)
    }
  }

  private async printed(job: jobs.Job): Promise<void> {
    await jobs.markPrinted(this.services.pool, job.id)
    await this.record({ ...job, status: 'printed' })
  }

  /**
   * It is in the printer, and comes out once the printer can: sent again it would be there twice. So the printer is asked until it is out, what is in the way is said, and
   * what waits behind it goes to the printer named for that. It is left as it is by a server that stops: the next one goes on asking.
   */
  private async untilOut(job: jobs.Job, { printer, keepTurn }: Lane): Promise<void> {
    const { pool } = this.services
    let wasAway = false
    for (let held = 0; held < HELD_ASKED_MAX; held += 1) {
      const came = await this.whenPrinted(printer)
      if (came.state === 'out' || came.state === 'printing') return wasAway ? this.lostIn(job, printer) : this.printed(job)
      wasAway ||= came.state === 'away'
      await jobs.noteHindrance(
        pool,
        job.id,
        say('en', wasAway ? 'printer.had' : 'printer.has', { printer: printer.code, reason: came.reason }),
      )
      await this.failOver(job.site, printer)
      await wait(this.options.pollMs)
      if (this.stopped || !(await keepTurn())) return
    }
    await jobs.giveUp(pool, job.id, say('en', 'printer.long', { printer: printer.code }), true)
  }

  /** What a printer has not printed when it is switched off is gone; what it has, is out: only somebody who looks can tell. */
  private lostIn(job: jobs.Job, { code }: Printer): Promise<void> {
    const problem = say('en', 'printer.switched-off', { printer: code })
    return jobs.giveUp(this.services.pool, job.id, problem, true)
  }

  /** Some printers always say that something is left: they are not waited for longer than a label takes. */
  private async whenPrinted(printer: Printer): Promise<Came> {
    const begunAt = performance.now()
    let came = await whatCame(printer, this.options.times)
    while ((came.state === 'printing' || came.state === 'silent') && performance.now() - begunAt < this.options.printingMs) {
      await wait(PRINTING_MS)
      came = await whatCame(printer, this.options.times)
    }
    return came
  }

  /** Waits longer each time; passes on what another printer can take; what cannot ever be printed is given up at once. */
  private async failed(job: jobs.Job, printer: Printer, error: unknown): Promise<void> {
    const { pool } = this.services
    const problem = error instanceof Error ? error.message : String(error)
    const doubtful = error instanceof PrintFailed && error.doubtful
    if (!(error instanceof PrintFailed) && !(error instanceof AddressRefused) && !(error instanceof SymbolError))
      this.options.onFault(error)
    if (error instanceof SymbolError) return jobs.giveUp(pool, job.id, problem, false)
    const seconds = this.options.backoff[job.attempts - 1]
    // Sent twice and in doubt twice, it is not sent a third time: there may be two of it by now.
    const isLast = seconds === undefined || error instanceof AddressRefused || (doubtful && job.doubtful)
    if (isLast) await jobs.giveUp(pool, job.id, problem, doubtful)
    else await jobs.putOff(pool, job.id, { problem, doubtful, seconds })
    if (!isLast && job.attempts >= ATTEMPTS_BEFORE_FAIL_OVER) await this.failOver(job.site, printer)
    if (!isLast) this.wakeIn(seconds * 1000)
  }

  private async failOver(site: string, { code, failOver }: Printer): Promise<void> {
    if (failOver === undefined || (await this.printer(site, failOver)) === undefined) return
    if ((await jobs.passOn(this.services.pool, { site, from: code, to: failOver })) > 0) this.wake()
  }

  private wakeIn(ms: number): void {
    setTimeout(() => this.wake(), ms + 20).unref()
  }

  /** The ledger says which labels a lot bears. Labels of places and commands are no facts about material. */
  private async record(job: jobs.Job): Promise<void> {
    const subject = await recordedSubject(this.services, job)
    if (subject !== undefined) {
      const event = printEvent(job, subject, this.services.now())
      let outcome = await this.services.record(event, job.via)
      // Nobody known may have asked, but the label is out: that much is recorded all the same.
      if (outcome.status === 'refused' && job.by !== null) outcome = await this.services.record({ ...event, by: undefined }, job.via)
      if (outcome.status === 'refused') this.options.onFault(new Error(`print job ${job.id} is not in the ledger: ${outcome.detail ?? ''}`))
    }
    await jobs.markRecorded(this.services.pool, job.id)
  }
}

const wait = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms))

/** The lot of that number, or the number it has by now; undefined for what the ledger keeps no labels of, and for a lot that was voided meanwhile. */
async function recordedSubject({ pool }: Services, job: jobs.Job): Promise<object | undefined> {
  if (job.kind === 'container') return { container: job.subject }
  if (job.lot === null) return undefined
  const { material = '' } = job.tokens
  const [named] = await lotsNumbered(pool, { site: job.site, number: job.subject, material })
  const [lot] = await lotFacts(pool, [named?.id ?? job.lot])
  return lot?.site === job.site && lot.material === material ? { lot: { material, number: lot.number } } : undefined
}

function printEvent(job: jobs.Job, subject: object, now: number): Command {
  const { id, site, printer, template, copies, copy, reason, by, station, doubtful } = job
  return {
    id: eventOfJob(id),
    type: 'print',
    at: formatInstant(now),
    site,
    ...subject,
    template: template.code,
    copies,
    copy,
    printer,
    ...(reason === null ? {} : { reason }),
    ...(by === null ? {} : { by }),
    ...(station === null ? {} : { station }),
    ...(doubtful ? { doubtful } : {}),
  }
}
