/** Sheets of paper: command cards, locations, and one to try scanning with. */
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { heldLots } from '../containment/held.ts'
import { people } from '../demo/catalogue.ts'
import type { Services } from '../route.ts'
import { badgeTokens } from './badges.ts'
import { COMMANDS } from './command-cards.ts'
import { labelled, type Subject } from './facts.ts'
import { type SheetCard, sheetPdf } from './pdf.ts'
import { drawingOf, templateFor } from './print.ts'
import { containersInUse, DEMO_SITE, locationCodes, lotsToTry } from './sheet-queries.ts'

const PAPER_DPI = 300

export async function commandSheet(services: Services): Promise<Buffer> {
  const cards = await cardsOf(services, '', commandSubjects(Object.keys(COMMANDS)))
  return sheetPdf(
    cards,
    { title: 'Command cards', text: 'Cut along the lines and keep beside the scanner. Every card is also a button on the station.' },
    services.now(),
  )
}

export async function locationSheet(services: Services, site: string): Promise<Buffer> {
  const codes = await locationCodes(services.pool, site)
  const cards = await cardsOf(
    services,
    site,
    codes.map(code => ({ kind: 'location', code })),
  )
  return sheetPdf(cards, { title: `Locations of ${site}`, text: 'Cut along the lines and fix where the scanner reaches.' }, services.now())
}

const commandSubjects = (codes: readonly string[]): Subject[] => codes.map(code => ({ kind: 'command', code }))

async function cardsOf(services: Services, site: string, subjects: readonly Subject[]): Promise<SheetCard[]> {
  return Promise.all(subjects.map(subject => cardOf(services, site, subject)))
}

async function cardOf(services: Services, site: string, subject: Subject, caption?: string): Promise<SheetCard> {
  const label = await labelled(services, site, subject)
  const template = await templateFor(services, label, {})
  return { drawing: drawingOf(template, label.tokens, PAPER_DPI), ...(caption === undefined ? {} : { caption }) }
}

// ---- the sheet to try scanning with ---------------------------------------------------------------------------------------------

const TRIED = ['DONE', 'UNDO', 'OK', 'NO', 'QTY', 'HOLD']

/** Everything a first shift needs on paper: who I am, lots that may be used, one that must not, where, and the commands. */
export async function demoSheet(services: Services, site: string): Promise<Buffer> {
  const cards = [
    ...(await badgeCard(services, site)),
    ...(await lotCards(services, site)),
    ...(await containerCards(services, site)),
    ...(await cardsOf(services, site, commandSubjects(TRIED))),
  ]
  const text = 'Print it, or scan it from the screen. Begin with the badge, then a lot; the lot on hold must stop you.'
  return sheetPdf(cards, { title: `Scan sheet of ${site}`, text }, services.now())
}

/** The demo plant's badges are no secret; of other sites only hashes are kept. */
async function badgeCard(services: Services, site: string): Promise<SheetCard[]> {
  const somebody = people.find(person => person.roles.includes('machining'))
  if (site !== DEMO_SITE || somebody?.badge === undefined) return []
  const template = await templateFor(services, { site, kind: 'person' }, {})
  const tokens = badgeTokens({ site, code: somebody.code, name: somebody.name ?? somebody.code }, somebody.badge)
  return [{ drawing: drawingOf(template, tokens, PAPER_DPI), caption: 'Your badge: scan it first' }]
}

async function lotCards(services: Services, site: string): Promise<SheetCard[]> {
  const held = await heldLots(services.engine, services.pool)
  const { free, stopped } = await lotsToTry(services.pool, site, held.lots)
  const card = (lot: { id: number; onHand: string; unit: string }, words: string): Promise<SheetCard> =>
    cardOf(services, site, { kind: 'lot', id: lot.id }, `${words}, ${formatQuantity(parseQuantity(lot.onHand))} ${lot.unit}`)
  return [
    ...(await Promise.all(free.map(lot => card(lot, 'May be used')))),
    ...(await Promise.all(stopped.map(lot => card(lot, 'On hold: must stop you')))),
  ]
}

async function containerCards(services: Services, site: string): Promise<SheetCard[]> {
  const codes = await containersInUse(services.pool, site)
  return Promise.all(codes.map(code => cardOf(services, site, { kind: 'container', code }, 'A container')))
}
