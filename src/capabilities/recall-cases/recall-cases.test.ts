import { createHash } from 'node:crypto'
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { expectSound, type Plant, plantWithBasics, receive, type Sent } from '../../../test/ledger/plant.ts'
import { temporaryFolder } from '../../../test/support/folders.ts'
import { testStore } from '../../../test/support/store.ts'
import { checkPackage } from '../../base/signed-package.ts'
import { readZip } from '../../base/zip.ts'
import { signerIn } from '../as-built/signing-key.ts'
import type { Document, Principal, Route, Services, Streamed } from '../route.ts'
import { simulateRecall } from '../tracing/recall.ts'
import { recallCaseRoutes } from './routes.ts'

const at = testStore()
const make = (number: string): Sent => ({
  type: 'transform',
  inputs: [{ lot: { number: 'S-1' }, quantity: 1 }],
  outputs: [{ lot: { material: 'PART', number }, quantity: 10 }],
})

/** S-1 (90 left at STORE) went into P-1 to P-4; of P-1 six went to C-1, of P-4 all; P-3 lies in BOX. P-9 has nothing to do with it. */
async function begun(kind: 'recall' | 'drill' = 'recall'): Promise<Plant> {
  const plant = await plantWithBasics(
    at,
    receive('STEEL', 'S-1', 100),
    receive('STEEL', 'S-2', 100),
    ...['P-1', 'P-2', 'P-3', 'P-4'].map(make),
    { type: 'move', lot: { number: 'P-2' }, to: 'STORE' },
    { type: 'pack', container: 'BOX', contents: [{ lot: { number: 'P-3' }, quantity: 10 }] },
    { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { number: 'P-1' }, quantity: 6 }, { lot: { number: 'P-4' } }] },
  )
  await plant.ok({ ...(await commitment(plant)), kind })
  return plant
}

/** S-1 went into so many parts; every other one lies in the RACK, the others nowhere in particular. */
async function manyParts(count: number): Promise<Plant> {
  const numbers = Array.from({ length: count }, (_, index) => `P-${index}`)
  const plant = await plantWithBasics(
    at,
    { type: 'location', code: 'RACK' },
    receive('STEEL', 'S-1', 1000),
    ...numbers.map(make),
    ...numbers.filter((_, index) => index % 2 === 0).map((number): Sent => ({ type: 'move', lot: { number }, to: 'RACK' })),
  )
  await plant.ok(await commitment(plant))
  return plant
}

interface Paged {
  lines: number
  next: string | null
  places: { place: string | null; total: number; lines: { number: string }[] }[]
}

async function commitment(plant: Plant): Promise<Sent> {
  const { simulation } = await simulateRecall(plant.services.engine, plant.services.pool, { seeds: [{ number: 'S-1', site: plant.site }] })
  return { type: 'recall', recall: 'RC-1', lots: [{ lot: { number: 'S-1' } }], simulation, reason: 'cracks' }
}

const principal = { name: 'test', role: 'writer', person: null } as Principal
interface Asked {
  body?: object
  query?: object
  accept?: string
}
async function ask<T>(
  plant: Plant,
  method: string,
  path: string,
  { body, query = {}, accept = 'application/json' }: Asked = {},
): Promise<T> {
  const services = servicesOf(plant)
  const found = recallCaseRoutes(services).find(entry => entry.method === method && entry.path === `/recalls/:recall/${path}`) as Route
  return (await found.handle({
    params: { recall: 'RC-1' },
    principal,
    accept,
    query: found.query?.parse({ site: plant.site, ...query }),
    body: body && found.body?.parse({ site: plant.site, ...body }),
  } as never)) as T
}
const folder = temporaryFolder()
const servicesOf = (plant: Plant): Services => ({ ...plant.services, signer: signerIn(folder), folder })
const bytesOf = async ({ bytes }: Streamed): Promise<Buffer> =>
  Buffer.concat((await bytes.toArray()).map(part => Buffer.from(part as string)))
interface Scanned {
  outcome: string
  said: { key: string; params: object; text: string }[]
  detail: string
  list: { lines: number; found: number; percent: number }
}
const scan = (plant: Plant, text: string, place?: string): Promise<Scanned> =>
  ask(plant, 'POST', 'scans', { body: { text, ...(place === undefined ? {} : { place }) } })

describe('fetching what a recall reaches', () => {
  it('answers each scan, and records once what is found', async () => {
    const plant = await begun()
    const steps: [text: string, place: string | undefined, outcome: string, found: number][] = [
      ['STORE', undefined, 'place', 0],
      ['P-2', 'STORE', 'found', 1],
      ['P-2', 'STORE', 'already', 1],
      ['P-9', 'STORE', 'unknown', 1],
      ['S-2', 'STORE', 'not-part', 1],
      ['P-4', undefined, 'not-part', 1],
      ['BOX', undefined, 'found', 2],
      ['P-3', undefined, 'already', 2],
      ['S-1', 'STORE', 'found', 3],
      // The record has it nowhere in particular; here it is.
      ['P-1', 'STORE', 'found', 4],
    ]
    for (const [text, place, outcome, found] of steps) {
      const answer = await scan(plant, text, place)
      expect({ text, outcome: answer.outcome, found: answer.list.found }).toEqual({ text, outcome, found })
      expect(answer.detail).toMatch(/^\S.+[.]$/)
      expect(answer.said.map(one => one.text).join(' ')).toBe(answer.detail)
    }
    const list = await ask<Scanned['list'] & { places: object[] }>(plant, 'GET', 'pick-list')
    expect(list).toMatchObject({ lines: 4, found: 4, percent: 100 })
    const { rows } = await plant.services.pool.query(`select count(*)::int as n from ledger where site = $1 and type = 'recallFind'`, [
      plant.site,
    ])
    expect(rows).toEqual([{ n: 4 }])
  })

  it('leaves open what was found in part, and says what was found beyond the list', async () => {
    const plant = await begun()
    await plant.ok({ type: 'recallFind', recall: 'RC-1', lots: [{ lot: { number: 'S-1' }, quantity: 40 }], location: 'STORE' })
    await plant.ok({ type: 'recallFind', recall: 'RC-1', lots: [{ lot: { number: 'P-4' }, quantity: 1 }] })
    const list = await ask<{ beyond: unknown[]; places: { lines: { number: string; state: string; found: string }[] }[] }>(
      plant,
      'GET',
      'pick-list',
    )
    expect(list.places.flatMap(one => one.lines).find(line => line.number === 'S-1')).toMatchObject({ state: 'partly', found: '40' })
    expect(list.beyond).toMatchObject([{ number: 'P-4', quantity: '1' }])
    expect((await scan(plant, 'S-1')).said).toMatchObject([{ key: 'scanned.found', params: { lot: 'S-1', quantity: '56' } }])
  })

  it('says that an excluded lot is to be left, and takes no scan for a closed case', async () => {
    const plant = await plantWithBasics(at, receive('STEEL', 'S-1', 100), make('P-1'))
    const sited = (number: string): { number: string; site: string } => ({ number, site: plant.site })
    const [sealed] = await plant.ok({ type: 'observe', lots: [{ lot: { number: 'P-1' } }], step: 'sealed' })
    const { simulation } = await simulateRecall(plant.services.engine, plant.services.pool, {
      seeds: [sited('S-1')],
      exclude: [sited('P-1')],
    })
    const recall = { ...(await commitment(plant)), simulation }
    const out = (event: string): object => ({ exclusions: [{ lot: { number: 'P-1' }, reason: 'sealed before', event }] })
    await plant.refused({ ...recall, ...out('00000000-0000-4000-8000-0000000000ff') }, 'unknown-event', '/exclusions/0/event')
    await plant.ok({ ...recall, ...out(sealed?.id ?? '') })
    expect(await scan(plant, 'P-1')).toMatchObject({ outcome: 'excluded', detail: expect.stringContaining('sealed before') })
    await plant.ok({ type: 'recallClose', recall: 'RC-1', reason: 'done' })
    await expect(scan(plant, 'S-1')).rejects.toThrow('closed')
  })

  it('comes page by page, place by place, and what is found meanwhile is neither skipped nor shown twice', async () => {
    const plant = await manyParts(230)
    const whole = await ask<Paged>(plant, 'GET', 'pick-list')
    expect(whole.next).toBeNull()
    expect(whole.lines).toBe(231)
    for (const place of [undefined, 'RACK', '']) {
      const wanted = whole.places.filter(one => place === undefined || (one.place ?? '') === place).flatMap(one => one.lines)
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const query: object = { limit: '40', ...(place === undefined ? {} : { place }), ...(cursor === null ? {} : { cursor }) }
        const page: Paged = await ask<Paged>(plant, 'GET', 'pick-list', { query })
        const lines = page.places.flatMap(one => one.lines)
        expect(lines.length).toBeLessThanOrEqual(40)
        expect(page.places.map(one => one.total)).toEqual(whole.places.map(one => one.total))
        seen.push(...lines.map(line => line.number))
        cursor = page.next
      } while (cursor !== null)
      expect(seen).toEqual(wanted.map(line => line.number))
    }
    await expect(ask(plant, 'GET', 'pick-list', { query: { limit: '40', cursor: 'WzFd' } })).rejects.toThrow('cursor')
    // The last line of the first page is scrapped before the second is asked for.
    const asked = { limit: '40', place: 'RACK' }
    const first = await ask<Paged>(plant, 'GET', 'pick-list', { query: asked })
    const shown = first.places.flatMap(one => one.lines.map(line => line.number))
    await plant.ok({ type: 'scrap', lot: { number: shown.at(-1) }, quantity: 10, reason: 'cracked' })
    const second = await ask<Paged>(plant, 'GET', 'pick-list', { query: { ...asked, cursor: first.next } })
    const rack = whole.places.find(one => one.place === 'RACK')?.lines.map(line => line.number)
    expect([...shown, ...second.places.flatMap(one => one.lines.map(line => line.number))]).toEqual(rack?.slice(0, 80))
    const answer = await ask<{ list: Paged }>(plant, 'POST', 'scans', { body: { text: 'RACK', limit: 3 } })
    expect(answer.list.places.map(one => [one.place, one.lines.length])).toContainEqual(['RACK', 3])
    expect(answer.list.places.flatMap(one => one.lines)).toHaveLength(3)
  })

  it('is printed with a page for each place', async () => {
    const plant = await begun()
    const paper = await ask<Document>(plant, 'GET', 'pick-list', { accept: 'application/pdf' })
    expect(paper.bytes.slice(0, 5).toString()).toBe('%PDF-')
    expect(pagesOf(paper)).toBe(2)
  })
})

const pagesOf = ({ bytes }: Document): number => (bytes.toString('latin1').match(/\/Type \/Page\b/g) ?? []).length

interface Told {
  customers: { customer: string; state: string; due: string | null; quantities: object[] }[]
  effectiveness: number | null
  due: number
}

describe('telling the customers', () => {
  it('counts who answered and what came back, by record or by word, never twice', async () => {
    const plant = await begun()
    expect(await ask<Told>(plant, 'GET', 'customers')).toMatchObject({
      customers: [{ customer: 'C-1', state: 'to-tell', due: 'tell', quantities: [{ shipped: '16', returned: '0', open: '16' }] }],
      effectiveness: 0,
      due: 1,
    })
    const contact = (outcome: string, more: object = {}): Sent => ({
      type: 'recallContact',
      recall: 'RC-1',
      customer: 'C-1',
      outcome,
      ...more,
    })
    await plant.ok(contact('notified'))
    expect(await ask<Told>(plant, 'GET', 'customers')).toMatchObject({ customers: [{ state: 'told', due: 'remind' }] })
    expect(await ask<Told>(plant, 'GET', 'customers', { query: { remindAfter: '90' } })).toMatchObject({
      customers: [{ due: null }],
      due: 0,
    })
    await plant.ok(contact('returned', { quantity: 4 }), contact('used', { quantity: 2 }))
    await plant.ok({
      type: 'return',
      customer: 'C-1',
      shipment: 'SH-1',
      lots: [{ lot: { number: 'P-4' }, quantity: 5 }],
      to: 'STORE',
      reason: 'recall',
    })
    expect(await ask<Told>(plant, 'GET', 'customers')).toMatchObject({
      customers: [{ state: 'returned', due: null, quantities: [{ shipped: '16', returned: '5', used: '2', open: '9' }] }],
      effectiveness: 100,
    })
    const csv = await bytesOf(await ask<Streamed>(plant, 'GET', 'customers', { accept: 'text/csv' }))
    expect(csv.toString()).toContain('C-1')
    const accept = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    const book = new ExcelJS.Workbook()
    await book.xlsx.load((await bytesOf(await ask<Streamed>(plant, 'GET', 'customers', { accept }))) as never)
    const sheet = book.getWorksheet('customers')
    expect([sheet?.rowCount, sheet?.getCell('A1').value, sheet?.getCell('A2').value]).toEqual([2, 'customer', 'C-1'])
  })

  it('writes the letter of the case to each, and refuses a field that it does not have', async () => {
    const plant = await begun()
    await plant.refused({ type: 'recallLetter', recall: 'RC-1', text: 'Dear {nmae}' }, 'invalid-event', '/text')
    await plant.ok({ type: 'recallLetter', recall: 'RC-1', text: 'Recall {recall}\n\nTo {name}: {reason}. {quantity}: {lots}\n\n{lots}' })
    const preview = await ask(plant, 'POST', 'letter/preview', { body: { text: 'Recall {recall}\nTo {customer}: {quantity}' } })
    expect(preview).toEqual({ customer: 'C-1', subject: 'Recall RC-1', text: 'To C-1: 16 ea' })
    expect(await ask(plant, 'GET', 'letter')).toMatchObject({ own: true, text: expect.stringContaining('{name}') })
    expect(pagesOf(await ask<Document>(plant, 'GET', 'letters'))).toBe(1)
    await expect(ask(plant, 'GET', 'letters', { query: { customer: 'C-99' } })).rejects.toThrow('got nothing')
  })
})

describe('letters in the language of the customer', () => {
  const rows: [string, string, string][] = [
    ['en', 'Dear Sir or Madam', 'please lock these goods'],
    ['de', 'Sehr geehrte Damen und Herren', 'Bitte sperren Sie diese Ware'],
    ['es', 'Estimados señores', 'bloqueen esta mercancía'],
    ['fr', 'Madame, Monsieur', 'veuillez bloquer cette marchandise'],
    ['zh', '尊敬的客户', '请封存以下货物'],
  ]
  it.each(rows)('%s: subject, text and paper', async (language, salutation, subject) => {
    const plant = await begun()
    await plant.ok({ type: 'partner', code: 'C-1', name: '上海泵业', roles: ['customer'], language })
    expect(await ask(plant, 'GET', 'customers')).toMatchObject({ customers: [{ customer: 'C-1', language }] })
    const { text } = await ask<{ text: string }>(plant, 'GET', 'letter', { query: { language } })
    const preview = await ask<{ subject: string; text: string }>(plant, 'POST', 'letter/preview', { body: { text, language } })
    expect(preview.subject).toContain(subject)
    expect(preview.text).toContain(salutation)
    const paper = await ask<Document>(plant, 'GET', 'letters')
    expect(pagesOf(paper)).toBe(1)
    // The name is Chinese, so its glyphs are embedded whatever the letter is written in.
    expect(paper.bytes.toString('latin1')).toContain('NotoSansSC')
  })

  it('a text of the case is for its language, and one without a language for all others', async () => {
    const plant = await begun()
    await plant.ok(
      { type: 'recallLetter', recall: 'RC-1', text: 'To all' },
      { type: 'recallLetter', recall: 'RC-1', text: 'An alle', language: 'de' },
    )
    const textIn = async (language: string): Promise<string> =>
      (await ask<{ text: string }>(plant, 'GET', 'letter', { query: { language } })).text
    expect([await textIn('de'), await textIn('fr'), await textIn('en')]).toEqual(['An alle', 'To all', 'To all'])
  })

  it('are signed with the name and address of the settings, and with the code of the site before there is one', async () => {
    const plant = await begun()
    const signed = async (): Promise<string> =>
      (await ask<{ text: string }>(plant, 'POST', 'letter/preview', { body: { text: 'Recall\n\n{site}' } })).text
    expect(await signed()).toBe(plant.site)
    await plant.ok({ type: 'settings', company: 'Pumps Ltd\n12 Quay Road' })
    expect(await signed()).toBe('Pumps Ltd\n12 Quay Road')
    expect(pagesOf(await ask<Document>(plant, 'GET', 'letters'))).toBe(1)
  })

  it('no language that letters are not worded in', async () => {
    const plant = await begun()
    await plant.refused({ type: 'partner', code: 'C-1', language: 'xx' }, 'invalid-event', '/language')
    await plant.refused({ type: 'recallLetter', recall: 'RC-1', text: 'x', language: 'xx' }, 'invalid-event', '/language')
  })
})

describe('the evidence of a case', () => {
  it('is signed, whole, and has the events as the ledger hashed them', async () => {
    const plant = await begun()
    await scan(plant, 'P-2', 'STORE')
    await plant.ok({ type: 'recallContact', recall: 'RC-1', customer: 'C-1', outcome: 'answered', replyBy: '2026-05-01T19:00:00+02:00' })
    await plant.ok({ type: 'recallClose', recall: 'RC-1', reason: 'all back' })
    const file = new Uint8Array(await bytesOf(await ask<Streamed>(plant, 'GET', 'evidence')))
    expect(checkPackage(file)).toMatchObject({ ok: true, manifest: { about: { recall: 'RC-1', version: 1 } } })
    const files = new Map(readZip(file)?.map(one => [one.name, Buffer.from(one.bytes).toString()]))
    for (const name of ['report.pdf', 'record.json', 'lists.xlsx', 'lists/quarantine.csv', 'lists/balance.json', 'README.txt'])
      expect([...files.keys()]).toContain(name)
    const readme = files.get('README.txt')
    files.delete('README.txt')
    for (const name of files.keys()) expect(readme).toContain(name.replace(/^lists\/|\.(csv|json)$/g, ''))
    const record = JSON.parse(files.get('record.json') ?? '') as object
    expect(record).toMatchObject({
      reproduced: true,
      growth: { same: true },
      customers: { effectiveness: 100 },
      pickList: { found: 1, lines: 4 },
      case: { closeReason: 'all back' },
    })
    expect(JSON.parse(files.get('lists/contacts.json') ?? '[]')).toMatchObject([{ replyBy: '2026-05-01T17:00:00.000Z' }])
    const missing = JSON.parse(files.get('lists/not-found.json') ?? '[]') as { number: string; state: string }[]
    expect(missing.length).toBe(3)
    expect(missing.map(({ number }) => number)).not.toContain('P-2')
    const events = (files.get('events.jsonl') ?? '')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<'type' | 'previousHash' | 'hash' | 'body', string>)
    expect(events.map(event => event.type)).toEqual(['recall', 'recallFind', 'recallContact', 'recallClose'])
    for (const { previousHash, body, hash } of events)
      expect(createHash('sha256').update(Buffer.from(previousHash, 'hex')).update(body).digest('hex')).toBe(hash)
    for (let place = 0; place < file.length; place += Math.ceil(file.length / 40)) {
      const changed = file.slice()
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(checkPackage(changed).ok, `byte ${place}`).toBe(false)
    }
  })
})

it('afterwards the ledger verifies, and a rebuild comes to the same', () => expectSound(at))
