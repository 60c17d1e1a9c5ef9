/** The thread behind threads.ts: folds, keeps snapshots and answers large traces, all over the buffers it shares with the server. */
import { parentPort } from 'node:worker_threads'
import { fold } from '../../genealogy/fold.ts'
import { LotGraph } from '../../genealogy/graph.ts'
import { reach } from '../../genealogy/reach.ts'
import { weigh } from '../../genealogy/weigh.ts'
import { writeSnapshot } from './snapshot.ts'
import type { Answer, Task } from './threads.ts'

parentPort?.on('message', (task: Task) => {
  try {
    parentPort?.postMessage({ done: work(task) })
  } catch (error) {
    parentPort?.postMessage({ problem: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})

function work(task: Task): Answer[Task['kind']] {
  if (task.kind === 'fold') return fold({ ...task.question, shared: true })
  if (task.kind === 'keep') {
    writeSnapshot(task.folder, task.snapshot)
    return true
  }
  const graph = new LotGraph({ from: task.handles })
  const reached = reach(graph, task.query)
  return { reached, weights: weigh(graph, reached).columns }
}
