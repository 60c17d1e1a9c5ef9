// A process of its own that opens a store, for tests that end it rudely: node --import tsx open-store.ts DIRECTORY [exit]
// It says one JSON line when ready; with `exit` it then ends without closing anything.
import { openStore } from '../../src/store/index.ts'

const [, , dataDir = '', ending] = process.argv
try {
  const store = await openStore({ dataDir })
  // Before a word is said: whoever reads it may send the signal at once.
  process.once('SIGTERM', () => void store.close().then(() => process.exit(0)))
  await store.pool.query('create table if not exists kept (entry int)')
  await store.pool.query('insert into kept select coalesce(max(entry), 0) + 1 from kept')
  const { rows } = await store.pool.query<{ pid: string }>("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid")
  console.log(JSON.stringify({ ready: true, postgres: Number(rows[0]?.pid) }))
  if (ending === 'exit') process.exit(0)
} catch (error) {
  console.log(JSON.stringify({ ready: false, message: (error as Error).message }))
  process.exitCode = 1
}
