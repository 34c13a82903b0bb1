import '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { SparkConf } from '../../src/rdd/conf.ts'
import { SparkContext } from '../../src/rdd/context.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'

export interface Spark extends AsyncDisposable {
  readonly sc: SparkContext
  readonly files: MemoryFiles
  readonly logged: string[]
}

/** A context with everything of the outside in memory; blocks that leave memory go to files under `/spill`. */
export function spark(settings: Readonly<Record<string, string | number | boolean>> = {}): Spark {
  const clock = new ManualClock(1000)
  const files = new MemoryFiles(clock)
  const logged: string[] = []
  const conf = new SparkConf().set('spark.local.dir', '/spill').setAll(Object.entries(settings))
  const logger = new LineLogger((line) => logged.push(line))
  const sc = new SparkContext({
    master: 'local[2]',
    appName: 'faults',
    conf: conf.setIfMissing('spark.driver.allowMultipleContexts', true),
    environment: { clock, files, logger },
  })
  return { sc, files, logged, [Symbol.asyncDispose]: () => sc.stop() }
}

/** `f`, which fails in its first `times` calls for each record. */
export function failingEach<A, R>(times: number, f: (record: A) => R): (record: A) => R {
  const failed = new Map<A, number>()
  return (record) => {
    const before = failed.get(record) ?? 0
    failed.set(record, before + 1)
    if (before < times) throw new Error('failed on purpose')
    return f(record)
  }
}
