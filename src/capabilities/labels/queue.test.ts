/** The queue against printers on real sockets: ready, out of paper, switched off, silent, dying halfway; and a server that is killed. */
import { randomUUID } from 'node:crypto'
import type { QueryConfig } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hostStatus, type PaperPrinter, paperPrinter } from '../../../test/labels/printer.ts'
import { readZpl } from '../../../test/labels/zpl-reader.ts'
import { expectSound, type Plant, plantWithBasics, receive } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { freePort } from '../../../test/support/ports.ts'
import { testStore } from '../../../test/support/store.ts'
import { addJob, jobOf, takeNext, takeTurn } from './jobs.ts'
import { type AskedPrint, printLabels } from './print.ts'
import { PrintQueue } from './queue.ts'

const at = testStore()
const TIMES = { connect: 5000, answer: 400, send: 2500 }
let plant: Plant
let paper: PaperPrinter
let queue: PrintQueue

interface Shown {
  id: string
  status: string
  printer: string
  doubtful: boolean
  told: boolean
  problem: string | null
  attempts: number
  copy: number
}

beforeEach(async () => {
  process.env.GENEALOT_PRINTER_NETWORKS = '127.0.0.0/8'
  plant = await plantWithBasics(at, receive('STEEL', 'S-1', 100), receive('STEEL', 'S-2', 5))
  paper = await paperPrinter()
  await plant.ok({ type: 'printer', code: 'P-1', host: '127.0.0.1', port: paper.port })
})
afterEach(async () => {
  await queue?.close()
  await paper.close()
  delete process.env.GENEALOT_PRINTER_NETWORKS
})

function open(backoff: number[] = [0.05, 0.05, 0.05]): PrintQueue {
  queue = new PrintQueue(plant.services, { pollMs: 100, times: TIMES, backoff, printingMs: 1000 })
  plant.services.wakePrinters = () => queue.wake()
  return queue
}
const print = async (number: string, more: object = {}): Promise<AskedPrint> => {
  const [asked] = await printLabels(plant.services, [{ site: plant.site, subject: { kind: 'lot', number }, ...more }], 'test')
  if (!asked) throw new Error('nothing asked')
  return asked
}
const shown = async (id: string): Promise<Shown | undefined> =>
  (await ask<{ prints: Shown[] }>(plant.services, `GET /prints?site=${plant.site}`)).prints.find(one => one.id === id)

/** The state is read until it is so; the test's own time limit is the only clock. */
async function until(id: string, holds: (job: Shown) => boolean): Promise<Shown> {
  for (;;) {
    const job = await shown(id)
    if (job && holds(job)) return job
    await new Promise(done => setTimeout(done, 20))
  }
}
const printed = (id: string): Promise<Shown> => until(id, job => job.status === 'printed')
async function recorded(count: number): Promise<Record<string, unknown>[]> {
  for (;;) {
    const { rows } = await at.pool.query('select body from ledger where site = $1 and type = $2 order by sequence', [plant.site, 'print'])
    if (rows.length >= count) return (rows as { body: string }[]).map(row => JSON.parse(row.body) as Record<string, unknown>)
    await new Promise(done => setTimeout(done, 20))
  }
}

describe('a printer that is ready', () => {
  it('gets the labels in the order they were asked for, one connection at a time, and the ledger says so', async () => {
    open()
    const jobs = [await print('S-1'), await print('S-2', { copies: 2 }), await print('S-1', { reason: 'torn' })]
    for (const job of jobs) await printed(job.job)
    await paper.hasLabels(3)
    const labels = readZpl(paper.labels.join(''))
    expect(labels.map(label => label.copies)).toEqual([1, 2, 1])
    const texts = labels.map(label => label.fields.flatMap(field => (field.kind === 'text' ? [field.text] : [])))
    expect(texts.map(text => text[0])).toEqual(['S-1', 'S-2', 'S-1'])
    expect(texts.map(text => text.includes('COPY 1'))).toEqual([false, false, true])
    expect(paper.atOnce).toBe(1)
    expect(await recorded(3)).toMatchObject([
      { lot: { material: 'STEEL', number: 'S-1' }, copies: 1, copy: 0, printer: 'P-1', template: 'lot-100x50' },
      { lot: { number: 'S-2' }, copies: 2, copy: 0 },
      { lot: { number: 'S-1' }, copy: 1, reason: 'torn' },
    ])
  })

  it('prints once what is asked for twice with one id', async () => {
    open()
    const id = randomUUID()
    const [first, again] = [await print('S-1', { id }), await print('S-1', { id })]
    expect(again).toMatchObject({ job: first.job, copy: 0 })
    await printed(id)
    await print('S-1', { id })
    const last = await print('S-2')
    await printed(last.job)
    await paper.hasLabels(2)
    expect(paper.labels).toHaveLength(2)
  })

  it('that does not answer ~HS prints all the same', async () => {
    paper.status = null
    open()
    expect(await printed((await print('S-1')).job)).toMatchObject({ doubtful: false, attempts: 1, told: false })
    paper.status = hostStatus({})
    expect(await printed((await print('S-2')).job)).toMatchObject({ doubtful: false, attempts: 1, told: true })
  })

  it('takes its time: the label is there once, and nothing is doubtful', async () => {
    paper.manner = 'dawdles'
    open()
    expect(await printed((await print('S-1')).job)).toMatchObject({ doubtful: false, attempts: 1, told: true })
    expect(paper.labels).toHaveLength(1)
  })

  it('answers once a connection: the label is there once, and nothing is doubtful', async () => {
    paper.manner = 'answers once'
    open()
    expect(await printed((await print('S-1')).job)).toMatchObject({ doubtful: false, attempts: 1, told: true })
    expect(paper.labels).toHaveLength(1)
  })
})

describe('a printer that cannot', () => {
  it.each([
    ['paperOut', 'out of labels'],
    ['headOpen', 'print head is open'],
    ['ribbonOut', 'out of ribbon'],
    ['paused', 'paused'],
  ] as const)('%s: nothing is sent, the reason is said, and it prints when it can', async (what, words) => {
    paper.status = hostStatus({ [what]: 1 })
    open([600])
    const { job } = await print('S-1')
    expect((await until(job, one => one.problem !== null)).problem).toContain(words)
    expect(paper.labels).toEqual([])
    paper.status = hostStatus({})
    await ask(plant.services, `POST /prints/${job}/retry`, {})
    expect(await printed(job)).toMatchObject({ doubtful: false, problem: null })
  })

  it('dies halfway: sent again, and the doubt is said', async () => {
    paper.manner = 'dies'
    open([0.05, 0.05, 0.05, 0.05, 0.05, 600])
    const { job } = await print('S-1')
    await paper.spoiled(1)
    paper.manner = 'takes'
    expect(await printed(job)).toMatchObject({ doubtful: true })
    expect(await recorded(1)).toMatchObject([{ doubtful: true }])
  })

  it('has taken a label and runs out of paper: it is waited for and not sent again, and what waits behind it goes elsewhere', async () => {
    const other = await paperPrinter()
    try {
      await plant.ok(
        { type: 'printer', code: 'P-2', host: '127.0.0.1', port: other.port },
        { type: 'printer', code: 'P-1', host: '127.0.0.1', port: paper.port, failOver: 'P-2' },
      )
      paper.manner = 'runs out'
      const [first, second] = [await print('S-1', { printer: 'P-1' }), await print('S-2', { printer: 'P-1' })]
      open()
      const held = await until(first.job, one => one.problem !== null)
      expect(held).toMatchObject({
        status: 'sending',
        problem: 'Printer P-1 has the label, but it is out of labels: load a roll. It comes out then.',
      })
      expect(await printed(second.job)).toMatchObject({ printer: 'P-2' })
      expect((await shown(first.job))?.status).toBe('sending')
      paper.manner = 'takes'
      paper.status = hostStatus({})
      expect(await printed(first.job)).toMatchObject({ printer: 'P-1', doubtful: false, problem: null, attempts: 1 })
      expect([paper.labels, other.labels].map(labels => labels.length)).toEqual([1, 1])
      expect((await recorded(2)).map(event => [event.printer, event.doubtful])).toEqual([
        ['P-2', undefined],
        ['P-1', undefined],
      ])
    } finally {
      await other.close()
    }
  })

  describe('with another one to take over', () => {
    let other: PaperPrinter
    beforeEach(async () => {
      other = await paperPrinter()
      await plant.ok(
        { type: 'printer', code: 'P-2', host: '127.0.0.1', port: other.port },
        { type: 'printer', code: 'P-1', host: '127.0.0.1', port: paper.port, failOver: 'P-2' },
      )
    })
    afterEach(() => other.close())
    const print1 = (number: string): Promise<AskedPrint> => print(number, { printer: 'P-1' })

    it('takes the connection and answers nothing where it used to answer: nothing is lost in it', async () => {
      open()
      await printed((await print1('S-1')).job)
      paper.manner = 'stalls'
      const { job } = await print1('S-2')
      expect(await printed(job)).toMatchObject({ printer: 'P-2', doubtful: false })
      expect([paper.labels, other.labels].map(labels => labels.length)).toEqual([1, 1])
    })

    it('reads no more once the label has begun: it is not sent again, and switched off it has lost it, as a person is told', async () => {
      open()
      paper.manner = 'stalls halfway'
      const { job } = await print1('S-1')
      const held = await until(job, one => one.problem !== null)
      expect(held).toMatchObject({ status: 'sending', doubtful: true, problem: expect.stringContaining('answers nothing any more') })
      // What is asked for while it stands like this goes elsewhere too, not only what had waited already.
      expect(await printed((await print1('S-2')).job)).toMatchObject({ printer: 'P-2' })
      await paper.close()
      await until(job, one => one.problem?.includes('cannot be reached') === true)
      paper = await paperPrinter(paper.port)
      const lost = await until(job, one => one.status === 'failed')
      expect(lost).toMatchObject({
        doubtful: true,
        attempts: 1,
        problem: expect.stringContaining('was switched off while it had the label'),
      })
      expect(paper.labels).toEqual([])
      await ask(plant.services, `POST /prints/${job}/retry`, {})
      expect(await printed(job)).toMatchObject({ printer: 'P-1', doubtful: true })
      expect(paper.labels).toHaveLength(1)
      expect((await recorded(2)).map(event => event.doubtful)).toEqual([undefined, true])
    })

    it('is paused with the label in it while the server is stopped: the next one asks after it and sends it to nobody', async () => {
      paper.manner = 'runs out'
      open()
      const { job } = await print1('S-1')
      await until(job, one => one.problem !== null)
      await queue.close()
      open()
      await until(job, one => one.doubtful)
      paper.manner = 'takes'
      paper.status = hostStatus({})
      expect(await printed(job)).toMatchObject({ printer: 'P-1', doubtful: true, attempts: 1 })
      expect([paper.labels, other.labels].map(labels => labels.length)).toEqual([1, 0])
    })
  })

  it.each(['dies', 'closes'] as const)('%s halfway twice: it is not sent a third time, and somebody has to look', async manner => {
    paper.manner = manner
    open()
    const { job } = await print('S-1')
    const failed = await until(job, one => one.status === 'failed')
    expect(failed).toMatchObject({ doubtful: true, attempts: 2, problem: expect.stringContaining('look whether the label came out') })
    expect(await recorded(0)).toEqual([])
  })

  it('is still printing when it is asked: waited for, and printed', async () => {
    paper.status = hostStatus({ labelsLeft: 1 })
    open()
    const { job } = await print('S-1')
    await paper.hasLabels(1)
    expect((await shown(job))?.status).toBe('sending')
    paper.status = hostStatus({})
    expect(await printed(job)).toMatchObject({ doubtful: false, attempts: 1 })
  })

  it('is switched off: tried again, then it has failed and waits for a person, who sends it elsewhere', async () => {
    const port = await freePort()
    await plant.ok({ type: 'printer', code: 'OFF', host: '127.0.0.1', port })
    open([0.05, 0.05])
    const { job } = await print('S-1', { printer: 'OFF' })
    const failed = await until(job, one => one.status === 'failed')
    expect(failed).toMatchObject({ attempts: 3, doubtful: false })
    expect(failed.problem).toMatch(/OFF .* refuses the connection/)
    await ask(plant.services, `POST /prints/${job}/retry`, { printer: 'P-1' })
    expect(await printed(job)).toMatchObject({ printer: 'P-1' })
  })

  it('is replaced by the one named for it, with everything that waits, in order', async () => {
    await plant.ok({ type: 'printer', code: 'OFF', host: '127.0.0.1', port: await freePort(), failOver: 'P-1' })
    open([0.05, 0.05, 0.05])
    const jobs = [await print('S-1', { printer: 'OFF' }), await print('S-2', { printer: 'OFF' })]
    for (const { job } of jobs) expect(await printed(job)).toMatchObject({ printer: 'P-1' })
    await paper.hasLabels(2)
    expect(readZpl(paper.labels.join('')).map(label => label.fields.find(field => field.kind === 'text')?.text)).toEqual(['S-1', 'S-2'])
  })

  it('two that take over from each other do not send a label round for ever', async () => {
    const [first, second] = [await freePort(), await freePort()]
    await plant.ok(
      { type: 'printer', code: 'A', host: '127.0.0.1', port: first },
      { type: 'printer', code: 'B', host: '127.0.0.1', port: second, failOver: 'A' },
      { type: 'printer', code: 'A', host: '127.0.0.1', port: first, failOver: 'B' },
    )
    open([0.02, 0.02, 0.02])
    const { job } = await print('S-1', { printer: 'A' })
    expect(await until(job, one => one.status === 'failed')).toMatchObject({ printer: 'B' })
  })
})

describe('a server that is killed', () => {
  it('while sending: the next one sends it again and says that it may have been printed', async () => {
    const { job } = await print('S-1')
    // What a process leaves behind when it dies between the first byte and the answer.
    const dead = { address: `127.0.0.1:${paper.port}`, holder: 'a process that is gone', seconds: 0 }
    expect(await takeTurn(at.pool, dead)).toBe(true)
    expect((await takeNext(at.pool, plant.site, 'P-1'))?.id).toBe(job)
    open()
    expect(await printed(job)).toMatchObject({ doubtful: true })
    expect(await recorded(1)).toMatchObject([{ doubtful: true }])
  })

  it('after printing, before recording: recorded once by the next one', async () => {
    const known = await jobOf(at.pool, (await print('S-2')).job)
    if (!known) throw new Error('gone')
    await addJob(at.pool, { ...known, id: randomUUID() }, 'printed')
    await at.pool.query('delete from print_job where id = $1', [known.id])
    open()
    await recorded(1)
    await queue.close()
    await open().close()
    expect(await recorded(1)).toHaveLength(1)
  })

  it('nobody else talks to a printer whose turn is taken', async () => {
    expect(await takeTurn(at.pool, { address: `127.0.0.1:${paper.port}`, holder: 'another process', seconds: 600 })).toBe(true)
    open()
    const { job } = await print('S-1')
    const other = await paperPrinter()
    try {
      await plant.ok({ type: 'printer', code: 'P-2', host: '127.0.0.1', port: other.port })
      // A label at another printer goes through meanwhile: the queue has looked at both.
      await printed((await print('S-2', { printer: 'P-2' })).job)
      expect(await shown(job)).toMatchObject({ status: 'waiting', attempts: 0 })
    } finally {
      await other.close()
      await at.pool.query('delete from print_turn')
    }
    await printed(job)
  })
})

describe('a database that goes away', () => {
  it('while a turn is given back: it is given back as soon as there is one, and nobody is told that the printer is busy', async () => {
    let lost = 1
    const query = (question: QueryConfig): unknown =>
      question.name === 'turns.end' && lost-- > 0
        ? Promise.reject(new Error('Connection terminated unexpectedly'))
        : at.pool.query(question)
    const pool = Object.assign(Object.create(at.pool) as typeof at.pool, { query })
    const faults: unknown[] = []
    queue = new PrintQueue({ ...plant.services, pool }, { pollMs: 100, times: TIMES, onFault: fault => faults.push(fault) })
    await printed((await print('S-1')).job)
    const taken = async (): Promise<number> =>
      (await at.pool.query('select from print_turn where address = $1', [`127.0.0.1:${paper.port}`])).rowCount ?? 0
    await expect.poll(taken, { timeout: 10_000 }).toBe(0)
    expect(faults.map(String)).toEqual(['Error: Connection terminated unexpectedly'])
  })
})

describe('asking', () => {
  it.each([
    ['an unknown lot', { labels: [{ lot: { number: 'X-9' } }] }, /no lot "X-9"/],
    ['an unknown printer', { labels: [{ lot: { number: 'S-1' } }], printer: 'P-9' }, /no printer "P-9"/],
    ['an unknown template', { labels: [{ lot: { number: 'S-1' } }], template: 'T-9' }, /no label template "T-9"/],
    ['an unknown container', { labels: [{ container: 'BOX-9' }] }, /no container "BOX-9"/],
  ])('%s is said at once', async (_, body, sentence) => {
    await expect(ask(plant.services, 'POST /prints', { site: plant.site, ...body })).rejects.toThrow(sentence)
  })

  it('a label that nothing loaded can take is said at once', async () => {
    await plant.ok({ type: 'printer', code: 'TINY', host: '127.0.0.1', port: paper.port, width: 12, height: 6 })
    await expect(
      ask(plant.services, 'POST /prints', { site: plant.site, labels: [{ lot: { number: 'S-1' } }], printer: 'TINY' }),
    ).rejects.toThrow(/fits the label of 12 × 6 mm/)
  })

  it('taken as a document, the print is recorded without a printer at work', async () => {
    open()
    await ask(plant.services, 'POST /prints', { site: plant.site, labels: [{ lot: { number: 'S-1' } }], printer: 'browser' })
    queue.wake()
    expect(await recorded(1)).toMatchObject([{ printer: 'browser', lot: { number: 'S-1' } }])
    expect(paper.labels).toEqual([])
  })

  it('taken out of the queue it is not printed, and a printed one cannot be taken out', async () => {
    const { job } = await print('S-1')
    await ask(plant.services, `DELETE /prints/${job}`)
    open()
    const next = await print('S-2')
    await printed(next.job)
    expect(await shown(job)).toMatchObject({ status: 'cancelled' })
    await expect(ask(plant.services, `DELETE /prints/${next.job}`)).rejects.toThrow(/printed/)
  })

  it('the test label and the status come past the queue', async () => {
    expect(await ask(plant.services, `GET /printers/P-1/status?site=${plant.site}`)).toMatchObject({
      reached: true,
      detail: 'P-1 is ready.',
    })
    expect(await ask(plant.services, `POST /printers/P-1/test`, { site: plant.site })).toMatchObject({ reached: true })
    await paper.hasLabels(1)
    expect(readZpl(paper.labels.join(''))[0]?.fields).toContainEqual(expect.objectContaining({ kind: 'qr', payload: 'TEST-P-1' }))
    paper.status = hostStatus({ headOpen: 1 })
    expect(await ask(plant.services, `GET /printers/P-1/status?site=${plant.site}`)).toMatchObject({
      detail: expect.stringContaining('head is open'),
    })
  })
})

describe('the record', () => {
  it('a voided print is not counted, and templates are checked when they are stated', async () => {
    await plant.ok({ type: 'print', lot: { number: 'S-1' }, template: 'lot-100x50' })
    const [event] = await recorded(1)
    const lotId = (await ask<{ lots: { id: number }[] }>(plant.services, `GET /lots?site=${plant.site}&search=S-1`)).lots[0]?.id ?? 0
    expect(await ask(plant.services, `GET /lots/${lotId}/labels`)).toMatchObject({ copy: 1, prints: [{ template: 'lot-100x50' }] })
    await plant.ok({ type: 'correct', event: event?.id, reason: 'it was another printer' })
    expect(await ask(plant.services, `GET /lots/${lotId}/labels`)).toMatchObject({ copy: 0, prints: [] })
  })

  const text = { kind: 'text', x: 1, y: 1, size: 4, text: '{number}' }
  const template = (more: object): { type: string } =>
    ({ type: 'labelTemplate', code: 'T', for: 'lot', width: 50, height: 20, elements: [text], ...more }) as { type: string }
  it.each<[string, object, string]>([
    ['a word that does not exist', { elements: [{ ...text, text: '{lotnumber}' }] }, '/elements/0/text'],
    ['beyond the right edge', { elements: [text, { ...text, x: 50 }] }, '/elements/1'],
    ['beyond the lower edge', { elements: [{ ...text, y: 17 }] }, '/elements/0'],
    [
      'a symbol larger than the label',
      { elements: [{ kind: 'symbol', symbology: 'qr', x: 1, y: 1, width: 60, height: 10, text: '{url}' }] },
      '/elements/0',
    ],
    ['no element', { elements: [] }, '/elements'],
    [
      'a symbology nobody has',
      { elements: [{ kind: 'symbol', symbology: 'ean', x: 1, y: 1, width: 6, height: 10, text: '1' }] },
      '/elements/0/symbology',
    ],
  ])('template with %s is refused', async (_, more, pointer) => {
    await plant.refused(template(more), 'invalid-event', pointer)
  })

  it.each<[string, { type: string } & Record<string, unknown>, string, string]>([
    ['that takes over from itself', { type: 'printer', code: 'P-1', host: 'p', failOver: 'P-1' }, 'invalid-event', '/failOver'],
    ['with an unknown one to take over', { type: 'printer', code: 'P-1', host: 'p', failOver: 'P-7' }, 'unknown-printer', '/failOver'],
    ['called like the browser', { type: 'printer', code: 'browser', host: 'p' }, 'invalid-event', '/code'],
    ['of a resolution nobody builds', { type: 'printer', code: 'P-1', host: 'p', dpi: 200 }, 'invalid-event', '/dpi'],
  ])('printer %s is refused', async (_, event, code, pointer) => {
    await plant.refused(event, code, pointer)
  })

  it.each<[string, object, string, string]>([
    ['of nothing', {}, 'invalid-event', ''],
    ['of two things', { lot: { number: 'S-1' }, container: 'B' }, 'invalid-event', ''],
    ['of an unknown lot', { lot: { number: 'S-9' } }, 'unknown-lot', '/lot/number'],
  ])('print %s is refused', async (_, more, code, pointer) => {
    await plant.refused({ type: 'print', template: 't', ...more }, code, pointer)
  })

  it('badges are given once, and the old one ends', async () => {
    const { rows: before } = await at.pool.query(
      `select body->>'badge' as badge from master where kind = 'person' and site = $1 and until is null order by code`,
      [plant.site],
    )
    const person = (
      await at.pool.query(`select code from master where kind = 'person' and site = $1 and until is null order by code`, [plant.site])
    ).rows[0] as { code: string } | undefined
    if (!person) throw new Error('the plant has nobody')
    await ask(plant.services, 'POST /labels/badges', { site: plant.site, people: [person.code] })
    const { rows: after } = await at.pool.query(
      `select body->>'badge' as badge from master where kind = 'person' and site = $1 and until is null order by code`,
      [plant.site],
    )
    expect((after[0] as { badge: string }).badge).toMatch(/^sha256:/)
    expect((after[0] as { badge: string }).badge).not.toBe((before[0] as { badge: string | null }).badge)
    await expect(ask(plant.services, 'POST /labels/badges', { site: plant.site, people: ['nobody'] })).rejects.toThrow(
      /nobody called "nobody"/,
    )
  })

  it('verifies, and a rebuild gives the same', async () => {
    await expectSound(at)
  })
})
