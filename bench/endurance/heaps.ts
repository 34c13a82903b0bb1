import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { BroadcastChannel, isMainThread, threadId, type Worker } from 'node:worker_threads'

/** The heap of a thread, in MB. */
export interface ThreadHeap {
  /** The thread's number; 0 is the driver. */
  readonly thread: number
  readonly used: number
  /** What V8 has taken of the system for it: what is above `live` is room for new objects, and garbage. */
  readonly committed: number
  /** Memory outside of the heap that its objects hold. */
  readonly external: number
  /** What a collection of all garbage left when there was one last; undefined of a thread that does not run the job. */
  readonly live?: number
  /** ArrayBuffers that were made by the thread. */
  readonly buffers?: number
}

type Collected = Pick<ThreadHeap, 'thread' | 'live' | 'buffers'>

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Collect the garbage of this thread. */
export function collect(): Collected {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { thread: threadId, live: heapUsed / 1e6, buffers: arrayBuffers / 1e6 }
}

const collected = new Map<number, Collected>()
const workers = new Set<Worker>()
const channel = new BroadcastChannel(`endurance ${process.pid}`)
channel.onmessage = (message) => {
  const { data } = message as { readonly data: Collected | 'collect' }
  if (data !== 'collect') collected.set(data.thread, data)
  else if (!isMainThread) channel.postMessage(collect())
}
channel.unref()
if (isMainThread)
  process.on('worker', (worker) => {
    const { threadId } = worker
    workers.add(worker)
    worker.on('exit', () => {
      workers.delete(worker)
      collected.delete(threadId)
    })
  })

/** Have the worker threads collect their garbage. What it leaves is told by and by. */
export const collectElsewhere = (): void => channel.postMessage('collect')

/** The heaps of all threads of this process. */
export async function heaps(): Promise<ThreadHeap[]> {
  const all = [{ thread: 0, statistics: getHeapStatistics() }]
  for (const worker of workers) all.push({ thread: worker.threadId, statistics: await worker.getHeapStatistics() })
  return all.map(({ thread, statistics }) => ({
    ...{ thread, used: statistics.used_heap_size / 1e6, committed: statistics.total_heap_size / 1e6 },
    ...{ external: statistics.external_memory / 1e6, ...collected.get(thread) },
  }))
}
