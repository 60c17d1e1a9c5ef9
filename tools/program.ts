// Bundles the server, the command line and every file that is started as a thread of its own, each beside what it reads when it runs.
import { cpSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { build } from 'esbuild'

const top = resolve(import.meta.dirname, '..')
const source = join(top, 'src')

export const wiring = [join(source, 'main.ts')]

export function threads(): string[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  return files.filter(file => !file.startsWith('web') && basename(file).endsWith('worker.ts')).map(file => join(source, file))
}

export async function bundle(entryPoints: readonly string[], outdir: string): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(entryPoints.map(file => [basename(file, '.ts'), file])),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
  // The runner looks for `migrations` beside the file it runs from: src/store in a checkout, here when bundled. So do papers for their fonts.
  cpSync(join(source, 'store/migrations'), join(outdir, 'migrations'), { recursive: true })
  cpSync(join(source, 'capabilities/fonts'), join(outdir, 'fonts'), { recursive: true })
}
