import { beforeAll, describe, expect, it } from 'vitest'
import { expectSound, NOW, type Plant, plantWithBasics, receive, servicesOn } from '../../../test/ledger/plant.ts'
import { ask } from '../../../test/support/ask.ts'
import { testStore } from '../../../test/support/store.ts'
import { checkCharacter } from '../../base/check-character.ts'
import { KEPT_DAYS, logScans } from './log.ts'
import type { Found, Meaning, ResolvedScan, ScanContext } from './means.ts'
import { resolveScan } from './resolve.ts'

const at = testStore()
const GTIN = '09521234543213'
const OTHER = '04006381333931'
const GS = '\u001d'

let plant: Plant
let checked = ''

beforeAll(async () => {
  plant = await plantWithBasics(
    at,
    { type: 'material', code: 'VALVE', gtin: GTIN.slice(1), description: 'Valve' },
    { type: 'material', code: 'SEAL', gtin: OTHER.slice(1), description: 'Seal' },
    { type: 'material', code: 'NUT', numbering: '{material}-{yy}{ddd}-{seq:4}{check}' },
    { type: 'location', code: 'DOCK' },
    { type: 'workCenter', code: 'WC-9' },
    { type: 'partner', code: 'ACE', roles: ['vendor'] },
    { type: 'partner', code: 'BOB', roles: ['vendor'] },
    { type: 'person', code: 'ana', name: 'Ana', badge: '0042-77', language: 'es' },
    { type: 'workOrder', number: 'WO-77', material: 'VALVE', quantity: 5 },
    receive('VALVE', 'L-1', 10, { vendor: 'ACE', vendorLot: 'X1' }),
    receive('VALVE', 'ABC', 10, { vendor: 'ACE', vendorLot: 'V-9' }),
    receive('SEAL', 'L-1', 10, { vendor: 'BOB', vendorLot: 'X1' }),
    receive('SEAL', '400123', 10, { vendor: 'BOB', vendorLot: 'X2' }),
    receive('SEAL', '0109521234543214', 10, { vendor: 'BOB', vendorLot: 'X3' }),
    receive('SEAL', '010952123454321317260101', 10, { vendor: 'BOB', vendorLot: 'X4' }),
    receive('BOLT', 'WO-77X', 10),
    receive('BOLT', 'DOCK', 10),
    { type: 'pack', container: '395212345432131237', contents: [{ lot: { material: 'VALVE', number: 'ABC' }, quantity: 1 }] },
    { type: 'pack', container: 'BOX-1', contents: [{ lot: { material: 'SEAL', number: 'L-1' }, quantity: 1 }] },
    { type: 'ship', shipment: 'SH-1', customer: 'C-1', lots: [{ lot: { material: 'BOLT', number: 'WO-77X' }, quantity: 1 }] },
    {
      type: 'labelPattern',
      code: 'ACE-BAG',
      vendor: 'ACE',
      example: 'ACE/V-9/250/2027-01-31',
      pieces: [
        { is: 'lot', value: 'V-9' },
        { is: 'quantity', value: '250' },
        { is: 'expiresOn', value: '2027-01-31' },
      ],
    },
  )
  checked = await plant.made({ type: 'transform', inputs: [], outputs: [{ lot: { material: 'NUT' }, quantity: 5 }] })
})

const resolved = (text: string, context: ScanContext = {}): Promise<ResolvedScan> =>
  resolveScan(plant.services, text, { site: plant.site, ...context })
const shown = ({ kind, code, lot, by }: Found): string => `${kind} ${lot ? `${lot.material} ` : ''}${code} by ${by}`
async function meant(text: string, context: ScanContext = {}): Promise<[string, string | null, string[]]> {
  const { means } = await resolved(text, context)
  if (!('kind' in means)) return ['nothing', null, []]
  const { kind, picked, found } = means as Meaning
  return [kind, picked && shown(picked), found.map(shown)]
}

describe('what a scan means', () => {
  const rows: [what: string, text: string, kind: string, picked: string | null, found: string[]][] = [
    ['badge by its value only', '0042-77', 'person', 'person ana by badge', ['person ana by badge']],
    ['badge that we printed', 'BADGE:0042-77', 'person', 'person ana by badge', ['person ana by badge']],
    ['badge nobody has', 'BADGE:9', 'unknown', null, []],
    ['command', 'QTY:25', 'command', null, []],
    ['lot', 'abc', 'lot', 'lot VALVE ABC by number', ['lot VALVE ABC by number']],
    ['lot by our address', 'https://plant/s/ABC', 'lot', 'lot VALVE ABC by number', ['lot VALVE ABC by number']],
    ['number of two materials', 'L-1', 'ambiguous', null, ['lot SEAL L-1 by number', 'lot VALVE L-1 by number']],
    ['work order', 'wo-77', 'workOrder', 'workOrder WO-77 by code', ['workOrder WO-77 by code']],
    ['work center', 'WC-9', 'workCenter', 'workCenter WC-9 by code', ['workCenter WC-9 by code']],
    ['container', 'box-1', 'container', 'container BOX-1 by code', ['container BOX-1 by code']],
    ['shipment', 'SH-1', 'shipment', 'shipment SH-1 by code', ['shipment SH-1 by code']],
    ['lot and location', 'DOCK', 'ambiguous', null, ['lot BOLT DOCK by number', 'location DOCK by code']],
    ['GTIN and lot', `01${GTIN}10ABC${GS}`, 'lot', 'lot VALVE ABC by number', ['lot VALVE ABC by number']],
    ['the GTIN tells which lot', `01${GTIN}10L-1${GS}`, 'lot', 'lot VALVE L-1 by number', ['lot VALVE L-1 by number']],
    ["GTIN and the vendor's lot", `01${GTIN}10V-9${GS}`, 'vendorLot', 'lot VALVE ABC by vendorLot', ['lot VALVE ABC by vendorLot']],
    ['GTIN and a lot that is not here yet', `01${GTIN}10NEW${GS}`, 'gtin+lot', null, []],
    ['GTIN that no material has, and a lot of another', `010061414112345210ABC${GS}`, 'gtin+lot', null, []],
    ['GTIN alone', `01${GTIN}`, 'gtin', null, []],
    ['Digital Link', `https://id.gs1.org/01/${GTIN}/10/ABC`, 'lot', 'lot VALVE ABC by number', ['lot VALVE ABC by number']],
    [
      'SSCC of a container',
      '00395212345432131237',
      'container',
      'container 395212345432131237 by code',
      ['container 395212345432131237 by code'],
    ],
    ['SSCC that is not here yet', ']C100006141411234567890', 'sscc', null, []],
    [
      'supplier label',
      `[)>\u001e06${GS}PVALVE${GS}1TV-9${GS}Q10\u001e\u0004`,
      'vendorLot',
      'lot VALVE ABC by vendorLot',
      ['lot VALVE ABC by vendorLot'],
    ],
    [
      'supplier label of a vendor',
      `[)>\u001e06${GS}1TX1${GS}VBOB\u001e\u0004`,
      'vendorLot',
      'lot SEAL L-1 by vendorLot',
      ['lot SEAL L-1 by vendorLot'],
    ],
    ['supplier label, nothing known', `[)>\u001e06${GS}P4711${GS}1TZZ\u001e\u0004`, 'label', null, []],
    ['license plate', `[)>\u001e06${GS}3SBOX-1\u001e\u0004`, 'container', 'container BOX-1 by code', ['container BOX-1 by code']],
    ['learned label', 'ACE/V-9/100/2028-02-29', 'vendorLot', 'lot VALVE ABC by vendorLot', ['lot VALVE ABC by vendorLot']],
    ['learned label of a lot that is not here yet', 'ACE/V-10/100/2028-02-29', 'vendorLabel', null, []],
    ['vendor lot of two vendors', 'X1', 'ambiguous', null, ['lot SEAL L-1 by vendorLot', 'lot VALVE L-1 by vendorLot']],
    ['vendor lot of one', 'X2', 'vendorLot', 'lot SEAL 400123 by vendorLot', ['lot SEAL 400123 by vendorLot']],
    ['number that could be an element string', '400123', 'lot', 'lot SEAL 400123 by number', ['lot SEAL 400123 by number']],
    [
      'number that looks like a damaged GTIN',
      '0109521234543214',
      'lot',
      'lot SEAL 0109521234543214 by number',
      ['lot SEAL 0109521234543214 by number'],
    ],
    [
      'number that reads as an element string',
      '010952123454321317260101',
      'lot',
      'lot SEAL 010952123454321317260101 by number',
      ['lot SEAL 010952123454321317260101 by number'],
    ],
    ['bare field is a hint and not picked', '1TV-9', 'lot', null, ['lot VALVE ABC by hint']],
    ['bare GTIN is a hint', GTIN, 'material', null, ['material VALVE by hint']],
    ['nothing known', 'NOWHERE', 'unknown', null, []],
    ['what the store cannot hold', 'A\u0000B', 'unknown', null, []],
    ['unreadable', `]C10109521234543214`, 'nothing', null, []],
  ]
  it.each(rows)('%s', async (_, text, kind, picked, found) => {
    const [meantKind, meantPicked, meantFound] = await meant(text)
    expect([meantKind, meantPicked, meantFound.toSorted()]).toEqual([kind, picked, found.toSorted()])
  })

  it('says which material a label is of whose lot is not here', async () => {
    expect((await resolved(`01${GTIN}10NEW${GS}3012`)).means).toMatchObject({
      material: { code: 'VALVE' },
      facts: { lot: 'NEW', quantity: '12' },
    })
  })

  it("tells a person's language, never the badge", async () => {
    const { means } = await resolved('0042-77')
    expect(means).toMatchObject({ picked: { language: 'es', name: 'Ana' } })
    expect(JSON.stringify(means)).not.toContain('0042-77')
  })

  it('reads a learned label', async () => {
    expect((await resolved('ACE/V-10/100/2028-02-29')).means).toMatchObject({
      pattern: 'ACE-BAG',
      facts: { vendor: 'ACE', lot: 'V-10', quantity: '100', expiresOn: '2028-02-29' },
    })
    expect((await resolved('ACE/V-10/100/2027-02-29')).means).toMatchObject({ kind: 'unknown' })
  })
})

describe('context', () => {
  it('excludes what is not used here, and only then picks', async () => {
    expect(await meant('L-1', { materials: ['SEAL'] })).toEqual([
      'lot',
      'lot SEAL L-1 by number',
      ['lot SEAL L-1 by number', 'lot VALVE L-1 by number'],
    ])
    expect((await meant('L-1', { materials: ['SEAL', 'VALVE'] })).slice(0, 2)).toEqual(['ambiguous', null])
  })
  it('knows another site', async () => {
    const { means } = await resolveScan(plant.services, 'ABC', { site: 'elsewhere' })
    expect(means).toMatchObject({ picked: null, found: [{ possible: false, why: `It is at site ${plant.site}.` }] })
  })
  it('knows the vendor of a learned label', async () => {
    expect(await meant('ACE/V-9/100/2028-02-29', { vendor: 'BOB' })).toEqual(['unknown', null, []])
  })
})

describe('separators that were lost', () => {
  const text = `01${GTIN}10ABC17260101`
  it('one reading names a lot that is here: it is taken', async () => {
    expect(await resolved(text)).toMatchObject({
      ok: true,
      bracketed: `(01)${GTIN}(10)ABC(17)260101`,
      means: { kind: 'lot', picked: { code: 'ABC' } },
    })
  })
  it('but never at a receipt, where the lot may be new', async () => {
    expect(await resolved(text, { receiving: true })).toMatchObject({ ok: false, reason: 'ambiguous', means: {} })
  })
  it('nor where no reading is known', async () => {
    expect(await resolved(`01${GTIN}10NEW17260101`)).toMatchObject({ ok: false, reason: 'ambiguous' })
  })
  it('nor where two are', async () => {
    await plant.ok(receive('VALVE', 'ABC17260101', 1))
    expect(await resolved(text)).toMatchObject({ ok: false, reason: 'ambiguous' })
  })
})

describe('a number with a check character', () => {
  it('is found, and a mistyped or truncated one is refused before it is looked up', async () => {
    expect(checked).toBe(`${checked.slice(0, -1)}${checkCharacter(checked.slice(0, -1))}`)
    expect(await resolved(checked)).toMatchObject({ ok: true, syntax: 'own', means: { kind: 'lot', picked: { code: checked } } })
    for (const wrong of [checked.slice(0, -1), checked.replace('0001', '0010')])
      expect(await resolved(wrong)).toMatchObject({
        ok: false,
        reason: 'check-character',
        problem: 'Check character wrong - rescan.',
        means: {},
      })
  })
})

describe('doors', () => {
  it('reads one text or many', async () => {
    const context = { site: plant.site }
    expect(await ask(plant.services, 'POST /scans/read', { text: 'ABC', context })).toMatchObject({ ok: true, means: { kind: 'lot' } })
    expect(await ask(plant.services, 'POST /scans/read', { texts: ['ABC', 'DONE'], context })).toMatchObject({
      readings: [{ syntax: 'plain' }, { syntax: 'command' }],
    })
  })

  it('keeps what a scanner sent, byte for byte, and no badge', async () => {
    const station = `ST-${plant.site}`
    const texts = [`]C101${GTIN}10A${GS}`, '0042-77', 'A\u0000B']
    await ask(plant.services, 'POST /scans/read', { texts, station, context: { site: plant.site } })
    const { scans } = await ask<{ scans: Record<string, unknown>[] }>(
      plant.services,
      `GET /scans?station=${station}&since=2026-01-01T00:00:00Z`,
    )
    expect(scans).toMatchObject([
      { text: 'A␀B', bytes: '410042', kind: 'unknown' },
      { text: '(badge)', kind: 'person' },
      { text: `]C101${GTIN}10A␝`, syntax: 'gs1', outcome: 'read', station },
    ])
    const first = await ask<{ scans: object[]; next: string }>(plant.services, `GET /scans?station=${station}&limit=2`)
    expect(
      (await ask<{ scans: object[] }>(plant.services, `GET /scans?station=${station}&limit=2&cursor=${first.next}`)).scans,
    ).toHaveLength(1)
  })

  it('forgets scans after 30 days', async () => {
    const station = `OLD-${plant.site}`
    const entry = { text: 'ABC', station, syntax: 'plain', kind: 'lot', outcome: 'done', ms: 1 }
    const later = servicesOn(at, () => NOW + 2 * 86_400_000)
    await logScans(later, [
      { ...entry, at: later.now() - (KEPT_DAYS + 1) * 86_400_000 },
      { ...entry, at: later.now() },
    ])
    // Another process, a day later: its first entry prunes.
    const { rows } = await at.pool.query('select count(*)::int as kept from scan where station = $1', [station])
    expect(rows).toEqual([{ kept: 1 }])
  })

  it('tries a pattern without recording it', async () => {
    const trial = {
      vendor: 'BOB',
      example: 'BOB 4711 20270131',
      pieces: [
        { is: 'lot', value: '4711' },
        { is: 'expiresOn', value: '20270131' },
      ],
      others: ['BOB 99 20280101', 'EVE 99 20280101'],
    }
    expect(await ask(plant.services, 'POST /label-patterns/try', trial)).toMatchObject({
      readings: [{ facts: { lot: '4711', expiresOn: '2027-01-31' } }, { facts: { lot: '99' } }, { facts: null }],
      clashes: [],
    })
    expect(await ask(plant.services, `GET /label-patterns?site=${plant.site}`)).toMatchObject({
      patterns: [{ code: 'ACE-BAG', vendor: 'ACE' }],
    })
  })

  it('keeps scanner profiles', async () => {
    await plant.ok({ type: 'scannerProfile', code: 'DS22', layout: { z: 'y', y: 'z' }, letters: 'inverted', separator: '|' })
    expect(await ask(plant.services, `GET /scanner-profiles?site=${plant.site}`)).toMatchObject({
      profiles: [{ code: 'DS22', suffix: 'enter', separator: '|' }],
    })
  })
})

it('leaves a ledger that verifies, balances and rebuilds', () => expectSound(at))
