/** A scorecard on paper: the verdict first, then times, balance, gaps and how the lot was drawn. Black on white. */
import { createHash } from 'node:crypto'
import type { Content, TableCell } from 'pdfmake/interfaces.js'
import { canonicalJson, type Json } from '../../base/canonical.ts'
import { formatInstant } from '../../base/instant.ts'
import { type Asked, doneAside } from '../case-jobs/aside.ts'
import { BALANCE, type BalanceField, type Scorecard } from '../drill-shapes.ts'
import type { Page } from '../paper-page.ts'
import { gapCount, type Judged } from './judged.ts'

/** `before` is the drill before it as the list shows it. Drawn in a thread: a paper with many gaps takes a second of a processor. */
export const drillDocument = async (services: Asked, one: Judged, before: object | null, now: number): Promise<Buffer> =>
  Buffer.from(await doneAside<Uint8Array>(services, 'paper', pageOf(one, before as Before | null, now)))

interface Before {
  drill: string
  traceMs: number | null
  finishMs: number | null
  score: { percent: string; gaps: number; unaccounted: number } | null
}

function pageOf(one: Judged, before: Before | null, now: number): Page {
  const { drill } = one
  return {
    title: `Recall drill ${drill.drill}`,
    head: `DRILL   Recall drill ${drill.drill}   nothing was held`,
    foot: `Printed ${moment(now)}. All times are UTC. Site ${drill.site}`,
    now,
    content: [
      { text: `Recall drill ${drill.drill}`, style: 'title' },
      { text: verdict(one), bold: true, margin: [0, 4, 0, 0] },
      ...begun(one),
      ...figures(one, before),
      ...(one.scorecard ? [...balance(one.scorecard), ...gaps(one.scorecard), ...unaccounted(one.scorecard), ...proof(one.scorecard)] : []),
    ],
  }
}

const moment = (at: number | null): string => (at === null ? '' : formatInstant(at).slice(0, 19).replace('T', ' '))
const lotsText = (lots: readonly { material: string; number: string }[]): string =>
  lots.map(({ material, number }) => `${material} ${number}`).join(', ')

/** 3 h 04 min, 12 min 05 s, 4.2 s: as long as it was, in words of its size. */
export function durationText(ms: number | null): string {
  if (ms === null) return 'not recorded'
  const seconds = Math.round(ms / 1000)
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`
}

function verdict({ passed, marks }: Judged): string {
  if (passed === null || marks === null) return 'Not finished yet.'
  const asked = `asked: finished within ${marks.minutesMax} minutes, ${marks.percentMin} % accounted for`
  return passed ? `Passed (${asked}).` : `Not passed (${asked}).`
}

function table(titles: readonly string[], widths: (string | number)[], rows: TableCell[][]): Content {
  const head: TableCell[] = titles.map(text => ({ text, bold: true }))
  return { table: { headerRows: 1, widths, body: [head, ...rows], dontBreakRows: true }, layout: 'lightHorizontalLines' }
}
const section = (text: string): Content => ({ text, style: 'section' })

function begun({ drill }: Judged): Content[] {
  const { drawn } = drill
  const facts: [string, string][] = [
    ['Starts from', lotsText(drill.lots)],
    ['Begun', `${moment(drill.at)}${drill.by ? ` by ${drill.by}` : ''}${drill.origin === 'nightly' ? ', by itself at night' : ''}`],
    ['Trace read', moment(drill.tracedAt)],
    ['Stock located', moment(drill.stockAt)],
    ['Customers named', moment(drill.customersAt)],
    ['Finished', moment(drill.finishedAt)],
    [
      'Drawn',
      drawn ? `from ${drawn.among} lots (${drawn.of}) with seed ${drawn.seed}, as known at position ${drawn.position}` : 'no: chosen',
    ],
  ]
  const known = facts.filter(([, text]) => text !== '')
  return [
    section('The drill'),
    { table: { widths: [100, '*'], body: known.map(([name, text]) => [{ text: name, bold: true }, text]) }, layout: 'noBorders' },
  ]
}

function figures(one: Judged, before: Before | null): Content[] {
  const { scorecard, traceMs, finishMs } = one
  if (!scorecard) return []
  const rows: [string, string, string][] = [
    ['Time to trace', durationText(traceMs), before ? durationText(before.traceMs) : ''],
    ['Time to finish', durationText(finishMs), before ? durationText(before.finishMs) : ''],
    ['Accounted for', `${scorecard.percent} %`, before?.score ? `${before.score.percent} %` : ''],
    ['Gaps in the record', String(gapCount(scorecard)), before?.score ? String(before.score.gaps) : ''],
    ['Lots with a quantity unaccounted for', String(scorecard.unaccounted.count), before?.score ? String(before.score.unaccounted) : ''],
    ['Lots reached forward', `${scorecard.lots} (${scorecard.certain} certain, ${scorecard.possible} possible)`, ''],
    ['Customers', String(scorecard.customers), ''],
    ['Lots it is made of, and their vendors', `${scorecard.origins}, ${scorecard.vendors}`, ''],
  ]
  return [section('Scorecard'), table(['', 'This drill', before ? `Before: ${before.drill}` : 'Before'], ['*', 150, 150], rows)]
}

const BALANCE_TITLES: Readonly<Record<BalanceField, string>> = {
  made: 'Made or received',
  onHand: 'On hand',
  inProcess: 'In process',
  shipped: 'Shipped',
  scrapped: 'Scrap',
  sampled: 'Samples',
  adjusted: 'Counted down',
  sentBack: 'Sent back',
  onward: 'Into next lots',
  unaccounted: 'Unaccounted',
}

function balance({ balance: rows }: Scorecard): Content[] {
  return [
    section('Balance'),
    {
      ...(table(
        ['Unit', ...BALANCE.map(field => BALANCE_TITLES[field])],
        ['auto', ...BALANCE.map(() => 'auto')],
        rows.map(row => [row.unit, ...BALANCE.map(field => row[field])]),
      ) as object),
      fontSize: 7.5,
    } as Content,
  ]
}

function gaps({ gaps: rows }: Scorecard): Content[] {
  if (rows.length === 0) return [section('Gaps in the record'), { text: 'None.' }]
  return [
    section('Gaps in the record'),
    ...rows.flatMap((gap): Content[] => [
      { text: `${gap.code}: ${gap.count}`, bold: true, margin: [0, 4, 0, 2] },
      { ul: gap.lots.map(lot => `${lot.material} ${lot.number}: ${lot.detail}`) },
      ...(gap.count > gap.lots.length ? [{ text: `and ${gap.count - gap.lots.length} more` }] : []),
    ]),
  ]
}

function unaccounted({ unaccounted: { count, lots } }: Scorecard): Content[] {
  if (count === 0) return [section('Unaccounted lots'), { text: 'None.' }]
  const rows = lots.map(lot => [lot.material, lot.number, `${lot.quantity} ${lot.unit}`])
  return [
    section('Unaccounted lots'),
    table(['Material', 'Lot', 'Unaccounted'], [150, '*', 120], rows),
    ...(count > lots.length ? [{ text: `and ${count - lots.length} more` }] : []),
  ]
}

function proof(scorecard: Scorecard): Content[] {
  const hash = createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(scorecard)) as Json))
    .digest('hex')
  return [
    section('Proof'),
    { text: `Simulation ${scorecard.mark}. SHA-256 of the scorecard as canonical JSON (RFC 8785): ${hash}`, fontSize: 8 },
  ]
}
