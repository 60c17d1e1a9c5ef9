import { ordinary, type Profile } from './scan-keys.ts'

/** How this computer's scanner types. It belongs to the machine the scanner hangs on, so it stays in its browser. */
const place = 'genealot.scanner'

let known: Profile | undefined

export function savedProfile(): Profile {
  known ??= read()
  return known
}

function read(): Profile {
  try {
    return parsed(JSON.parse(localStorage.getItem(place) ?? 'null'))
  } catch {
    return ordinary
  }
}

function parsed(stored: unknown): Profile {
  if (stored === null || typeof stored !== 'object') return ordinary
  const { suffix, prefix, translate, invertCase, groupSeparator } = stored as Record<string, unknown>
  return {
    suffix: suffix === 'none' || suffix === 'tab' ? suffix : 'enter',
    prefix: typeof prefix === 'string' && prefix !== '' ? prefix : undefined,
    translate: translate !== null && typeof translate === 'object' ? wordsOf(translate) : undefined,
    invertCase: invertCase === true,
    groupSeparator: typeof groupSeparator === 'string' && groupSeparator !== '' ? groupSeparator : undefined,
  }
}

function wordsOf(translate: object): Record<string, string> {
  return Object.fromEntries(Object.entries(translate).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
