import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { stationWorker } from './tools/station-worker.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// `vite` alone serves the screens with hot reload and passes every call on to a server started by `npm run dev`.
const server = process.env.GENEALOT_URL ?? 'http://127.0.0.1:4800'

export default defineConfig({
  root: here('./src/web'),
  base: '/',
  plugins: [react(), stationWorker()],
  build: {
    outDir: here('./dist/web'),
    emptyOutDir: true,
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
    // The station is a page of its own: it starts without the offices' router and components.
    rolldownOptions: { input: { main: here('./src/web/index.html'), station: here('./src/web/station.html') } },
  },
  server: { proxy: { '/api': server, '/openapi.json': server, '/docs': server } },
})
