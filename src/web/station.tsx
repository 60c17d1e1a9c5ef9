import '@fontsource-variable/atkinson-hyperlegible-next/wght.css'
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-600.css'
import './app/tokens.css'
import './app/base.css'
import './screens/station/station.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { StationApp } from './screens/station/station-app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no place to draw in.')

createRoot(root).render(
  <StrictMode>
    <StationApp />
  </StrictMode>,
)

// From now on the page starts from the browser's cache, with or without a server. Only secure pages may keep one.
if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/station-worker.js', { scope: '/station' })
