/** What the tests of this room run on: a context under a manual clock whose backend runs nothing. */
import type { Receiver } from '../connect/receiver.ts'
import { ManualClock } from '../kernel/clock/manual.ts'
import { LineLogger } from '../kernel/log.ts'
import type { Time } from '../kernel/time.ts'
import type { ReceivedBlock, ReceiverEvents, ReceiverOptions } from '../rdd/backend.ts'
import { SparkConf } from '../rdd/conf.ts'
import { SparkContext } from '../rdd/context.ts'
import { setStandardEnvironment } from '../rdd/environment.ts'
import { RDD } from '../rdd/rdd.ts'
import '../rdd/surface/install.ts'
import { MemoryFiles } from '../storage/memory-files.ts'
import { nodeProcesses } from '../workers/node-processes.ts'
import { StreamingContext } from './context.ts'
import type { DStream } from './dstream.ts'
import type { StreamingEvent, StreamingListener } from './listeners/listener.ts'

/** A receiver that the backend of the rig pretends to run: `push` makes blocks, `buffer` what the next cut makes one of. */
export class FakeReceiver {
  readonly receiver: Receiver<any>
  readonly options: ReceiverOptions
  readonly events: ReceiverEvents
  stops = 0
  /** What `stop` waits for. */
  closing: Promise<void> = Promise.resolve()
  #buffered = 0
  #blocks = 0

  constructor(receiver: Receiver<any>, options: ReceiverOptions, events: ReceiverEvents) {
    this.receiver = receiver
    this.options = options
    this.events = events
  }

  buffer(records: number): void {
    this.#buffered += records
  }

  push(records: number, metadata?: unknown): void {
    const { streamId } = this.options
    this.events.block({ id: `${streamId}-${this.#blocks++}`, streamId, records, metadata })
  }

  cut(): void {
    if (this.#buffered > 0) this.push(this.#buffered)
    this.#buffered = 0
  }

  async stop(): Promise<void> {
    this.stops++
    await this.closing
    this.cut()
    this.events.stopped('stopped', undefined)
  }
}

export interface Rig {
  readonly clock: ManualClock
  readonly sc: SparkContext
  readonly ssc: StreamingContext
  readonly log: string[]
  readonly receivers: FakeReceiver[]
  readonly released: string[]
  readonly processed: string[]
  /** Paths of removed files. */
  readonly removed: string[]
  /** Names of RDDs that were unpersisted. */
  readonly unpersisted: string[]
  readonly stops: { spark: number }
}

export function rig(settings: Record<string, string | number | boolean> = {}, batch = 1000, now = 10_300): Rig {
  const log: string[] = []
  const receivers: FakeReceiver[] = []
  const released: string[] = []
  const processed: string[] = []
  const removed: string[] = []
  const unpersisted: string[] = []
  const stops = { spark: 0 }
  const clock = new ManualClock(now)
  const backend: any = {
    parallelism: 1,
    receive(receiver: Receiver<any>, options: ReceiverOptions, events: ReceiverEvents) {
      const fake = new FakeReceiver(receiver, options, events)
      receivers.push(fake)
      events.started()
      return fake
    },
    release: (blocks: readonly ReceivedBlock[]) => released.push(...blocks.map((block) => block.id)),
    processed: (blocks: readonly ReceivedBlock[]) => processed.push(...blocks.map((block) => block.id)),
    run: ({ signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    persist() {},
    unpersist: (rdd: RDD<any>) => unpersisted.push(rdd.name as string),
    stop: async () => void stops.spark++,
  }
  const logger = new LineLogger((line) => log.push(line))
  const files = new MemoryFiles(clock)
  const remove = files.remove.bind(files)
  files.remove = (path) => {
    removed.push(path)
    return remove(path)
  }
  setStandardEnvironment({
    clock,
    files,
    logger,
    processes: nodeProcesses,
    backend: () => backend,
    print: () => {},
  } as any)
  const conf = new SparkConf().setAll(Object.entries(settings)).setIfMissing('spark.driver.allowMultipleContexts', true)
  const sc = new SparkContext({ conf })
  return {
    clock,
    sc,
    ssc: new StreamingContext(sc, batch),
    log,
    receivers,
    released,
    processed,
    removed,
    unpersisted,
    stops,
  }
}

/** An RDD that is never run: what it stands for is its name. */
export const rddOf = (sc: SparkContext, name: string): RDD<any> =>
  new RDD(sc, {
    operator: 'test',
    dependencies: [],
    body: { kind: 'source', source: { type: 'collection', slices: [] } },
    partitions: 0,
  }).setName(name)

/** An input whose RDD at t is named `t`. */
export const timesInput = (ssc: StreamingContext): DStream<any> =>
  ssc.inputStream({ compute: (time) => rddOf(ssc.sparkContext, String(time.milliseconds)) })

/** Register an output operation, as surface/output.ts does. */
export function output(stream: DStream<any>, f: (time: number, rdd: RDD<any>) => unknown, kind = 'foreachRDD'): void {
  const { graph } = stream.context
  graph.register({
    operator: graph.define(kind),
    stream,
    async job(time) {
      const rdd = await stream.getOrCompute(time)
      return rdd === undefined ? undefined : async () => void (await f(time, rdd))
    },
  })
}

/** A listener that keeps everything as `method time`, and the events themselves. */
export function recorder(): StreamingListener & { readonly seen: string[]; readonly events: any[] } {
  const seen: string[] = []
  const events: any[] = []
  const note = (method: StreamingEvent[0]) => (event: any) => {
    const { batchInfo, outputOperationInfo: op, receiverInfo: receiver } = event
    const time: Time | undefined = batchInfo?.batchTime ?? op?.batchTime
    seen.push(
      [method.slice(2), time?.milliseconds, op?.id ?? receiver?.streamId].filter((x) => x !== undefined).join(' '),
    )
    events.push(event)
  }
  const methods = [
    'onStreamingStarted',
    'onReceiverStarted',
    'onReceiverError',
    'onReceiverStopped',
    'onBatchSubmitted',
    'onBatchStarted',
    'onBatchCompleted',
    'onOutputOperationStarted',
    'onOutputOperationCompleted',
  ] as const
  return Object.assign({ seen, events }, ...methods.map((method) => ({ [method]: note(method) })))
}
