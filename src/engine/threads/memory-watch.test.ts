import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Heap } from '../../kernel/heap.ts'
import { Site } from '../../kernel/site.ts'
import { MemoryWatch } from './memory-watch.ts'

const MIB = 2 ** 20

test('a worker ends when a full collection has left too much', () => {
  let [used, left]: [number, number | undefined] = [0, undefined]
  let asked = 0
  const heap: Heap = {
    limit: 100 * MIB,
    used: () => used * MIB,
    left: () => {
      asked++
      return left === undefined ? undefined : left * MIB
    },
  }
  const ended: string[] = []
  const watch = new MemoryWatch(heap, (error) => ended.push(error.message))
  const look = (usedNow: number, leftThen: number | undefined): void => {
    used = usedNow
    left = leftThen
    watch.look({ order: 4, partition: 2 }, new Site('groupByKey'))
  }
  look(84, 90)
  assert.equal(asked, 0)
  look(86, undefined)
  look(99, 84)
  assert.deepEqual([asked, ended], [2, []])
  look(99, 86)
  assert.deepEqual(ended, [
    'E_WORKER_MEMORY at groupByKey: a task needs more memory than its worker has: 86 MiB of 100 MiB are in use (partition 2). ' +
      'Raise millstream.worker.memory, or use more partitions so that less lies in each.',
  ])
})
