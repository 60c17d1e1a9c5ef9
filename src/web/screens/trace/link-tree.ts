import { useCallback, useEffect, useReducer, useRef } from 'react'
import type { Link } from '../../../client/index.ts'
import { client, questions } from '../../app/api.ts'

export type Direction = 'up' | 'down'

interface Branch {
  links: Link[]
  next: string | null
  loading: boolean
  error?: string
}

interface TreeState {
  branches: Record<string, Branch>
  open: Record<string, boolean>
}

type Change =
  | { kind: 'asked'; path: string }
  | { kind: 'came'; path: string; links: Link[]; next: string | null }
  | { kind: 'failed'; path: string; error: string }
  | { kind: 'opened'; path: string; open: boolean }
  | { kind: 'cleared' }

export interface LotRow {
  kind: 'lot'
  path: string
  parent: string
  level: number
  link: Link
  expandable: boolean
  expanded: boolean
  loading: boolean
  /** The row that already shows this lot with its sub-tree: a lot reached twice is not drawn twice. */
  above?: string
  position: number
  among: number
}
export interface MoreRow {
  kind: 'more'
  path: string
  parent: string
  level: number
  error?: string
  loading: boolean
}
export type TreeRow = LotRow | MoreRow

const rootPath = ''
const pageSize = 50

export function useLinkTree(root: number, direction: Direction) {
  const [state, change] = useReducer(reduce, { branches: {}, open: { [rootPath]: true } })
  const fetchPage = useCallback(
    async (path: string, id: number, cursor: string | null) => {
      change({ kind: 'asked', path })
      try {
        const page = await questions.fetchQuery({
          queryKey: ['links', id, direction, cursor],
          queryFn: () => client.links({ id, direction, limit: pageSize, ...(cursor ? { cursor } : {}) }),
        })
        change({ kind: 'came', path, links: page.rows, next: page.next })
        return page.rows
      } catch (error) {
        change({ kind: 'failed', path, error: error instanceof Error ? error.message : String(error) })
        return []
      }
    },
    [direction],
  )
  useFirstLevels(root, direction, fetchPage, change)
  const latest = useRef(state)
  latest.current = state
  const toggle = useCallback(
    (row: LotRow, open: boolean) => {
      change({ kind: 'opened', path: row.path, open })
      if (open && latest.current.branches[row.path] === undefined) void fetchPage(row.path, row.link.lot.id, null)
    },
    [fetchPage],
  )
  const more = useCallback(
    (path: string) => {
      const branch = latest.current.branches[path]
      void fetchPage(path, idOf(path) ?? root, branch?.next ?? null)
    },
    [fetchPage, root],
  )
  return { rows: flatten(state, direction), state: state.branches[rootPath], toggle, more }
}

/** The first level always, and the second where it is small: most questions end there. */
function useFirstLevels(
  root: number,
  direction: Direction,
  fetchPage: (path: string, id: number, cursor: string | null) => Promise<Link[]>,
  change: (change: Change) => void,
): void {
  useEffect(() => {
    let gone = false
    change({ kind: 'cleared' })
    void fetchPage(rootPath, root, null).then(links => {
      if (gone || links.length > 6) return
      for (const [index, link] of links.entries()) {
        const count = direction === 'up' ? link.parents : link.children
        if (count === 0 || count > 12) continue
        const path = childPath(rootPath, link, index)
        change({ kind: 'opened', path, open: true })
        void fetchPage(path, link.lot.id, null)
      }
    })
    return () => {
      gone = true
    }
  }, [root, direction, fetchPage, change])
}

function reduce(state: TreeState, change: Change): TreeState {
  if (change.kind === 'cleared') return { branches: {}, open: { [rootPath]: true } }
  if (change.kind === 'opened') return { ...state, open: { ...state.open, [change.path]: change.open } }
  const before = state.branches[change.path] ?? { links: [], next: null, loading: false }
  return { ...state, branches: { ...state.branches, [change.path]: branchAfter(before, change) } }
}

function branchAfter(before: Branch, change: Exclude<Change, { kind: 'cleared' | 'opened' }>): Branch {
  if (change.kind === 'asked') return { links: before.links, next: before.next, loading: true }
  if (change.kind === 'failed') return { ...before, loading: false, error: change.error }
  return { links: [...before.links, ...change.links], next: change.next, loading: false }
}

function childPath(parent: string, link: Link, index: number): string {
  return `${parent}/${link.lot.id}.${index}`
}

function idOf(path: string): number | undefined {
  const last = path.split('/').at(-1)
  return last ? Number(last.split('.')[0]) : undefined
}

function flatten(state: TreeState, direction: Direction): TreeRow[] {
  const rows: TreeRow[] = []
  const shown = new Map<number, string>()
  const walk = (path: string, level: number) => {
    const branch = state.branches[path]
    if (branch === undefined || !state.open[path]) return
    for (const [index, link] of branch.links.entries()) {
      const row = rowOf(state, { path, level, link, index, among: branch.links.length, above: shown.get(link.lot.id), direction })
      rows.push(row)
      if (row.above === undefined) shown.set(link.lot.id, row.path)
      if (row.expanded) walk(row.path, level + 1)
    }
    if (branch.next !== null || branch.error !== undefined || (branch.loading && branch.links.length === 0 && path !== rootPath)) {
      rows.push({
        kind: 'more',
        path: `${path}/more`,
        parent: path,
        level,
        loading: branch.loading,
        ...(branch.error ? { error: branch.error } : {}),
      })
    }
  }
  walk(rootPath, 1)
  return rows
}

function rowOf(
  state: TreeState,
  at: { path: string; level: number; link: Link; index: number; among: number; above: string | undefined; direction: Direction },
): LotRow {
  const path = childPath(at.path, at.link, at.index)
  const count = at.direction === 'up' ? at.link.parents : at.link.children
  const expandable = count > 0 && at.above === undefined
  return {
    kind: 'lot',
    path,
    parent: at.path,
    level: at.level,
    link: at.link,
    expandable,
    expanded: expandable && state.open[path] === true,
    loading: state.branches[path]?.loading ?? false,
    position: at.index + 1,
    among: at.among,
    ...(at.above === undefined ? {} : { above: at.above }),
  }
}
