import { z } from 'zod'
import * as answers from '../../answers/index.ts'
import { formatInstant } from '../../base/instant.ts'
import { revokeTokensOf, type TokenBook } from '../access/tokens.ts'
import { heldLots } from '../containment/held.ts'
import { STANDARD } from '../policies.ts'
import { notFound, Problem } from '../problem.ts'
import { type Principal, type Route, route, type Services } from '../route.ts'
import { askedAt } from './asked.ts'
import { EMPTY } from './context.ts'
import { enrol, newCode } from './enrolment.ts'
import { heldAnswer } from './held-labels.ts'
import { dropHere, labelsHere, printAgainHere } from './labels-here.ts'
import { nextScan } from './next.ts'
import { attachPhoto, fileSchema, keepFile, photoSchema } from './photos.ts'
import { type ListedRow, stationNamed, stationsListed } from './queries.ts'
import { scanAt, scanSchema } from './scan.ts'
import { type Station, stationOf } from './station.ts'

const site = z.object({ site: z.string().max(100).optional() })
const heldQuery = site.extend({
  known: z.string().max(100).optional().describe('the version that was answered last: then only what has changed since is told'),
})

export function stationRoutes(services: Services, book: TokenBook): Route[] {
  return [
    route({
      method: 'GET',
      path: '/stations',
      role: 'reader',
      summary: 'Stations: what each does, when it was last heard of, how far its clock was off',
      query: site,
      answer: answers.listed('stations', answers.StationEntry).extend({ policies: answers.StationPolicies }),
      handle: async ({ query }) => ({
        stations: (await stationsListed(services.pool, query.site ?? null)).map(listed),
        policies: STANDARD,
      }),
    }),
    route({
      method: 'GET',
      path: '/stations/:code',
      role: 'reader',
      summary: 'One station with its policies, all defaults filled in',
      query: site,
      answer: answers.StationState,
      handle: async ({ params, query, principal }) => {
        const station = await theStation(services, params, siteOf(principal, query.site))
        return {
          station,
          policies: station.policies,
          now: formatInstant(services.now()),
          next: nextScan(station, EMPTY),
          labels: await labelsHere(services, { site: station.site, station: station.code }),
        }
      },
    }),
    route({
      method: 'GET',
      path: '/stations/:code/held',
      role: 'reader',
      summary:
        'Lots that are on hold at its site, with whatever a label may call them, for stopping while offline; with the version that is known only what has changed',
      query: heldQuery,
      answer: answers.HeldList,
      handle: async ({ params, query: { known, site: of }, principal }) => {
        const station = await theStation(services, params, siteOf(principal, of))
        const { lots } = await heldLots(services.engine, services.pool)
        return { at: formatInstant(services.now()), ...(await heldAnswer(services.pool, station.site, { lots, known })) }
      },
    }),
    route({
      method: 'GET',
      path: '/stations/:code/asked',
      role: 'reader',
      summary: 'What it may meet while offline: lots that wait, orders, deliveries, shipments, and what their reports are asked for',
      query: heldQuery,
      answer: answers.AskedList,
      handle: async ({ params, query: { known, site: of }, principal }) =>
        askedAt(services, await theStation(services, params, siteOf(principal, of)), known),
    }),
    route({
      method: 'POST',
      path: '/stations/:code/scans',
      role: 'station',
      summary: 'A scan, a touch or an answer: what happened, what the next scan will do, and the context to send along with it',
      query: site,
      body: scanSchema,
      answer: answers.StationAnswer,
      handle: async ({ params, query, body, principal }) => {
        checkOwn(principal, params['code'])
        const place = { site: siteOf(principal, query.site), code: params['code'] ?? '' }
        return scanAt(services, place, body, { via: principal.name, isDevice: principal.role === 'station' })
      },
    }),
    route({
      method: 'POST',
      path: '/stations/:code/labels/:job',
      role: 'station',
      summary: 'A label asked for here that has not come out is printed again, here or at another printer',
      query: site,
      body: z.strictObject({ printer: z.string().min(1).max(100).optional() }),
      answer: z.strictObject({ labels: z.array(answers.StuckLabel) }),
      handle: async ({ params, query, body, principal }) => {
        checkOwn(principal, params['code'])
        const at = { site: siteOf(principal, query.site), station: params['code'] ?? '' }
        await printAgainHere(services, at, { job: params['job'] ?? '', printer: body.printer })
        return { labels: await labelsHere(services, at) }
      },
    }),
    route({
      method: 'DELETE',
      path: '/stations/:code/labels/:job',
      role: 'station',
      summary: 'A label asked for here that has not come out is not needed',
      query: site,
      answer: z.strictObject({ labels: z.array(answers.StuckLabel) }),
      handle: async ({ params, query, principal }) => {
        checkOwn(principal, params['code'])
        const at = { site: siteOf(principal, query.site), station: params['code'] ?? '' }
        await dropHere(services, at, params['job'] ?? '')
        return { labels: await labelsHere(services, at) }
      },
    }),
    route({
      method: 'POST',
      path: '/stations/:code/photos',
      role: 'station',
      summary: 'A photo of a label, or a certificate, attached to what was received at this station; the bytes are the body',
      query: photoSchema,
      streamed: true,
      status: 201,
      answer: z.strictObject({ document: z.string(), status: z.string() }),
      handle: async ({ params, query, stream, principal }) => {
        const { station, bytes } = await sentAt(services, { params, site: query.site, stream, principal })
        return attachPhoto(services, query, { station, isDevice: principal.role === 'station', via: principal.name }, bytes)
      },
    }),
    route({
      method: 'POST',
      path: '/stations/:code/files',
      role: 'station',
      summary: 'The bytes of a photo or a file that a value names by its hash, sent before the answer that names it',
      query: fileSchema,
      streamed: true,
      status: 201,
      answer: z.strictObject({ document: z.string() }),
      handle: async ({ params, query, stream, principal }) => {
        const { bytes } = await sentAt(services, { params, site: query.site, stream, principal })
        return keepFile(services, query, principal.name, bytes)
      },
    }),
    route({
      method: 'POST',
      path: '/stations/:code/enrolments',
      role: 'administrator',
      summary: 'A code that makes one device this station; good for an hour, and once',
      query: site,
      status: 201,
      answer: answers.Enrolment,
      handle: async ({ params, query }) => {
        const station = await theStation(services, params, query.site ?? 'main')
        const { code, expiresAt } = await newCode(services, station)
        return { station: station.code, code, url: `/station#enrol=${code}`, expiresAt: formatInstant(expiresAt) }
      },
    }),
    route({
      method: 'DELETE',
      path: '/stations/:code/enrolments',
      role: 'administrator',
      summary: 'Its devices may come in no longer',
      query: site,
      answer: z.strictObject({ station: z.string(), revoked: z.number() }),
      handle: async ({ params, query, principal }) => {
        const station = { site: query.site ?? 'main', code: params['code'] ?? '' }
        const revoked = await revokeTokensOf(services, station, principal.name)
        await book.read()
        return { station: station.code, revoked }
      },
    }),
    route({
      method: 'POST',
      path: '/enrolments',
      role: 'reader',
      open: true,
      summary: 'A device shows its code and becomes a station: its token, shown once',
      body: z.strictObject({ code: z.string().min(1).max(40) }),
      status: 201,
      answer: z.strictObject({ token: z.string(), site: z.string(), station: z.string(), record: answers.Station }),
      handle: async ({ body }) => {
        const { site: of, station, token } = await enrol(services, book, body.code)
        return { token, site: of, station, record: await theStation(services, { code: station }, of) }
      },
    }),
  ]
}

/** A station's token says where it stands; anybody else says the site, or means the main one. */
const siteOf = ({ station }: Principal, asked: string | undefined): string => station?.site ?? asked ?? 'main'

function checkOwn({ station, role }: Principal, code: string | undefined): void {
  if (role === 'station' && station?.code !== code)
    throw new Problem(403, 'not-allowed', `This device is station ${station?.code ?? 'none'}: it cannot scan for ${code ?? ''}.`)
}

/** What a device sends as it is, from the station that it is. */
async function sentAt<Bytes>(
  services: Services,
  {
    params,
    site,
    stream,
    principal,
  }: { params: Record<string, string>; site: string | undefined; stream: Bytes | undefined; principal: Principal },
): Promise<{ station: { site: string; code: string }; bytes: Bytes }> {
  checkOwn(principal, params['code'])
  if (!stream) throw new Problem(400, 'invalid-request', 'Send the bytes of the photo or file as the body.')
  const station = { site: siteOf(principal, site), code: params['code'] ?? '' }
  await theStation(services, params, station.site)
  return { station, bytes: stream }
}

async function theStation({ pool }: Services, params: Record<string, string>, of: string): Promise<Station> {
  const code = params['code'] ?? ''
  const record = await stationNamed(pool, of, code)
  if (!record) throw notFound(`There is no station "${code}" at site ${of}.`)
  return stationOf(of, record)
}

function listed({ body, at, skew, people, devices, ...row }: ListedRow): answers.StationEntry {
  return {
    ...stationOf(row.site, body),
    stated: body.policies ?? {},
    enrolled: devices > 0,
    lastSeenAt: at === null ? null : formatInstant(at),
    lastPerson: people[0] ?? null,
    skewMs: skew,
    people,
    devices,
  }
}
