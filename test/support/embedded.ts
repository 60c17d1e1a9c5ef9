import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { startCluster } from '../../src/store/cluster.ts'
import { temporaryFolder } from './folders.ts'
import type { TestServer } from './server.ts'
import { createTemplate } from './server.ts'

/** Where one project leaves word for the next of the same run. */
const STARTED = 'GENEALOT_TEST_EMBEDDED'

/** Starts the built-in PostgreSQL once for the run. Nothing here has to survive a power cut, so it does not wait for the disk. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = process.env[STARTED]
  if (started !== undefined) {
    project.provide('server', JSON.parse(started) as TestServer)
    // Whoever started it stops it, when all projects are through.
    return async () => undefined
  }
  const folder = temporaryFolder()
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 300 }
  const cluster = await startCluster({ folder, onProgress: () => {}, settings })
  const stop = async (): Promise<void> => {
    delete process.env[STARTED]
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const server: TestServer = { kind: 'embedded', host: cluster.address.host, port: cluster.address.port }
  try {
    await createTemplate(server)
  } catch (error) {
    await stop()
    throw error
  }
  process.env[STARTED] = JSON.stringify(server)
  project.provide('server', server)
  return stop
}
