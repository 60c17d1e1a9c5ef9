/** What a report will be asked for, told before it is made: so that a form can show its fields. The report itself is checked by with-values.ts. */
import type { Pool } from 'pg'
import type { Json } from '../../base/canonical.ts'
import { parseQuantity } from '../../base/quantity.ts'
import { sampleSize } from '../../base/sample.ts'
import type { MasterRow } from '../../ledger/tables.ts'
import type { Moment, PlannedCharacteristic } from '../booking/records.ts'
import { askedAt, type Masters, type Subject, subjectOf, subjectOfRun } from './asked.ts'
import { lotsInRun, type MasterBody, mastersNamed, type RunPlace, runPlace } from './queries.ts'

export interface Question {
  site: string
  at: Moment
  material?: string | undefined
  workOrder?: string | undefined
  operation?: number | undefined
  workCenter?: string | undefined
  quantity?: string | undefined
  run?: string | undefined
}
export type Asked = PlannedCharacteristic & { wanted: number }

export async function askedBeforehand(pool: Pool, asked: Question): Promise<Asked[]> {
  const run = asked.run === undefined ? null : await runPlace(pool, asked.site, asked.run)
  const lots = await lotsAbout(pool, asked, run)
  const orders = [asked.workOrder, run?.workOrder, ...lots.map(lot => lot.workOrder)]
  const materials = [run?.material, ...lots.map(lot => lot.material)]
  const masters = mastersOf(asked.site, await mastersNamed(pool, { site: asked.site, materials: known(materials), orders: known(orders) }))
  const each = lots.flatMap(lot => {
    const subject = run ? subjectOfRun(masters, run, lot) : subjectOf(masters, lot.material, lot.workOrder, asked)
    return wantedOf(masters, subject, asked.at, lot.quantity)
  })
  return [...new Set(each.map(entry => entry.code))].map(code => each.filter(entry => entry.code === code).reduce(moreOf))
}

interface LotAbout {
  material: string
  workOrder: string | null
  quantity: string
}

/** Of a run everything that is in it; a run that is empty makes what its order is for. */
async function lotsAbout(pool: Pool, { site, run: name, material, quantity = '1' }: Question, run: RunPlace | null): Promise<LotAbout[]> {
  const inRun = run && name !== undefined ? await lotsInRun(pool, site, name) : []
  if (inRun.length > 0) return inRun
  const made = material ?? run?.material ?? null
  return made === null ? [] : [{ material: made, workOrder: run?.workOrder ?? null, quantity }]
}

const known = (names: readonly (string | null | undefined)[]): string[] => [...new Set(names.flatMap(name => name ?? []))]

function mastersOf(site: string, rows: readonly MasterBody[]): Masters {
  const all = new Map(rows.map(({ kind, code, body }) => [`${kind}\u0000${code}`, rowOf(site, kind, code, body)]))
  return { master: (kind, code) => all.get(`${kind}\u0000${code}`) ?? null }
}

const rowOf = (site: string, kind: string, code: string, body: Json): MasterRow => ({ site, kind, code, body, since: 0, until: null })

const wantedOf = (masters: Masters, subject: Subject, at: Moment, quantity: string): Asked[] =>
  askedAt(masters, subject, at).map(entry => ({ ...entry, wanted: sampleSize(entry.sample, parseQuantity(quantity)) }))

const moreOf = (left: Asked, right: Asked): Asked => ({
  ...left,
  required: left.required === true || right.required === true,
  wanted: Math.max(left.wanted, right.wanted),
})
