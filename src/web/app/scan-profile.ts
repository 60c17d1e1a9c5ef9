import type { ScannerProfile } from '../../symbols/profile.ts'

/** How this computer's scanner types. It belongs to the machine the scanner hangs on, so it stays in its browser. */
const place = 'genealot.scanner'
export const ordinary: ScannerProfile = { suffix: 'enter', letters: 'as-is' }

let known: ScannerProfile | undefined

export function savedProfile(): ScannerProfile {
  known ??= read()
  return known
}

export function saveProfile(profile: ScannerProfile): void {
  known = profile
  try {
    localStorage.setItem(place, JSON.stringify(profile))
  } catch {
    // A browser that keeps nothing still uses it until the page closes.
  }
}

function read(): ScannerProfile {
  try {
    return parsed(JSON.parse(localStorage.getItem(place) ?? 'null'))
  } catch {
    return ordinary
  }
}

function parsed(stored: unknown): ScannerProfile {
  if (stored === null || typeof stored !== 'object') return ordinary
  const { suffix, letters, prefix, layout, separator } = stored as Record<string, unknown>
  return {
    suffix: suffix === 'none' || suffix === 'tab' ? suffix : 'enter',
    letters: letters === 'inverted' || letters === 'small' || letters === 'capital' ? letters : 'as-is',
    ...(typeof prefix === 'string' ? { prefix } : {}),
    ...(layout !== null && typeof layout === 'object' ? { layout: wordsOf(layout) } : {}),
    ...(typeof separator === 'string' ? { separator } : {}),
  }
}

function wordsOf(layout: object): Record<string, string> {
  return Object.fromEntries(Object.entries(layout).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
