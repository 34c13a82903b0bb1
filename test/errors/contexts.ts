import assert from 'node:assert/strict'
import { SparkContext } from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { ManualClock, MemoryFiles } from '../../src/testing/index.ts'
import type { Trial } from './row.ts'

export function aContext(): Trial<SparkContext> {
  const sc = new SparkContext({
    master: 'local[2]',
    environment: { files: new MemoryFiles(new ManualClock(0)), logger: new LineLogger(() => {}) },
  })
  return {
    given: sc,
    stillWorks: async () => {
      const doubled = sc.parallelize([1, 2, 3]).map((x) => [x % 2, x * 2] as const)
      assert.deepEqual((await doubled.reduceByKey((a, b) => a + b).collect()).sort(), [
        [0, 4],
        [1, 8],
      ])
    },
    close: () => sc.stop(),
  }
}
