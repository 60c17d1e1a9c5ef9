// Builds the server and the command line into dist/ with esbuild and the screens into dist/web with Vite.
// Types are only stripped here (`npm run typecheck` checks them), so that `npm ci` stays quick.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build as buildScreens } from 'vite'
import { bundle, threads, wiring } from './program.ts'

const top = resolve(import.meta.dirname, '..')
const dist = join(top, 'dist')
const only = process.argv[2]

/** Old chunks go; dist/web stays, it is Vite's. */
function clearProgram(): void {
  mkdirSync(dist, { recursive: true })
  for (const file of readdirSync(dist)) if (/\.js(\.map)?$/.test(file)) rmSync(join(dist, file))
  rmSync(join(dist, 'migrations'), { recursive: true, force: true })
}

async function buildProgram(): Promise<void> {
  clearProgram()
  await bundle([...wiring, ...threads()], dist)
}

const started = Date.now()
if (only !== 'web') await buildProgram()
if (only !== 'program' && existsSync(join(top, 'src/web/index.html')))
  await buildScreens({ configFile: join(top, 'vite.config.ts'), logLevel: 'warn' })
console.error(`built dist in ${((Date.now() - started) / 1000).toFixed(1)} s`)
