/**
 * Thousands of lots do not fit into an address. A long list is kept in this browser under a short name, and the address bears the name;
 * opened elsewhere the list is not there, and the screen says so.
 */
import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'

/** What an address line still carries through proxies and mail. */
export const ADDRESS_SEEDS = 50
const PREFIX = 'genealot.recall-list.'
const KEPT = 8

export function keepList(seeds: readonly string[]): string {
  const name = Date.now().toString(36)
  const older = Object.keys(localStorage)
    .filter(key => key.startsWith(PREFIX))
    .sort()
  for (const key of older.slice(0, Math.max(0, older.length - KEPT + 1))) localStorage.removeItem(key)
  localStorage.setItem(PREFIX + name, JSON.stringify(seeds))
  return name
}

function keptList(name: string): string[] | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null')
    return Array.isArray(kept) ? kept.filter(one => typeof one === 'string') : undefined
  } catch {
    return undefined
  }
}

const NONE: string[] = []

/** What the recall starts from, wherever it is kept. `lost`: the address names a list that this browser does not have. */
export function useSeeds(): { seeds: string[]; lost: boolean } {
  const { seed = NONE, many } = useSearch({ from: '/recall' })
  // One array for one name, so that a question is not asked again at every drawing.
  const kept = useMemo(() => (many === undefined ? undefined : keptList(many)), [many])
  if (many === undefined) return { seeds: seed, lost: false }
  return { seeds: kept ?? NONE, lost: kept === undefined }
}

/** The part of the address that names these lots. */
export function seedParams(seeds: readonly string[]): { seed: string[] | undefined; many: string | undefined } {
  const all = [...new Set(seeds)]
  if (all.length <= ADDRESS_SEEDS) return { seed: all, many: undefined }
  return { seed: undefined, many: keepList(all) }
}
