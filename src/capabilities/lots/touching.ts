/**
 * A serial of a series is no lot until somebody names it. An event that would be refused because it names one is recorded together with
 * the event that takes it out of its series, both or neither: whoever sends it need not know that there is a series.
 */
import type { PoolClient } from 'pg'
import { uuid5 } from '../../base/id.ts'
import type { AnyCommand } from '../../ledger/fact.ts'
import type { Handlers } from '../../ledger/handler.ts'
import type { State } from '../../ledger/state.ts'
import { Wanted } from '../../ledger/wanted.ts'
import type { CommandOf } from '../events.ts'
import { type SerialIn, seriesHolding } from '../tracing/series.ts'

/** What the writer records ahead of a command, decided like any other event, in the same transaction. */
export const takingOut =
  (handlers: Handlers) =>
  async (client: PoolClient, state: State, command: AnyCommand): Promise<CommandOf<'serialize'>[]> => {
    const wanted = new Wanted()
    handlers.get(command.type)?.names(command, wanted)
    const standing = await seriesHolding(client, state.site, [...wanted.numbers])
    // What was taken out within this batch is not written yet.
    return takenOut(
      command,
      standing.filter(
        ({ number, material }) => !(state.lotsByNumber.get(number) ?? []).some(lot => lot.material === material && lot.makings > 0),
      ),
    )
  }

/** One event per series: the same command always takes out the same serials by the same events, so a retry is harmless. */
function takenOut(command: AnyCommand, untouched: readonly SerialIn[]): CommandOf<'serialize'>[] {
  const series = new Map<number, SerialIn[]>()
  for (const serial of untouched) series.set(serial.lot, [...(series.get(serial.lot) ?? []), serial])
  const { at, site, by, station, late } = command
  return [...series.values()].map(serials => ({
    type: 'serialize',
    id: uuid5(`serials of ${serials[0]?.lot}`, command.id),
    at,
    site,
    by,
    station,
    late,
    lot: { material: serials[0]?.material, number: serials[0]?.series ?? '' },
    serials: serials.map(({ number }) => number),
  }))
}
