/** What the tests of this room run on: a real engine under a manual clock, batches in, batches out. */
import { nodeNetwork } from '../../connect/node-net.ts'
import { backendFor } from '../../engine/backend-for.ts'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { LineLogger } from '../../kernel/log.ts'
import { SparkConf } from '../../rdd/conf.ts'
import { SparkContext } from '../../rdd/context.ts'
import { type Environment, setStandardEnvironment } from '../../rdd/environment.ts'
import '../../rdd/surface/install.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'
import { nodeProcesses } from '../../workers/node-processes.ts'
import { nodeThreads } from '../../workers/node-threads.ts'
import { StreamingContext } from '../context.ts'
import type { DStream } from '../dstream.ts'
import './install.ts'

/** A batch is its records; null is no RDD. */
export type Batch = readonly any[] | null

export interface Bench {
  readonly clock: ManualClock
  readonly files: MemoryFiles
  readonly sc: SparkContext
  readonly ssc: StreamingContext
  readonly printed: string[]
  /** A stream of these batches, of empty ones after the last. */
  input(batches: readonly Batch[], partitions?: number): DStream<any>
  /** Start, run `n` batches, and stop. */
  run(n: number): Promise<void>
}

/** Batches of 1 s whose times are 1000, 2000 and so on. */
export function bench(settings: Record<string, string | number | boolean> = {}): Bench {
  const printed: string[] = []
  const clock = new ManualClock(0)
  const files = new MemoryFiles(clock)
  const environment: Environment = {
    clock,
    files,
    maps: undefined as never,
    network: nodeNetwork,
    processes: nodeProcesses,
    threads: nodeThreads,
    logger: new LineLogger(() => {}),
    print: (text) => void printed.push(text),
    backend: backendFor,
  }
  setStandardEnvironment(environment)
  const conf = new SparkConf()
    .setAll(Object.entries(settings))
    .setMaster('local[2]')
    .set('spark.driver.allowMultipleContexts', true)
    .setIfMissing('spark.task.maxFailures', 1)
  const sc = new SparkContext({ conf })
  const ssc = new StreamingContext(sc, 1000)
  return {
    clock,
    files,
    sc,
    ssc,
    printed,
    input: (batches, partitions = 2) =>
      ssc.inputStream({
        compute: (time) => {
          const batch = batches[time.milliseconds / 1000 - 1]
          return batch === null ? undefined : sc.parallelize<any>(batch ?? [], partitions)
        },
      }),
    async run(n) {
      await ssc.start()
      for (let i = 0; i < n; i++) {
        clock.advance(1000)
        await ssc.idle()
      }
      const ended = ssc.awaitTermination()
      await ssc.stop()
      await ended
    },
  }
}

/** Collects what a stream holds in each batch; null for a batch without an RDD. */
export function collected<T>(stream: DStream<T>): { readonly batches: (T[] | null)[] } {
  const batches: (T[] | null)[] = []
  const { slide } = stream
  stream.foreachRDD(async (rdd, time) => {
    const index = time.milliseconds / slide - 1
    while (batches.length < index) batches.push(null)
    batches[index] = await rdd.collect()
  })
  return { batches }
}

export interface Case {
  readonly name: string
  readonly input: readonly Batch[]
  readonly other?: readonly Batch[]
  readonly build: (stream: DStream<any>, other: DStream<any>, bench: Bench) => DStream<any>
  readonly output: readonly Batch[]
  /** Compare batches as sets of records. */
  readonly anyOrder?: boolean
  readonly settings?: Record<string, string | number | boolean>
}

/** Run `build` over the input and answer the batches that come out, as many as are expected. */
export async function outputOf(c: Case): Promise<readonly Batch[]> {
  const made = bench(c.settings)
  const [stream, other] = [made.input(c.input), made.input(c.other ?? [])]
  const built = c.build(stream, other, made)
  const { batches } = collected(built)
  await made.run((c.output.length * built.slide) / 1000)
  while (batches.length < c.output.length) batches.push(null)
  return c.anyOrder === true ? batches.map(sorted) : batches
}

export const sorted = (batch: Batch): Batch =>
  batch && [...batch].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
