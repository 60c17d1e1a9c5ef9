/** The room that node gives to what is soon forgotten, in megabytes, as `npm start` gives it: with less, what is measured is not the product as it is started. */
const ROOM_MB = 64
const GIVEN = /^--max[-_]semi[-_]space[-_]size=(\d+)$/

/** What to do where node runs with less; undefined where nothing is missing. What is given to node itself counts more than what the environment says. */
export function missingRoom(given: readonly string[] = process.execArgv, environment = process.env.NODE_OPTIONS ?? ''): string | undefined {
  const rooms = [...environment.split(/\s+/), ...given].flatMap(option => GIVEN.exec(option)?.[1] ?? [])
  if (Number(rooms.at(-1) ?? 0) >= ROOM_MB) return undefined
  const option = `--max-semi-space-size=${ROOM_MB}`
  return `NODE RUNS WITHOUT ${option}, which npm start gives it: every answer is slower than it need be. Run: node ${option} bin/genealot.js bench …`
}
