/** One connection: what is certain and what is doubtful after it, and where connections may go at all. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PaperPrinter, paperPrinter } from '../../../test/labels/printer.ts'
import { AddressRefused } from '../network.ts'
import { hindrance, readHostStatus } from './host-status.ts'
import { printerAddress } from './network.ts'
import { PrintFailed, type Sent, sendLabel } from './send.ts'

let paper: PaperPrinter
const TIMES = { connect: 5000, answer: 300, send: 2000 }
/** More than the buffers between two sockets hold. */
const LONG = `^XA${'^FO1,1^FDx^FS\n'.repeat(1_500_000)}^XZ`

beforeEach(async () => {
  process.env.GENEALOT_PRINTER_NETWORKS = '127.0.0.1'
  paper = await paperPrinter()
})
afterEach(async () => {
  delete process.env.GENEALOT_PRINTER_NETWORKS
  await paper.close()
})

const send = (zpl: string, asks = true, hasTold = false): Promise<Sent> =>
  sendLabel({ code: 'P', host: '127.0.0.1', port: paper.port, asks }, zpl, { times: TIMES, hasTold })

describe('one label', () => {
  it('arrives whole, however long', async () => {
    await send(`^XA${'y'.repeat(300_000)}^XZ`)
    await paper.hasLabels(1)
    expect(paper.labels[0]).toHaveLength(300_006)
  })

  it('a printer that stops reading: given up in time, and doubtful', async () => {
    paper.manner = 'stalls'
    await expect(send(LONG, false)).rejects.toMatchObject({ doubtful: true, message: expect.stringContaining('stopped taking') })
  })

  it('a printer that answers is asked behind the label too: what it says then, it has', async () => {
    expect(await send('^XA^FO1,1^FDx^FS^XZ')).toEqual({ tells: true, isTaken: true })
    paper.status = null
    expect(await send('^XA^FO1,1^FDx^FS^XZ')).toEqual({ tells: false, isTaken: true })
  })

  it('a printer that answers once a connection: taken, since it closes at our farewell, and the time for sending is not waited for', async () => {
    paper.manner = 'answers once'
    const printer = { code: 'P', host: '127.0.0.1', port: paper.port, asks: true }
    const sent = await sendLabel(printer, '^XA^FO1,1^FDx^FS^XZ', { times: { ...TIMES, send: 60_000 } })
    expect(sent).toEqual({ tells: true, isTaken: true })
    await paper.hasLabels(1)
  }, 10_000)

  it('a printer that takes its time: waited for, and nothing is doubtful', async () => {
    paper.manner = 'dawdles'
    expect(await send(LONG.slice(0, 6_000_000))).toEqual({ tells: true, isTaken: true })
    expect(await send(LONG.slice(0, 6_000_000), false)).toEqual({ tells: false, isTaken: true })
  })

  it('a printer that takes the connection and reads nothing: nothing is sent where it used to answer', async () => {
    paper.manner = 'stalls'
    await expect(send('^XA^XZ', true, true)).rejects.toMatchObject({ doubtful: false, message: expect.stringContaining('answers nothing') })
  })

  it('a printer that reads no more once the label has begun: not taken, as far as is known', async () => {
    paper.manner = 'stalls halfway'
    expect(await send('^XA^XZ')).toEqual({ tells: true, isTaken: false })
  })

  it('a printer that says goodbye halfway: doubtful', async () => {
    paper.manner = 'closes'
    await expect(send('^XA^XZ')).rejects.toMatchObject({ doubtful: true, message: expect.stringContaining('halfway') })
  })

  it('a printer that breaks the connection: doubtful', async () => {
    paper.manner = 'dies'
    await expect(send(LONG)).rejects.toMatchObject({ doubtful: true })
  })

  it('a printer that is off: not doubtful', async () => {
    await paper.close()
    const failed = send('^XA^XZ')
    await expect(failed).rejects.toBeInstanceOf(PrintFailed)
    await expect(failed).rejects.toMatchObject({ doubtful: false, message: expect.stringContaining('refuses the connection') })
    paper = await paperPrinter()
  })
})

describe('where printers may be', () => {
  const allowed = (networks: string | undefined): void => {
    if (networks === undefined) delete process.env.GENEALOT_PRINTER_NETWORKS
    else process.env.GENEALOT_PRINTER_NETWORKS = networks
  }
  it.each<[string, number, string | undefined, RegExp | string]>([
    ['10.1.2.3', 9100, undefined, '10.1.2.3'],
    ['172.16.0.9', 9100, undefined, '172.16.0.9'],
    ['192.168.1.50', 6101, undefined, '192.168.1.50'],
    ['fd12::7', 9100, undefined, 'fd12::7'],
    ['::ffff:192.168.1.50', 9100, undefined, '192.168.1.50'],
    ['127.0.0.1', 9100, undefined, /outside the networks/],
    ['localhost', 9100, undefined, /outside the networks/],
    ['::1', 9100, undefined, /outside the networks/],
    ['::ffff:127.0.0.1', 9100, undefined, /outside the networks/],
    ['8.8.8.8', 9100, undefined, /GENEALOT_PRINTER_NETWORKS/],
    ['172.32.0.1', 9100, undefined, /outside the networks/],
    ['169.254.169.254', 9100, undefined, /no printer may have/],
    ['169.254.169.254', 9100, '0.0.0.0/0', /no printer may have/],
    ['::ffff:169.254.169.254', 9100, '::/0', /no printer may have/],
    ['fd00:ec2::254', 9100, undefined, /no printer may have/],
    ['0.0.0.0', 9100, '0.0.0.0/0', /no printer may have/],
    ['10.1.2.3', 25, undefined, /Port 25/],
    ['10.1.2.3', 9100, '192.168.7.0/24, 10.9.9.9', /outside the networks/],
    ['10.9.9.9', 9100, '192.168.7.0/24, 10.9.9.9', '10.9.9.9'],
    ['127.0.0.1', 9100, '127.0.0.0/8', '127.0.0.1'],
  ])('%s:%s with %s', async (host, port, networks, expected) => {
    allowed(networks)
    const address = printerAddress(host, port)
    if (typeof expected === 'string') expect(await address).toBe(expected)
    else {
      await expect(address).rejects.toThrow(expected)
      await expect(address).rejects.toBeInstanceOf(AddressRefused)
    }
  })
})

describe('~HS', () => {
  const answer = (first: string, second: string): string => `\u0002${first}\u0003\r\n\u0002${second}\u0003\r\n\u00021234,0\u0003\r\n`
  it.each([
    ['030,0,0,0607,000,0,0,0,000,0,0,0', '000,0,0,0,0,2,4,0,00000000,1,000', undefined],
    ['030,1,0,0607,000,0,0,0,000,0,0,0', '000,0,0,0,0,2,4,0,00000000,1,000', 'labels'],
    ['030,0,1,0607,000,0,0,0,000,0,0,0', '000,0,0,0,0,2,4,0,00000000,1,000', 'paused'],
    ['030,0,0,0607,000,1,0,0,000,0,0,0', '000,0,0,0,0,2,4,0,00000000,1,000', 'buffer'],
    ['030,1,1,0607,000,0,0,0,000,0,0,0', '000,0,1,0,0,2,4,0,00000000,1,000', 'head'],
    ['030,0,0,0607,000,0,0,0,000,0,0,0', '000,0,0,1,0,2,4,0,00000000,1,000', 'ribbon'],
  ])('%s %s: %s', (first, second, word) => {
    const status = readHostStatus(answer(first, second))
    expect(status).toBeDefined()
    const reason = status && hindrance(status)
    if (word === undefined) expect(reason).toBeUndefined()
    else expect(reason).toContain(word)
  })

  it.each([
    '',
    'HTTP/1.1 400 Bad Request',
    '\u00021,2\u0003',
    answer('1', '2'),
    answer('030,0,0,0607,000,0,0,0,000', '000,0,0,0').slice(0, 20),
  ])('%j is no answer', text => {
    expect(readHostStatus(text)).toBeUndefined()
  })
})
