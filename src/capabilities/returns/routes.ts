import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { formatQuantity, parseQuantity } from '../../base/quantity.ts'
import { heldLots } from '../containment/held.ts'
import { containing, cut, INTEGER_MAX, numberCursor, pageOf } from '../paging.ts'
import { type Route, route, type Services } from '../route.ts'
import { type ReturnRow, returnsLike, withCustomer } from './queries.ts'

const OUT_SHOWN = 500
const exact = (text: string): string => formatQuantity(parseQuantity(text))

const isHeld = ({ id, into }: ReturnRow['lots'][number], held: { has(lot: number): boolean }): boolean =>
  into.length === 0 ? held.has(id) : into.some(part => held.has(part.id))

export const returnRoutes = ({ pool, engine }: Services): Route[] => [
  route({
    method: 'GET',
    path: '/returns',
    role: 'reader',
    summary: 'Goods that came back, newest first, with the hold they are on',
    query: z.object({ site: z.string().optional(), search: z.string().max(400).optional(), ...pageOf(100) }),
    answer: answers.paged('returns', answers.ReturnListed),
    handle: async ({ query: { site = null, search, limit, cursor } }) => {
      const before = numberCursor(cursor, INTEGER_MAX)
      const found = await returnsLike(pool, { site, pattern: containing(search), before, limit: limit + 1 })
      const { rows, next } = cut(found, limit, row => [row.position])
      const held = (await heldLots(engine, pool)).lots
      return {
        returns: rows.map(({ at, lots, position: _position, ...row }) => ({
          ...row,
          at: formatInstant(at),
          lots: lots.map(lot => ({ ...lot, quantity: exact(lot.quantity), held: isHeld(lot, held) })),
        })),
        next,
      }
    },
  }),
  route({
    method: 'GET',
    path: '/returns/expected',
    role: 'reader',
    summary: 'What is with a customer and may come back, by shipment',
    query: z.object({ site: z.string().default('main'), customer: z.string().min(1).max(100), search: z.string().max(400).optional() }),
    answer: answers.listed('lots', answers.ReturnExpected).extend({ more: z.boolean() }),
    handle: async ({ query: { site, customer, search } }) => {
      const rows = await withCustomer(pool, { site, customer, pattern: containing(search), limit: OUT_SHOWN + 1 })
      return {
        lots: rows.slice(0, OUT_SHOWN).map(({ at, quantity, ...row }) => ({ ...row, at: formatInstant(at), quantity: exact(quantity) })),
        more: rows.length > OUT_SHOWN,
      }
    },
  }),
]
