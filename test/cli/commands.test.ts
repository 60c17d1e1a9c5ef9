import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AsBuilt, CaptureResult, ImportSummary, RecallSimulation, Trace, TraceTimeline, Verification } from '../../src/client/index.ts'
import { openStore } from '../../src/store/index.ts'
import { temporaryFolder } from '../support/folders.ts'
import { ENVIRONMENT, genealot, type Served, serve } from './genealot.ts'

const folder = temporaryFolder()
const data = join(folder, 'plant')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// ---- a plant: one bar makes two lots of pins, one of which is shipped; the number 7 exists twice --------------------------------

const at = (hour: number): string => `2026-03-02T${String(hour).padStart(2, '0')}:00:00Z`
const event = (type: string, hour: number, body: object): object => ({ id: randomUUID(), type, at: at(hour), ...body })
const material = (code: string): object => event('material', 1, { code, unit: 'ea', tracking: 'lot', precision: 'precise' })
const receipt = (code: string, number: string): object =>
  event('receive', 2, { vendor: 'MILL', vendorLot: `V-${code}`, lot: { material: code, number }, quantity: '100', location: 'STORES' })

const PLANT = [
  material('BAR'),
  material('PIN'),
  event('partner', 1, { code: 'MILL', name: 'Mill', roles: ['vendor'] }),
  event('partner', 1, { code: 'ACME', name: 'Acme', roles: ['customer'], contact: 'quality@acme.example' }),
  event('location', 1, { code: 'STORES', kind: 'stock' }),
  receipt('BAR', 'B-1'),
  receipt('BAR', '7'),
  receipt('PIN', '7'),
  event('transform', 3, {
    inputs: [{ lot: { material: 'BAR', number: 'B-1' }, quantity: '100' }],
    outputs: [
      { lot: { material: 'PIN', number: 'P-1' }, quantity: '60' },
      { lot: { material: 'PIN', number: 'P-2' }, quantity: '40' },
    ],
  }),
  event('ship', 4, { shipment: 'S-1', customer: 'ACME', lots: [{ lot: { material: 'PIN', number: 'P-1' } }] }),
]
const file = join(folder, 'plant.ndjson')
writeFileSync(file, `${PLANT.map(line => JSON.stringify(line)).join('\n')}\n`)

/** A value that a machine sent before anybody had said what its topic means; the id is that of its site, topic and number. */
const MESSAGE = '3826b219-3de4-59dd-9ac6-f5c9afefb205'
async function keepMessage(): Promise<void> {
  const store = await openStore({ dataDir: data })
  const payload = Buffer.from(JSON.stringify({ id: 1, value: 211, at: at(6) }))
  await store.pool.query(
    `insert into machine_message (id, site, topic, payload, received_at, code, detail) values ($1, 'main', 'plant/oven/temperature', $2, $3, 'unknown-topic', 'No rule.')`,
    [MESSAGE, payload, Date.parse(at(6))],
  )
  await store.close()
}

const answers = (stdout: string): CaptureResult[] =>
  stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as CaptureResult)

// ---- what needs no server ----------------------------------------------------------------------------------------------------------

describe('arguments', () => {
  test.each([
    [['--nope'], 2, "unknown option '--nope'"],
    [['frobnicate'], 2, "unknown command 'frobnicate'"],
    [['trace', 'sideways', 'B-1'], 2, 'forward, back'],
    [['trace', 'forward'], 2, 'Name a lot or serial, or --container CODE.'],
    [['trace', 'forward', 'B-1', '--as-known-at', 'yesterday'], 2, 'a time with an offset'],
    [['serve', '--port', '70000'], 2, '65535'],
    [['token', 'create', 'x', '--role', 'king'], 2, 'reader, writer, administrator'],
    [['verify', '--url', 'nonsense'], 2, 'no address of a server'],
    [['capture', join(folder, 'missing.ndjson')], 3, 'There is no file or folder'],
    [['verify', '--data', join(folder, 'missing')], 3, 'There is no data directory'],
    [['verify', '--url', 'http://127.0.0.1:1'], 6, 'did not answer'],
  ])('%j ends with %i', async (args, exit, words) => {
    const ended = await genealot(args)
    expect(ended).toMatchObject({ exit, stdout: '' })
    expect(ended.stderr).toContain(words)
  })

  test('help and version are data', async () => {
    const [help, version, nothing] = await Promise.all([genealot(['--help']), genealot(['--version']), genealot([])])
    expect(help).toMatchObject({ exit: 0, stderr: '' })
    expect(help.stdout).toContain('Exit codes: 0 done')
    expect(version).toMatchObject({ exit: 0, stderr: '' })
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(nothing.exit).toBe(2)
    expect(await genealot(['bench', 'nothing'])).toMatchObject({ exit: 2, stdout: '' })
  })

  test('with --json an error is a document too, on stderr', async () => {
    const { stderr } = await genealot(['verify', '--json', '--quiet', '--url', 'http://127.0.0.1:1'])
    expect(JSON.parse(stderr)).toMatchObject({ code: 'unreachable' })
  })
})

// ---- on the directory itself, then on the server running on it ---------------------------------------------------------------------

describe('a data directory', () => {
  test('capture makes it and answers one line per event', async () => {
    const { exit, stdout } = await genealot(['capture', file, '--json', '--data', data])
    expect(answers(stdout).map(({ id, status, sequence }) => [id, status, sequence])).toEqual(
      PLANT.map((sent, index) => [(sent as { id: string }).id, 'recorded', index + 1]),
    )
    expect(exit).toBe(0)
  })

  test('a trace opens it again', async () => {
    const { exit, stdout, stderr } = await genealot(['trace', 'forward', 'B-1', '--json', '--quiet', '--data', data])
    expect(stderr).toBe('')
    const { lots, next } = JSON.parse(stdout) as Trace
    expect(lots.map(lot => lot.number).sort()).toEqual(['P-1', 'P-2'])
    expect({ exit, next }).toEqual({ exit: 0, next: null })
  })

  describe('with a server running on it', () => {
    let server: Served
    beforeAll(async () => {
      await keepMessage()
      server = await serve(['--data', data, '--port', '0'])
    })
    afterAll(async () => {
      expect(await server.stop()).toBe(0)
    })
    const here = (...args: string[]) => genealot([...args, '--data', data])

    test('a correction says beforehand whom it leaves short, and takes them along in one act', async () => {
      const [bought, cut] = ['B-8', 'P-8'].map((number, index) => ({ material: index === 0 ? 'BAR' : 'PIN', number }))
      const told = [
        event('receive', 5, { vendor: 'MILL', vendorLot: 'V-2', lot: bought, quantity: '1000' }),
        event('transform', 6, { inputs: [{ lot: bought, quantity: '700' }], outputs: [{ lot: cut, quantity: '700' }] }),
      ]
      const sent = await genealot(['capture', '-', '--json', '--data', data], { input: told.map(one => JSON.stringify(one)).join('\n') })
      const [receipt, made] = answers(sent.stdout).map(({ sequence }) => String(sequence))
      const right = join(folder, 'right.json')
      writeFileSync(right, JSON.stringify({ type: 'receive', at: at(5), vendor: 'MILL', vendorLot: 'V-2', lot: bought, quantity: '100' }))
      const alone = await here('correct', 'preview', receipt ?? '', '--replacement', right)
      expect({ exit: alone.exit, said: alone.stdout }).toEqual({
        exit: 4,
        said: expect.stringMatching(/BAR B-8 would be short of 600 ea, drawn by:\n {2}#\d+ {2}transform +700 ea/),
      })
      const both = ['--replacement', right, '--also', made ?? '']
      expect((await here('correct', 'preview', receipt ?? '', ...both)).stdout).toMatch(/BAR B-8 +300 ea +100 ea/)
      const done = await here('correct', 'make', receipt ?? '', ...both, '--reason', 'a zero too many')
      expect({ exit: done.exit, said: done.stdout }).toEqual({ exit: 0, said: expect.stringMatching(/^2 events are put right \(#\d+\)/) })
      expect((await here('correct', 'make', receipt ?? '', '--reason', 'again')).exit).toBe(4)
      expect((await here('correct', 'preview', '99999')).exit).toBe(3)
    })

    test('events that go together are all recorded or none', async () => {
      const pins = (quantity: string) =>
        event('pack', 5, { container: 'BOX', contents: [{ lot: { material: 'PIN', number: 'P-2' }, quantity }] })
      const send = (...events: object[]) =>
        genealot(['capture', '-', '--together', '--json', '--data', data], { input: events.map(one => JSON.stringify(one)).join('\n') })
      const refused = await send(pins('5'), pins('500'))
      expect(answers(refused.stdout).map(({ code }) => code)).toEqual(['not-together', 'quantity-exceeds-balance'])
      expect(refused.exit).toBe(4)
      const done = await send(...['A-1', 'A-2'].map(code => event('partner', 5, { code, roles: ['customer'] })))
      expect(answers(done.stdout).map(({ status }) => status)).toEqual(['recorded', 'recorded'])
    })

    test('what was recorded is not recorded twice, what breaks a rule is refused with its line', async () => {
      const input = [PLANT[0], '', event('receive', 5, { vendor: 'NOBODY', lot: { material: 'BAR' }, quantity: '1', location: 'STORES' })]
      const lines = `${input.map(line => (line === '' ? '' : JSON.stringify(line))).join('\n')}\nno json`
      const [shown, told] = [
        await genealot(['capture', '-', '--data', data], { input: lines }),
        await genealot(['capture', '-', '--json', '--data', data], { input: lines }),
      ]
      expect(shown.exit).toBe(4)
      expect(shown.stdout.split('\n')).toEqual([
        expect.stringMatching(/^line 3 {2}refused {2}unknown-partner/),
        expect.stringMatching(/^line 4 {2}refused {2}invalid-event/),
        '',
      ])
      expect(shown.stderr).toContain('0 events recorded, 1 there before, 2 refused.')
      expect(answers(told.stdout).map(answer => answer.status)).toEqual(['duplicate', 'refused', 'refused'])
      expect(told.exit).toBe(4)
    })

    test('trace back ends at the vendors', async () => {
      const { stdout } = await here('trace', 'back', 'P-1', '--json')
      expect((JSON.parse(stdout) as Trace).vendors).toMatchObject([
        { vendor: 'MILL', vendorLot: 'V-BAR', number: 'B-1', certainty: 'certain' },
      ])
    })

    test('a trace reads as a table, without colours where nobody looks', async () => {
      const { stdout } = await here('trace', 'forward', 'B-1')
      expect(stdout).toContain('Forward from BAR B-1')
      expect(stdout).toMatch(/● certain {2}PIN +P-1 +60 ea/)
      expect(stdout).toMatch(/CALL shipped to customers: 1 line\n.*\n● certain +PIN +P-1 +60 ea +ACME +S-1/)
      expect(stdout).not.toContain('\u001b')
    })

    test('a trace in time is a line for what happened together, and the whole answer as JSON', async () => {
      const { stdout } = await here('trace', 'forward', 'B-1', '--timeline')
      expect(stdout).toMatch(/^In time, from BAR B-1: 4 lines\n/)
      const rows = stdout.split('\n').filter(line => /received|made|shipped/.test(line))
      expect(rows.map(line => /received|made|shipped/.exec(line)?.[0])).toEqual(['received', 'made', 'made', 'shipped'])
      const told = JSON.parse((await here('trace', 'forward', 'B-1', '--timeline', '--json')).stdout) as TraceTimeline
      expect(told).toMatchObject({ grouped: false, counted: false, acts: [{ first: 'B-1' }, {}, {}, { first: 'P-1', act: 'shipped' }] })
    })

    test('as known before the pins were made there are none', async () => {
      const { stdout } = await here('trace', 'forward', 'B-1', '--as-known-at', '8', '--json')
      expect(JSON.parse(stdout)).toMatchObject({ knownAt: { sequence: 8 }, lots: [] })
    })

    test('an unknown lot is not found, an ambiguous one is refused with its materials', async () => {
      for (const command of [['trace', 'forward'], ['recall', 'simulate'], ['as-built']]) {
        expect(await here(...command, 'NOPE'), command.join(' ')).toMatchObject({ exit: 3, stdout: '' })
        const ambiguous = await here(...command, '7')
        expect(ambiguous, command.join(' ')).toMatchObject({ exit: 4, stdout: '' })
        expect(ambiguous.stderr).toMatch(/names lots of (BAR, PIN|PIN, BAR).*--material/)
        expect(await here(...command, '7', '--material', 'BAR'), command.join(' ')).toMatchObject({ exit: 0 })
      }
    })

    test('a plan is stated from a file, shown as it was stated, and refused where it makes no sense', async () => {
      const stated = [{ code: 'length', unit: 'mm', min: '9.9', max: '10.1', required: true, at: 'shipment', sample: { count: 2 } }]
      const plan = async (input: unknown) =>
        genealot(['plan', 'state', 'PIN', '-', '--reason', 'drawing C', '--data', data], { input: JSON.stringify(input) })
      expect((await plan(stated)).stdout).toMatch(/^The plan of PIN asks for 1 characteristic \(#\d+\)\.\n$/)
      const shown = JSON.parse((await here('plan', 'show', 'PIN', '--json')).stdout) as { characteristics: object[] }
      expect(shown).toMatchObject({ material: 'PIN', characteristics: stated })
      expect((await here('plan', 'show', 'PIN')).stdout).toMatch(/length +number +9\.9…10\.1 mm +shipment +2 +yes +stop/)
      expect((await here('plan', 'list')).stdout).toMatch(/PIN +length/)
      expect(await plan({})).toMatchObject({ exit: 2, stderr: expect.stringContaining('no list of characteristics') })
      const upsideDown = await plan([{ ...stated[0], min: '11' }])
      expect([upsideDown.exit, upsideDown.stdout]).toEqual([4, ''])
      expect(await here('plan', 'show', 'NOPE')).toMatchObject({ exit: 3 })
      expect((await plan({ ...shown, characteristics: [] })).exit).toBe(0)
    })

    test('a deviation is asked for by one, approved by another, and ended', async () => {
      for (const [code, roles] of [
        ['tom', []],
        ['quinn', ['quality']],
      ] as const)
        await genealot(['capture', '-', '--data', data], { input: JSON.stringify(event('person', 5, { code, name: code, roles })) })
      const ask = ['deviation', 'request', 'D-1', '--component', 'BAR', '--product', 'PIN', '--expired', '--reason', 'late', '--by', 'tom']
      expect(await here(...ask, '--until', 'friday')).toMatchObject({ exit: 2, stderr: expect.stringContaining('a time with an offset') })
      expect((await here(...ask, '--until', '2099-01-01T00:00:00Z')).stdout).toContain('Deviation D-1 waits for approval')
      const own = await here('deviation', 'approve', 'D-1', '--by', 'tom', '--reason', 'mine')
      expect(own).toMatchObject({ exit: 4, stdout: '', stderr: expect.stringContaining('takes the role quality or supervisor') })
      expect((await here('deviation', 'approve', 'D-1', '--by', 'quinn', '--reason', 'checked')).exit).toBe(0)
      expect((await here('deviation', 'list')).stdout).toMatch(/D-1 +approved +BAR +expired lots +PIN +2099-01-01 00:00Z +0 +tom +quinn/)
      expect((await here('deviation', 'end', 'D-1', '--by', 'quinn', '--reason', 'over')).exit).toBe(0)
      expect(JSON.parse((await here('deviation', 'show', 'D-1', '--json')).stdout)).toMatchObject({ number: 'D-1', status: 'withdrawn' })
      expect((await here('deviation', 'list', '--state', 'approved')).stderr).toContain('No deviation is approved.')
      expect((await here('deviation', 'end', 'D-9', '--by', 'quinn', '--reason', 'x')).exit).toBe(3)
    })

    test('what a machine sent waits with its reason, and is recorded once the rule and the run are there', async () => {
      const messages = await here('machine', 'messages')
      expect(messages.stdout).toMatch(new RegExp(`${MESSAGE} +2026-03-02 06:00Z +plant/oven/temperature +unknown-topic +No rule\\.`))
      expect((await here('machine', 'list')).stdout).toContain('Messages that wait: 1.')
      expect((await here('machine', 'replay')).exit).toBe(2)
      const topics = [{ topic: 'plant/oven/+', workCenter: 'OVEN', characteristic: 'temperature', unit: 'Cel' }]
      const input = [
        event('workCenter', 5, { code: 'OVEN' }),
        event('settings', 5, { machineValues: { broker: 'mqtt://127.0.0.1:1', topics } }),
      ]
      await genealot(['capture', '-', '--data', data], { input: input.map(one => JSON.stringify(one)).join('\n') })
      const early = await here('machine', 'replay', '--all')
      expect(early).toMatchObject({ exit: 4, stdout: expect.stringContaining('No run was open at OVEN') })
      const start = event('start', 5, { run: 'HEAT-1', workCenter: 'OVEN', lots: [{ lot: { material: 'BAR', number: '7' } }] })
      await genealot(['capture', '-', '--data', data], { input: JSON.stringify(start) })
      expect((await here('machine', 'replay', MESSAGE, '--json')).stdout).toContain('"recorded":true')
      expect((await here('machine', 'messages')).stderr).toContain('Nothing waits')
      const chart = await here('characteristic', 'chart', 'temperature')
      expect(chart.stdout).toMatch(/temperature: 1 value, 0 out of limits\n.*\nNo Cp and Cpk: there are no limits/)
      expect(chart.stdout).toMatch(/HEAT-1 +OVEN +211 Cel/)
      expect((await here('characteristic', 'list')).stdout).toMatch(/temperature .*1 +0/)
    })

    test('a recall is committed as it was simulated, shown and closed; with another mark it is refused', async () => {
      const { simulation } = JSON.parse((await here('recall', 'simulate', 'B-1', '--json')).stdout) as RecallSimulation
      const commit = ['recall', 'commit', 'B-1', '--drill', '--reason', 'practice', '--simulation']
      const refused = await here(...commit, simulation.replace(/-.*/, `-${'0'.repeat(32)}`))
      expect([refused.exit, refused.stderr]).toEqual([4, expect.stringContaining(`--simulation ${simulation}`)])
      expect((await here(...commit, simulation)).stdout).toContain('Recall DR-0001 is committed as a drill')
      expect((await here('recall', 'show', 'DR-0001')).stdout).toContain('Nothing has changed since its last version.')
      expect((await here('recall', 'close', 'DR-0001', '--reason', 'done')).exit).toBe(0)
      expect((await here('recall', 'list')).stdout).toMatch(/DR-0001 +drill .* closed .* practice/)
    })

    describe('what came too late is refused in words, with 4', () => {
      const bar = (number: string) => ({ material: 'BAR', number })
      const pin = (number: string) => ({ material: 'PIN', number })
      const send = (...events: object[]) =>
        genealot(['capture', '-', '--json', '--data', data], { input: events.map(one => JSON.stringify(one)).join('\n') })
      const made = (from: string, number: string) =>
        event('transform', 6, { inputs: [{ lot: bar(from), quantity: '5' }], outputs: [{ lot: pin(number), quantity: '5' }] })
      const marked = async (number: string): Promise<string> =>
        (JSON.parse((await here('recall', 'simulate', number, '--json')).stdout) as RecallSimulation).simulation

      test('a second engineer who commits the same recall is told which one is there', async () => {
        await send(event('receive', 5, { vendor: 'MILL', vendorLot: 'V-20', lot: bar('B-20'), quantity: '100' }), made('B-20', 'P-20'))
        const simulation = await marked('B-20')
        const commit = (reason: string) => here('recall', 'commit', 'B-20', '--reason', reason, '--simulation', simulation)
        expect(await commit('cracks')).toMatchObject({
          exit: 0,
          stdout: expect.stringContaining('Recall RC-0001 is committed and its scope held'),
        })
        const second = await commit('cracks as well')
        expect(second).toMatchObject({ exit: 4, stdout: '' })
        expect(second.stderr).toContain('genealot recall show RC-0001')
        const asJson = await here('recall', 'commit', 'B-20', '--reason', 'again', '--simulation', simulation, '--json', '--quiet')
        expect([asJson.exit, JSON.parse(asJson.stderr)]).toEqual([4, expect.objectContaining({ code: 'recall-exists', status: 409 })])
      })

      test('a recall that was looked at before something joined it says what joined, and the mark of now', async () => {
        await send(event('receive', 5, { vendor: 'MILL', vendorLot: 'V-21', lot: bar('B-21'), quantity: '100' }), made('B-21', 'P-21'))
        const stale = await marked('B-21')
        await send(made('B-21', 'P-22'))
        const commit = (mark: string) => here('recall', 'commit', 'B-21', '--reason', 'cracks', '--simulation', mark)
        const refused = await commit(stale)
        expect(refused).toMatchObject({ exit: 4, stdout: '' })
        expect(refused.stderr).toMatch(/JOINED 1 lot: PIN P-22/)
        const now = await marked('B-21')
        expect(refused.stderr).toContain(`--simulation ${now}`)
        expect((await commit(now)).exit).toBe(0)
      })

      test('a hold is placed, listed and released once', async () => {
        await send(event('receive', 5, { vendor: 'MILL', vendorLot: 'V-23', lot: bar('B-23'), quantity: '100' }), made('B-23', 'P-23'))
        expect(await here('hold', 'place', 'NCR-7', 'B-23', '--reason', 'bent')).toMatchObject({
          exit: 0,
          stdout: expect.stringMatching(/^1 lot on hold NCR-7 \(#\d+\)\.\n$/),
        })
        expect((await here('hold', 'list', '--open')).stdout).toMatch(/NCR-7 .*BAR B-23 +2 +open +bent/)
        expect((await here('hold', 'release', 'NCR-7', '--lot', 'P-23', '--reason', 'measured')).exit).toBe(0)
        expect((await here('hold', 'release', 'NCR-7', '--reason', 'decided')).stdout).toContain('Hold NCR-7 is released')
        const again = await here('hold', 'release', 'NCR-7', '--reason', 'decided')
        expect(again).toMatchObject({ exit: 4, stdout: '', stderr: expect.stringContaining('was released already') })
        expect(await here('hold', 'release', 'NCR-8', '--reason', 'x')).toMatchObject({ exit: 3, stdout: '' })
        expect((await here('hold', 'list', '--open')).stdout).not.toContain('NCR-7')
        expect((await here('hold', 'place', 'NCR-9', 'NOPE', '--reason', 'x')).exit).toBe(3)
        expect(await here('hold', 'place', 'NCR-9', 'B-23')).toMatchObject({ exit: 2, stderr: expect.stringContaining('--reason') })
      })

      test('what was corrected is not corrected again, nor a correction', async () => {
        const sent = await send(event('receive', 5, { vendor: 'MILL', vendorLot: 'V-24', lot: bar('B-24'), quantity: '100' }))
        const [receipt] = answers(sent.stdout).map(({ sequence }) => String(sequence))
        const make = (which: string) => here('correct', 'make', which, '--reason', 'not ours')
        const done = await make(receipt ?? '')
        expect(done.exit).toBe(0)
        const again = await make(receipt ?? '')
        expect(again).toMatchObject({
          exit: 4,
          stdout: '',
          stderr: expect.stringContaining('was corrected already, and nothing was changed now'),
        })
        const [, correction = ''] = /#(\d+)/.exec(done.stdout) ?? []
        expect(await make(correction)).toMatchObject({
          exit: 4,
          stdout: '',
          stderr: expect.stringContaining('A correction cannot be corrected'),
        })
        const preview = await here('correct', 'preview', receipt ?? '')
        expect(preview).toMatchObject({ exit: 4, stdout: expect.stringContaining('It would be refused: ') })
      })
    })

    test('a recall is simulated from several lots, and balances', async () => {
      const recall = await here('recall', 'simulate', 'B-1', '7', '--material', 'BAR', '--json')
      const { customers, ends, balanceTotal } = JSON.parse(recall.stdout) as RecallSimulation
      expect(customers).toMatchObject([{ customer: 'ACME', lots: 1, quantity: [{ unit: 'ea', quantity: '60' }] }])
      expect(ends.quarantine.map(({ number, quantity }) => `${number} ${quantity}`).sort()).toEqual(['7 100', 'P-2 40'])
      expect(balanceTotal).toMatchObject({ percent: '100', unaccountedLots: 0 })
      expect((await here('recall', 'simulate', 'B-1')).stdout).toContain('BALANCE 100 %: everything is accounted for')
    })

    test('as built, as JSON, as text and as a document', async () => {
      const record = JSON.parse((await here('as-built', 'P-1', '--json')).stdout) as AsBuilt
      expect(record.components).toMatchObject([{ material: 'BAR', number: 'B-1', vendor: 'MILL' }])
      expect((await here('as-built', 'P-1')).stdout).toContain('As built: PIN P-1')
      const pdf = join(folder, 'p-1.pdf')
      expect(await here('as-built', 'P-1', '--pdf', pdf)).toMatchObject({ exit: 0, stdout: '' })
      expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-')
    })

    test('import answers for every row, and gives back what it refused', async () => {
      const table = join(folder, 'receipts.csv')
      writeFileSync(
        table,
        'part,lot,qty,supplier,location,time\nBAR,B-2,5,MILL,STORES,2026-03-02T06:00:00Z\nBAR,B-3,many,MILL,STORES,2026-03-02T06:00:00Z\n',
      )
      const rejects = join(folder, 'rejects.csv')
      const { exit, stdout } = await here('import', table, '--json', '--rejects', rejects)
      expect(exit).toBe(4)
      expect(JSON.parse(stdout) as ImportSummary).toMatchObject({ format: 'csv', imported: 1, refused: 1 })
      expect(readFileSync(rejects, 'utf8')).toContain('B-3')
      expect((await here('import', table)).stdout).toMatch(/^CSV: 1 row imported, 1 of them there before, 1 refused\n/)
    })

    test('a token is shown once, does what its role may, and can be revoked', async () => {
      const url = server.address.replace(/\/?#.*/, '')
      const token = (await here('token', 'create', 'office', '--role', 'reader')).stdout.trim()
      const as = (...args: string[]) => genealot(args, { env: { GENEALOT_URL: url, GENEALOT_TOKEN: token } })
      expect(await as('trace', 'forward', 'B-1')).toMatchObject({ exit: 0 })
      expect(await as('capture', file)).toMatchObject({ exit: 5 })
      expect((await here('token', 'create', 'office')).exit).toBe(4)
      expect((await here('token', 'list')).stdout).toMatch(/office +reader/)
      expect((await here('token', 'revoke', 'office')).exit).toBe(0)
      expect((await here('token', 'revoke', 'office')).exit).toBe(3)
      expect(await as('trace', 'forward', 'B-1')).toMatchObject({ exit: 5 })
      expect((await genealot(['trace', 'forward', 'B-1', '--url', url])).stderr).toContain('--token')
      expect((await genealot(['trace', 'forward', 'B-1', '--url', server.address])).exit).toBe(0)
    })

    test('verify, rebuild and doctor find it whole', async () => {
      expect(JSON.parse((await here('verify', '--json')).stdout) as Verification).toMatchObject({ ok: true, difference: null })
      expect((await here('rebuild')).stdout).toMatch(/^Rebuilt from \d+ events in/)
      const doctor = await here('doctor')
      expect(doctor).toMatchObject({ exit: 0 })
      for (const words of ['genealot', 'PostgreSQL', 'head', 'whole', 'free']) expect(doctor.stdout).toContain(words)
    })

    test('a reader that goes away is no error', async () => {
      const program = fileURLToPath(new URL('../../bin/genealot.js', import.meta.url))
      const script = 'set -o pipefail; "$0" "$1" trace forward B-1 --data "$2" | head -c 5'
      const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script, process.execPath, program, data], { env: ENVIRONMENT })
      expect({ stdout, stderr }).toEqual({ stdout: 'Forwa', stderr: '' })
    })
  })

  test('verify names the row that somebody changed behind its back', async () => {
    const store = await openStore({ dataDir: data })
    await store.pool.query(
      `update movement set delta = delta + 1 where (since, line) = (select since, line from movement order by since desc, line limit 1)`,
    )
    await store.close()
    const { exit, stdout } = await genealot(['verify', '--data', data])
    expect(exit).toBe(1)
    expect(stdout).toMatch(/table +movement/)
  })
})
