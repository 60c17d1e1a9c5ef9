/**
 * Works off the queue: per printer one label after the other, in the order they were asked for. A label is printed at least once: what
 * was being sent when a process died is sent again and marked, because nobody can know whether it came out.
 */
import { randomUUID } from 'node:crypto'
import { uuid5 } from '../../base/id.ts'
import { formatInstant } from '../../base/instant.ts'
import type { Command } from '../events.ts'
import type { Printer } from '../label-shapes.ts'
import { lotFacts } from '../lots/queries.ts'
import { AddressRefused } from '../network.ts'
import type { Services } from '../route.ts'
import * as jobs from './jobs.ts'
import { layOut } from './layout.ts'
import { lotsNumbered, statedPrinters } from './queries.ts'
import { type Came, PrintFailed, sendLabel, TIMES, type Times, whatCame } from './send.ts'
import { SymbolError } from './symbol.ts'
import { dotOf, zplOf } from './zpl.ts'

export interface QueueOptions {
  /** How often the queue is looked at without being told. */
  pollMs?: number
  times?: Times
  /** Waits between attempts in seconds; after the last one the label is passed on or given up. */
  backoff?: readonly number[]
  onFault?: (error: unknown) => void
}

const BACKOFF = [1, 3, 10, 30, 60, 120, 300, 600]
/** With another printer to take over nobody waits longer than this many attempts. */
const ATTEMPTS_BEFORE_FAIL_OVER = 2
const TURN_SECONDS = 30
/** A label takes a second or so: ten at most. */
const PRINTING_MS = 250
const PRINTING_ASKED_MAX = 40
/** Every two seconds for half an hour: by then somebody has loaded a roll, or it is not waited for any more. */
const HELD_ASKED_MAX = 900
/** One namespace for the events that record prints: the same job is recorded once. */
const PRINTS = '5f0c2f0e-6d2f-5a51-9a5d-3f1b6f0e9c44'
const DAY_MS = 86_400_000

export class PrintQueue {
  private readonly services: Services
  private readonly options: Required<QueueOptions>
  private readonly holder = randomUUID()
  private readonly lanes = new Map<string, Promise<void>>()
  private readonly timer: NodeJS.Timeout
  private looking: Promise<void> | undefined
  private again = false
  private stopped = false
  private forgotAt = 0

  constructor(services: Services, options: QueueOptions = {}) {
    this.services = services
    this.options = { pollMs: 2000, times: TIMES, backoff: BACKOFF, onFault: () => undefined, ...options }
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
    const turn = { address: `${printer.host.toLowerCase()}:${printer.port}`, holder: this.holder, seconds: TURN_SECONDS }
    // Two of our own lanes may share an address too, so the holder is one per lane.
    const holder = `${this.holder}:${site}:${code}`
    if (!(await jobs.takeTurn(pool, { ...turn, holder }))) return
    try {
      await jobs.takeBackSending(pool, site, code)
      while (!this.stopped && (await jobs.takeTurn(pool, { ...turn, holder }))) {
        const job = await jobs.takeNext(pool, site, code)
        if (job === null) return
        await this.send(job, printer, () => jobs.takeTurn(pool, { ...turn, holder }))
      }
    } finally {
      await jobs.endTurn(pool, turn.address, holder)
    }
  }

  private async printer(site: string, code: string): Promise<Printer | undefined> {
    return (await statedPrinters(this.services.pool, site)).find(one => one.code === code && one.retired !== true)
  }

  private async withoutPrinter(site: string, code: string): Promise<void> {
    const job = await jobs.takeNext(this.services.pool, site, code)
    if (job) await jobs.giveUp(this.services.pool, job.id, `There is no printer ${code} any more: print it elsewhere.`, false)
  }

  private async send(job: jobs.Job, printer: Printer, keepTurn: () => Promise<boolean>): Promise<void> {
    const { pool } = this.services
    try {
      const drawing = layOut(job.template, job.tokens, dotOf(printer.dpi))
      const { tells } = await sendLabel(printer, zplOf(drawing, printer, job.copies), this.options.times)
      if (tells && !(await this.cameOut(job, printer, keepTurn))) return
    } catch (error) {
      return this.failed(job, printer, error)
    }
    await jobs.markPrinted(pool, job.id)
    await this.record({ ...job, status: 'printed' })
  }

  /**
   * It is in the printer, and comes out once the printer can: sent again it would be there twice. So the printer is asked until it is out, what is in the way is said, and
   * what waits behind it goes to the printer named for that. False where it is left as it is: by a server that stops (the next one says that it may be out), or after long.
   */
  private async cameOut(job: jobs.Job, printer: Printer, keepTurn: () => Promise<boolean>): Promise<boolean> {
    const { pool } = this.services
    for (let held = 0; held < HELD_ASKED_MAX; held += 1) {
      const came = await this.whenPrinted(printer)
      if (came.state !== 'held') return true
      await jobs.noteHindrance(pool, job.id, `Printer ${printer.code} has the label, but ${came.reason}. It comes out then.`)
      if (held === 0) await this.failOver(job.site, printer)
      await wait(this.options.pollMs)
      if (this.stopped || !(await keepTurn())) return false
    }
    await jobs.giveUp(
      pool,
      job.id,
      `Printer ${printer.code} has had the label for long: look whether it came out, else print it again.`,
      true,
    )
    return false
  }

  /** Some printers always say that something is left: they are not waited for longer than a label takes. */
  private async whenPrinted(printer: Printer): Promise<Came> {
    let came = await whatCame(printer, this.options.times)
    for (let asked = 0; asked < PRINTING_ASKED_MAX && came.state === 'printing'; asked += 1) {
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
    const isLast = seconds === undefined || error instanceof AddressRefused
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
    id: uuid5(id, PRINTS),
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
