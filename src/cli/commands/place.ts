/** What lies in a container, at a location or at a work center. */
import type { Command } from 'commander'
import type { FoundPlace, LyingLot } from '../../client/index.ts'
import type { Add } from '../add.ts'
import { type Context, withServer } from '../connection.ts'
import { EXIT, type Exit, Failure } from '../failure.ts'
import { type Column, table } from '../table.ts'
import { amount, count } from '../words.ts'
import { siteOf } from './recorded.ts'

const PAGE = 1000

export function addPlace(program: Command, add: Add): void {
  const command = program
    .command('place')
    .description('what lies in a container, at a location or at a work center')
    .argument('<code>', 'what stands on its label')
  add<[string]>(command, showPlace)
}

async function showPlace(context: Context, code: string): Promise<Exit> {
  const { out } = context
  const found = await withServer(context, { asks: true }, async ({ client }) => {
    const places = await client.placesCalled({ code, ...siteOf(context) })
    return Promise.all(
      places.map(async place => ({ ...(await client.place(place)), ...(await client.lotsAtPlace({ ...nameOf(place), limit: PAGE })) })),
    )
  })
  if (found.length === 0) throw new Failure(EXIT.notFound, 'unknown-place', `No container, location or work center is called "${code}".`)
  if (out.json) await out.document({ places: found })
  else
    for (const { place, contents, lots, next } of found) {
      const rest = next === null ? '' : `; the first ${PAGE} are shown`
      await out.lines([`${titleOf(place)}: ${count(contents.lots, 'lot')}, ${count(contents.containers, 'container')}${rest}`])
      if (lots.length > 0) await out.lines(table(lots, COLUMNS, out.paint.dim))
    }
  return EXIT.done
}

const nameOf = ({ kind, code, site }: FoundPlace): Pick<FoundPlace, 'kind' | 'code' | 'site'> => ({ kind, code, site })

const WORDS: Readonly<Record<FoundPlace['kind'], string>> = { container: 'Container', location: 'Location', workCenter: 'Work center' }

function titleOf({ kind, code, name, within }: FoundPlace): string {
  const where = within === null ? '' : ` ${within.kind === 'container' ? 'in' : 'at'} ${within.code}`
  return `${WORDS[kind]} ${code}${name === null ? '' : ` (${name})`}${where}`
}

const COLUMNS: Column<LyingLot>[] = [
  { title: 'material', value: row => row.material },
  { title: 'lot', value: row => row.number },
  { title: 'here', value: row => amount(row.here, row.unit), align: 'right' },
  { title: 'state', value: row => (row.held ? 'on hold' : row.status) },
  { title: 'in', value: row => row.container },
]
