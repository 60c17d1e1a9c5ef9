// Builds the server and the command line into dist/ with esbuild and the screens into dist/web with Vite.
// Types are only stripped here (`npm run typecheck` checks them), so that `npm ci` stays quick.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { build as bundle } from 'esbuild'
import { build as buildScreens } from 'vite'

const top = resolve(import.meta.dirname, '..')
const dist = join(top, 'dist')
const only = process.argv[2]

/** The wiring, and every file that is started as a thread of its own. */
function entryPoints(): string[] {
  const files = readdirSync(join(top, 'src'), { recursive: true, encoding: 'utf8' })
  const workers = files.filter(file => !file.startsWith('web') && basename(file).endsWith('worker.ts'))
  return ['main.ts', ...workers].map(file => join(top, 'src', file)).filter(file => existsSync(file))
}

/** Old chunks go; dist/web stays, it is Vite's. */
function clearProgram(): void {
  mkdirSync(dist, { recursive: true })
  for (const file of readdirSync(dist)) if (/\.js(\.map)?$/.test(file)) rmSync(join(dist, file))
  rmSync(join(dist, 'migrations'), { recursive: true, force: true })
}

async function buildProgram(): Promise<void> {
  clearProgram()
  await bundle({
    entryPoints: Object.fromEntries(entryPoints().map(file => [basename(file, '.ts'), file])),
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
  // The runner looks for `migrations` beside the file it runs from: src/store in a checkout, dist when built.
  cpSync(join(top, 'src/store/migrations'), join(dist, 'migrations'), { recursive: true })
  cpSync(join(top, 'src/capabilities/fonts'), join(dist, 'fonts'), { recursive: true })
}

const started = Date.now()
if (only !== 'web') await buildProgram()
if (only !== 'program' && existsSync(join(top, 'src/web/index.html')))
  await buildScreens({ configFile: join(top, 'vite.config.ts'), logLevel: 'warn' })
console.error(`built dist in ${((Date.now() - started) / 1000).toFixed(1)} s`)
