import type { Command } from 'commander'
import type { Context } from './connection.ts'
import type { Exit } from './failure.ts'

/** Adds what a command does; its arguments come first, its own flags last. */
export type Add = <A extends unknown[]>(command: Command, work: (context: Context, ...args: A) => Promise<Exit>) => void
