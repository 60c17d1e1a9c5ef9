/** Loads containers, and what lies in them. */
import type { PoolClient } from 'pg'
import type { State } from '../state.ts'
import type { Wanted } from '../wanted.ts'
import { missing, rowsOf } from './rows.ts'

export async function loadContainers(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const codes = missing(wanted.containers, state.containers)
  if (codes.length === 0) return false
  for (const code of codes) state.containers.set(code, null)
  for (const row of await rowsOf(client, 'container', 't.site = $1 and t.container = any($2) and t.until is null', [state.site, codes]))
    state.containers.set(row.container, row)
  return true
}

export async function loadContents(client: PoolClient, state: State, wanted: Wanted): Promise<boolean> {
  const codes = missing(wanted.contentsOf, state.contents)
  if (codes.length === 0) return false
  for (const code of codes) state.contents.set(code, { lots: new Set(), containers: new Set() })
  const { rows } = await client.query(
    'select s.lot, s.place from stock s join lot l on l.id = s.lot where s.place = any($1) and s.quantity <> 0 and l.site = $2',
    [codes.map(code => `container:${code}`), state.site],
  )
  for (const { lot, place } of rows as { lot: number; place: string }[]) state.contents.get(place.slice('container:'.length))?.lots.add(lot)
  for (const row of await rowsOf(client, 'container', 't.site = $1 and t.parent = any($2) and t.until is null', [state.site, codes]))
    state.contents.get(row.parent ?? '')?.containers.add(row.container)
  return true
}
