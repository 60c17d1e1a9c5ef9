#!/usr/bin/env -S node --max-semi-space-size=64
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const built = new URL('../dist/main.js', import.meta.url)

// `npm ci` builds by itself; only `npm ci --ignore-scripts` or a removed dist/ leads here.
if (!existsSync(fileURLToPath(built))) {
  console.error('genealot is not built yet. Run `npm run build` in this folder, then try again.')
  process.exit(1)
}

await import(built.href)
