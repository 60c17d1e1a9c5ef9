/** Where words go: data to stdout, progress and messages to stderr. A reader that goes away (`| head`) is no error. */
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { SingleBar } from 'cli-progress'
import pc from 'picocolors'
import type { Complaint } from './failure.ts'

export type Paint = ReturnType<typeof pc.createColors>

export interface Streams {
  stdout: Writable & { isTTY?: boolean }
  stderr: Writable & { isTTY?: boolean }
}

export interface OutputOptions {
  json?: boolean
  quiet?: boolean
  color: boolean
}

export interface Bar {
  update(done: number, words: string): void
  stop(): void
}

/** Back to the start of the line and wipes it; the bar draws itself again below the message. */
const OVER_THE_BAR = '\r\u001b[K'

export class Output {
  readonly json: boolean
  /** Colours where a person looks at stdout, otherwise the same text without. */
  readonly paint: Paint
  private readonly quiet: boolean
  private readonly streams: Streams
  private broken = false
  private barDrawn = false

  constructor(options: OutputOptions, streams: Streams, env: Readonly<Record<string, string | undefined>>) {
    this.json = options.json === true
    this.quiet = options.quiet === true
    this.streams = streams
    this.paint = pc.createColors(options.color && streams.stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb')
    for (const stream of [streams.stdout, streams.stderr]) stream.on('error', error => this.onStreamError(error))
  }

  private onStreamError(error: NodeJS.ErrnoException): void {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
    this.broken = true
  }

  /** Waits where the reader is slower than we are, so that a long answer never piles up in memory. */
  async write(text: string | Uint8Array): Promise<void> {
    if (this.barDrawn && this.streams.stdout.isTTY === true) this.streams.stderr.write(OVER_THE_BAR)
    if (this.broken || this.streams.stdout.write(text)) return
    await Promise.race([once(this.streams.stdout, 'drain'), once(this.streams.stdout, 'close'), once(this.streams.stdout, 'error')]).catch(
      () => undefined,
    )
  }

  async lines(lines: Iterable<string>): Promise<void> {
    let text = ''
    for (const line of lines) {
      text += `${line}\n`
      if (text.length > 60_000) {
        await this.write(text)
        text = ''
      }
    }
    await this.write(text)
  }

  /** One document on one line. Long lists are written row by row: a trace of a million lots is longer than a string may be. */
  async document(answer: unknown): Promise<void> {
    if (answer === null || typeof answer !== 'object' || Array.isArray(answer))
      return await this.write(`${JSON.stringify(answer ?? null)}\n`)
    let before = '{'
    for (const [key, value] of Object.entries(answer)) {
      if (value === undefined) continue
      await this.write(`${before}${JSON.stringify(key)}:`)
      await (Array.isArray(value) ? this.list(value) : this.write(JSON.stringify(value)))
      before = ','
    }
    await this.write(before === '{' ? '{}\n' : '}\n')
  }

  private async list(rows: readonly unknown[]): Promise<void> {
    await this.write('[')
    for (let from = 0; from < rows.length; from += 500) {
      const part = JSON.stringify(rows.slice(from, from + 500)).slice(1, -1)
      await this.write(from === 0 ? part : `,${part}`)
    }
    await this.write(']')
  }

  note(text: string): void {
    if (!this.quiet) this.streams.stderr.write(`${this.barDrawn ? OVER_THE_BAR : ''}${text}\n`)
  }

  complain(complaint: Complaint): void {
    this.streams.stderr.write(this.json ? `${JSON.stringify(complaint)}\n` : `genealot: ${complaint.detail}\n`)
  }

  /** A bar where a person watches; elsewhere nothing, because a log needs the result, not the way there. */
  bar(title: string, total: number): Bar {
    if (this.quiet || this.streams.stderr.isTTY !== true || total <= 0) return { update() {}, stop() {} }
    const bar = new SingleBar({
      format: `${title} {bar} {percentage} %  {words}`,
      stream: this.streams.stderr,
      hideCursor: true,
      clearOnComplete: true,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 30,
    })
    bar.start(total, 0, { words: '' })
    this.barDrawn = true
    return {
      update: (done, words) => bar.update(Math.min(done, total), { words }),
      stop: () => {
        bar.stop()
        this.barDrawn = false
      },
    }
  }
}
