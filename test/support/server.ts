import pg from 'pg'
import { migrate } from '../../src/store/index.ts'

/** The PostgreSQL that a test run shares, as handed from the setup to the test files. */
export interface TestServer {
  readonly kind: 'embedded' | 'external'
  /** A unix socket's directory or 127.0.0.1. */
  readonly host: string
  readonly port: number
}

declare module 'vitest' {
  export interface ProvidedContext {
    server: TestServer
  }
}

export const TEMPLATE = 'genealot_template'

export const databaseUrl = ({ host, port }: TestServer, database: string): string =>
  `postgres://genealot@localhost:${port}/${database}?host=${encodeURIComponent(host)}`

/** The migrated database that every test database is copied from. */
export async function createTemplate(server: TestServer): Promise<void> {
  await onServer(server, `create database ${TEMPLATE}`)
  const pool = new pg.Pool({ connectionString: databaseUrl(server, TEMPLATE), max: 1 }).on('error', () => undefined)
  try {
    await migrate(pool)
  } finally {
    await pool.end()
  }
}

/** One statement beside the test's own database. */
export async function onServer(server: TestServer, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(server, 'postgres') }).on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
