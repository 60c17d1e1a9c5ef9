import type { Pool } from 'pg'

export interface DocumentRow {
  event: string
  document: string
  name: string
  kind: string
  mediaType: string
  size: number
  target: string
  code: string
  material: string | null
  number: string | null
  at: number
  by: string | null
}

/** The event that attached it: its own, or the correction whose replacement it is. */
const SHOWN = `coalesce(r.id, g.id) as event, d.document, d.name, d.kind, d.media_type as "mediaType", d.size::float8 as size, d.target, d.code, d.at, g.by`
const FROM = `document d left join replacement r on r.since = d.since
  join lateral (select id, by from ledger where position >= d.since order by position limit 1) g on true`

/** What is attached to a record itself, newest first. */
export async function documentsOf(pool: Pool, of: { site: string; target: string; code: string }): Promise<DocumentRow[]> {
  const { rows } = await pool.query({
    name: 'documents.of',
    values: [of.site, of.target, of.code],
    text: `select distinct on (d.at, d.since, d.document) ${SHOWN}, l.material, l.number from ${FROM} left join lot l on l.id = d.lot
           where d.site = $1 and d.target = $2 and d.code = $3 and d.until is null order by d.at desc, d.since desc, d.document`,
  })
  return rows as DocumentRow[]
}

/**
 * What belongs to each of these lots: attached to it or to a receipt it came with, to a shipment it left with, to a run it was worked
 * on in, and to its material.
 */
export async function documentsOfLots(pool: Pool, lots: readonly number[]): Promise<(DocumentRow & { lot: number })[]> {
  const { rows } = await pool.query({
    name: 'documents.lots',
    values: [lots],
    text: `with own as (
             select l.id as lot, d.since, d.line from lot l join document d on d.lot = l.id where l.id = any($1) and d.until is null
             union select l.id, d.since, d.line from lot l join document d on d.site = l.site and d.target = 'material' and d.code = l.material and d.until is null where l.id = any($1)
             union select m.lot, d.since, d.line from movement m join document d on d.site = m.site and d.target = 'run' and d.code = m.run and d.until is null
               where m.lot = any($1) and m.run is not null and m.until is null and m.kind in ('produced', 'worked')
             union select m.lot, d.since, d.line from movement m join document d on d.site = m.site and d.target = 'shipment' and d.code = m.reference and d.until is null
               where m.lot = any($1) and m.kind = 'shipped' and m.until is null)
           select own.lot, ${SHOWN}, l.material, l.number from own join ${FROM} on d.since = own.since and d.line = own.line left join lot l on l.id = d.lot
           order by own.lot, d.at desc, d.since desc, d.document`,
  })
  return rows as (DocumentRow & { lot: number })[]
}

/** The name it was last attached under: what a browser saves it as. */
export async function nameOf(pool: Pool, document: string): Promise<string | undefined> {
  const { rows } = await pool.query({
    name: 'documents.name',
    values: [document],
    text: 'select name from document where document = $1 order by (until is null) desc, since desc limit 1',
  })
  return (rows[0] as { name: string } | undefined)?.name
}
