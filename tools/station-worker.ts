// Makes the station's service worker while Vite builds: it must know the exact files that the station is made of.
import { createHash } from 'node:crypto'
import type { Plugin, Rolldown } from 'vite'

type Bundle = Rolldown.OutputBundle

export function stationWorker(): Plugin {
  return {
    name: 'station-worker',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = ['/station.html', '/favicon.svg', '/station.webmanifest', ...assetsOf(bundle).map(file => `/${file}`)]
      const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 12)
      this.emitFile({ type: 'asset', fileName: 'station-worker.js', source: sourceOf(files, version) })
    },
  }
}

/** What the station's page loads at once and later, with its styles and fonts; files of the offices stay out. */
function assetsOf(bundle: Bundle): string[] {
  const entry = Object.values(bundle).find(file => file.type === 'chunk' && file.isEntry && file.name === 'station')
  if (entry === undefined) throw new Error('The station has no entry: was src/web/station.html left out of the build?')
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    const file = bundle[name]
    if (file?.type === 'chunk') for (const next of [...file.imports, ...file.dynamicImports, ...stylesOf(file)]) visit(next)
    if (file?.type === 'asset' && name.endsWith('.css')) for (const next of namedIn(String(file.source), bundle)) visit(next)
  }
  visit(entry.fileName)
  return [...found].sort()
}

function stylesOf(chunk: Rolldown.OutputChunk): string[] {
  return [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]
}

const namedIn = (css: string, bundle: Bundle): string[] => Object.keys(bundle).filter(name => css.includes(`/${name}`))

/** Pages from the cache at once; a new version is fetched whole beside it, and serves the next start. */
function sourceOf(files: readonly string[], version: string): string {
  return `const CACHE = 'station-${version}'
const FILES = ${JSON.stringify(files)}

self.addEventListener('install', event => {
  // What is asked of the server does not wait until this worker, which sleeps between two scans, has been woken.
  if ('addRoutes' in event) event.waitUntil(event.addRoutes({ condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' }))
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(FILES)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', event => {
  const old = names => Promise.all(names.filter(name => name.startsWith('station-') && name !== CACHE).map(name => caches.delete(name)))
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()))
})

self.addEventListener('fetch', event => {
  const { pathname, origin } = new URL(event.request.url)
  if (event.request.method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return
  const wanted = event.request.mode === 'navigate' ? '/station.html' : pathname
  event.respondWith(caches.match(wanted).then(kept => kept ?? fetch(event.request)))
})
`
}
