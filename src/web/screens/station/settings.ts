import { useSyncExternalStore } from 'react'

/** What is chosen at a station's device, and stays with the device. */
export interface Settings {
  /** 0 to 3. */
  volume: number
  theme: 'light' | 'dark' | 'auto'
  /** Chosen by hand; the badge's language goes before it. */
  language: string | undefined
}

const place = 'genealot.station'
const usual: Settings = { volume: 2, theme: 'auto', language: undefined }
const watchers = new Set<() => void>()
let current = read()

export const settings = (): Settings => current

export function useSettings(): Settings {
  return useSyncExternalStore(watch, settings)
}

export function change(part: Partial<Settings>): void {
  current = { ...current, ...part }
  try {
    localStorage.setItem(place, JSON.stringify(current))
  } catch {
    // A browser that keeps nothing still obeys until the page closes.
  }
  for (const watcher of watchers) watcher()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

function read(): Settings {
  try {
    return { ...usual, ...known(JSON.parse(localStorage.getItem(place) ?? '{}')) }
  } catch {
    return usual
  }
}

function known(stored: unknown): Partial<Settings> {
  if (stored === null || typeof stored !== 'object') return {}
  const { volume, theme, language } = stored as Record<string, unknown>
  return {
    ...(typeof volume === 'number' ? { volume } : {}),
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    ...(typeof language === 'string' ? { language } : {}),
  }
}

/** The tokens of the screens hang on this attribute; "auto" follows the system as it changes. */
export function wearTheme(theme: Settings['theme']): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const wear = () => {
    const worn = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme
    document.documentElement.setAttribute('data-mantine-color-scheme', worn)
  }
  wear()
  dark.addEventListener('change', wear)
  return () => dark.removeEventListener('change', wear)
}
