/** The thread behind threads.ts: folds, keeps snapshots and answers large traces, all over the buffers it shares with the server. */
import { readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { basename } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { exposureOf } from '../../genealogy/exposure.ts'
import { fold } from '../../genealogy/fold.ts'
import { LotGraph } from '../../genealogy/graph.ts'
import { groupsOf } from '../../genealogy/groups.ts'
import { forgetKept } from '../../genealogy/memory.ts'
import { originsOfEach } from '../../genealogy/origins.ts'
import { reach, type TimedReach, timedReach } from '../../genealogy/reach.ts'
import { sharedFloats, sharedWholes } from '../../genealogy/table.ts'
import { type FoundBack, foundBack, foundBy, foundIn, giveBackFound } from './affected.ts'
import { type Laid, laidOut } from './laid-out.ts'
import { type Seen, seenBy } from './seen.ts'
import { writeSnapshot } from './snapshot.ts'
import type { Answer, Task } from './threads.ts'

const GIVES_WAY = 10
giveWay()

/** Whoever scans goes first: where there are more threads than processors, this one waits. Only Linux gives a thread a priority of its own. */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    const thread = Number(basename(readlinkSync('/proc/thread-self')))
    // A server that was begun with less itself may not take more.
    setPriority(thread, Math.max(GIVES_WAY, getPriority(thread)))
  } catch {
    // Where it may not be asked or set, this thread goes on like the others.
  }
}

/** For a while the next trace finds the memory of the last one; then it is given up. */
const IDLE_MS = 30_000
let idle: NodeJS.Timeout | undefined

parentPort?.on('message', (task: Task) => {
  clearTimeout(idle)
  idle = setTimeout(forgetKept, IDLE_MS)
  idle.unref()
  try {
    const done = work(task)
    parentPort?.postMessage({ done }, HANDED_OVER.has(task.kind) ? buffersOf(done) : [])
  } catch (error) {
    parentPort?.postMessage({ problem: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})

const HANDED_OVER: ReadonlySet<Task['kind']> = new Set(['trace', 'back', 'glance', 'origins'])

function work(task: Task): Answer[Task['kind']] {
  if (task.kind === 'fold') return fold(task.question)
  if (task.kind === 'keep') {
    writeSnapshot(task.folder, task.snapshot)
    return true
  }
  if (task.kind === 'back') return tracedBack(task)
  if (task.kind === 'glance') return glanced(task)
  if (task.kind === 'exposure') return exposureOf(new LotGraph({ from: task.handles }), task.question)
  if (task.kind === 'groups') return groupsOf(new LotGraph({ from: task.handles }), task.asked)
  if (task.kind === 'origins') return originsOfEach(new LotGraph({ from: task.handles }), task.targets, task.asKnownAt)
  return traced(task)
}

function glanced({ handles, query }: Task & { kind: 'glance' }): Seen {
  const graph = new LotGraph({ from: handles })
  return seenBy(graph, reach(graph, query))
}

function traced({ handles, query, room, ...asked }: Task & { kind: 'trace' }): Laid {
  const graph = new LotGraph({ from: handles })
  if (!asked.weighed) return { found: foundBy(graph, shared(timedReach(graph, query)), asked), memory: null }
  const found = foundIn(graph, query, asked.only)
  const laid = laidOut(found, room)
  giveBackFound(found)
  return laid
}

function tracedBack({ handles, query, only }: Task & { kind: 'back' }): FoundBack {
  const graph = new LotGraph({ from: handles })
  return foundBack(graph, timedReach(graph, query), { only })
}

/** What is only counted may be asked about once more, in a thread again: so that it need not be copied on the way there. */
const shared = (reached: TimedReach): TimedReach => ({ ...reached, ids: sharedWholes(reached.ids), times: sharedFloats(reached.times) })

/** Handed over instead of copied: an answer of a million lots is a hundred megabytes. What it was made in is not used again here. */
function buffersOf(answer: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  const look = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer)
    } else if (value !== null && typeof value === 'object' && !(value instanceof Map)) Object.values(value).forEach(look)
  }
  look(answer)
  return [...buffers]
}
