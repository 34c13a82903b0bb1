import { GCProfiler, getHeapStatistics } from 'node:v8'
import { resourceLimits } from 'node:worker_threads'
import type { Heap } from '../kernel/heap.ts'

/** The heap of this worker thread. */
export class NodeHeap implements Heap {
  // The limit that V8 tells counts the room for new objects as well, which is no room for old ones.
  readonly limit = (resourceLimits.maxOldGenerationSizeMb ?? 0) * MIB || getHeapStatistics().heap_size_limit
  #profiler: GCProfiler | undefined
  #left: number | undefined

  used(): number {
    return getHeapStatistics().used_heap_size
  }

  left(): number | undefined {
    const collections = this.#profiler?.stop()?.statistics ?? []
    this.#profiler = new GCProfiler()
    this.#profiler.start()
    const full = collections.findLast(({ gcType }) => gcType === 'MarkSweepCompact')
    this.#left = full?.afterGC.heapStatistics.usedHeapSize ?? this.#left
    return this.#left
  }
}

const MIB = 2 ** 20
