import { StreamError } from '../kernel/errors.ts'
import { type Eventual, ended, recover, then } from '../kernel/eventual.ts'
import type { Site } from '../kernel/site.ts'
import type { Placed } from '../program/placed.ts'
import type { StageProgress } from '../rdd/backend.ts'
import type { RDD } from '../rdd/rdd.ts'
import { TaskContext } from '../rdd/task-context.ts'
import { lacksRoom } from '../storage/output-errors.ts'
import type { Attempt } from './attempt.ts'
import type { Ground } from './ground.ts'
import { readAhead, readDeep } from './inputs/ahead.ts'
import { DEEPEST } from './inputs/depth.ts'
import { runInto } from './inputs/drive.ts'
import type { Feed } from './inputs/line.ts'
import { Reader } from './inputs/reader.ts'
import type { Gathering } from './sinks.ts'

/** What a task is to do with the records of its partition. */
export type Work<R> =
  | { readonly kind: 'gather'; readonly begin: () => Gathering<R> }
  | { readonly kind: 'call'; readonly f: Placed<(records: Iterable<any>, index: number) => R | Promise<R>> }

/** What a task is told from outside: that it is to end. */
export interface Orders {
  /** Throw when the job is to end. */
  check(): void
  /** Call `f` when the job is to end, so that what runs elsewhere can be told. The function that is answered takes it back. */
  whenCancelled?(f: () => void): () => void
}

/** Run one attempt of a task: the work over partition `p` of `rdd`. */
function runAttempt<R>(ground: Ground, rdd: RDD<any>, work: Work<R>, attempt: Attempt, orders: Orders): Eventual<R> {
  const reader = new Reader(ground, attempt)
  const { context } = attempt
  const whole = work.kind === 'call'
  return ended(
    () =>
      then(ready(reader, rdd, whole), () =>
        whole ? call(reader, rdd, work.f) : gather(reader, rdd, work.begin, orders),
      ),
    () => context.run(() => reader.close()),
  )
}

/** Read what must be there before the task reads through its lineage, which mostly is nothing. */
function ready(reader: Reader, rdd: RDD<any>, whole: boolean): Eventual<void> {
  const { partition } = reader.attempt
  const isDeep = rdd.node.depth > DEEPEST
  const { bring } = reader.ground
  if (bring !== undefined) return then(bring(reader, rdd, partition), () => waited(reader, rdd, whole, isDeep))
  return waited(reader, rdd, whole, isDeep)
}

function waited(reader: Reader, rdd: RDD<any>, whole: boolean, isDeep: boolean): Eventual<void> {
  const { context, partition } = reader.attempt
  if (!rdd.node.waits) return isDeep ? context.run(() => readDeep(reader, rdd, partition)) : undefined
  return context.runAsync(async () => {
    if (isDeep) await readDeep(reader, rdd, partition)
    await readAhead(reader, rdd, partition, whole)
  })
}

function gather<R>(reader: Reader, rdd: RDD<any>, begin: () => Gathering<R>, orders: Orders): Eventual<R> {
  const { ground, attempt } = reader
  return attempt.context.run(() => {
    const gathering = guarded(reader, rdd.node.site, begin)
    const wantsNone = gathering.sink.ops[0] === 'take' && gathering.gathered.limit <= 0
    const feeds = reader.open(rdd, attempt.partition)
    const stop = wantsNone || pump(feeds, gathering, ground)
    return stop === true ? finish(reader, gathering) : gatherOn(reader, feeds, gathering, stop, orders)
  })
}

/** Go on with feeds that stopped before their end, as often as they do. */
async function gatherOn<R>(
  reader: Reader,
  feeds: Iterator<Feed>,
  gathering: Gathering<R>,
  stopped: false | Feed,
  orders: Orders,
): Promise<R> {
  const { ground } = reader
  const { context } = reader.attempt
  for (let stop: boolean | Feed = stopped; stop !== true; stop = context.run(() => pump(feeds, gathering, ground))) {
    const waited: false | Feed = stop
    orders.check()
    if (waited === false) await ground.turns.take()
    else if (await context.runAsync(() => pumpChunks(waited, gathering, ground, orders))) break
  }
  return context.run(() => finish(reader, gathering))
}

const finish = <R>(reader: Reader, { sink, finish }: Gathering<R>): R => guarded(reader, sink.site, finish)

/** Run feeds until they end (true), until one has to be waited for (it), or until others should have a turn (false). */
function pump(feeds: Iterator<Feed>, gathering: Gathering<any>, ground: Ground): boolean | Feed {
  for (let next = feeds.next(); next.done !== true; next = feeds.next()) {
    const feed = next.value
    if (feed.records === undefined) return feed
    if (runInto(feed, feed.records, gathering.sink, gathering.gathered, ground.generated)) return true
    if (ground.turns.due) return false
  }
  return true
}

/** Answers true when no more are wanted. */
async function pumpChunks(feed: Feed, gathering: Gathering<any>, ground: Ground, orders: Orders): Promise<boolean> {
  for await (const chunk of feed.chunks ?? []) {
    if (runInto(feed, chunk, gathering.sink, gathering.gathered, ground.generated)) return true
    orders.check()
  }
  return false
}

/** Functions of the user are called here, too: a zero of `fold`, a partitioner. */
function guarded<R>(reader: Reader, site: Site, f: () => R): R {
  try {
    return f()
  } catch (error) {
    throw reader.failure(error, site)
  }
}

async function call<R>(
  reader: Reader,
  rdd: RDD<any>,
  f: Placed<(records: Iterable<any>, index: number) => R | Promise<R>>,
): Promise<R> {
  const { context, partition } = reader.attempt
  try {
    // The function may go on behind an await, so the context follows it there; the part before runs as in any other task.
    return await context.runAsync(() => {
      reader.begins(f.site)
      return f.call(reader.records(rdd, partition, f.site), partition)
    })
  } catch (error) {
    throw reader.failure(error, f.site)
  }
}

/** Run a task until an attempt succeeds, `ground.maxFailures` times in all. */
export function runTask<R>(
  ground: Ground,
  stage: StageProgress,
  rdd: RDD<any>,
  partition: number,
  work: Work<R>,
  orders: Orders,
  number = 1,
): Eventual<R> {
  const context = new TaskContext(stage.stageId, partition, number - 1, stage.properties)
  const attempt: Attempt = { context, partition, number, limit: ground.maxFailures, pulse: ground.watch() }
  stage.active++
  return recover(
    () =>
      then(runAttempt(ground, rdd, work, attempt, orders), (result) => {
        // What is done when the job is over already counts for nothing.
        orders.check()
        ground.commit(context)
        stage.active--
        stage.completed++
        return result
      }),
    (error) => {
      stage.active--
      stage.failed++
      if (number >= ground.maxFailures || !isWorthRetrying(error)) throw error
      orders.check()
      return runTask(ground, stage, rdd, partition, work, orders, number + 1)
    },
  )
}

/** Errors of a function may be chance; errors in the program itself come again, and nobody makes room in a moment. */
const isWorthRetrying = (error: unknown): boolean =>
  StreamError.is(error) && (error.code === 'E_USER_FUNCTION' || error.retryable) && !lacksRoom(error)
