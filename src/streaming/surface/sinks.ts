import type { OutputContext, OutputTask, Sink } from '../../connect/sink.ts'
import type { Site } from '../../kernel/site.ts'
import { thrownText } from '../../kernel/thrown.ts'
import type { Placed } from '../../program/placed.ts'
import { badArgument, requireText } from '../../rdd/arguments.ts'
import type { Environment } from '../../rdd/environment.ts'
import { outputOf } from '../../rdd/output-properties.ts'
import { placedAsync, type RDD } from '../../rdd/rdd.ts'
import { TaskContext } from '../../rdd/task-context.ts'
import { userFailure } from '../../rdd/user-failure.ts'
import type { DStream } from '../dstream.ts'
import { nameTaken } from '../graph.ts'
import type { Operator } from '../operator.ts'
import { registerOutput } from './output.ts'
import { callUser } from './user-code.ts'

/** How a stream is written to a sink. */
export interface WriteToOptions {
  /** Name of the output operation, under which a sink may note what it has written. Default: `writeTo-0` and so on. */
  readonly name?: string
}

/** Output operations that write to a sink. */
export interface SinkOperators<T> {
  /**
   * Write each batch to `sink`: its partitions where the records are, and then the batch as a whole. With checkpoints and a
   * sink that keeps to its contract (`fileSink`, `transactionalSink`, `idempotentSink`) each batch is there once, whenever
   * the program is killed.
   *
   * Delivery  as the sink says; a batch that is run again has the same name, time and records
   * Errors    E_ARGUMENT, E_NAME_TAKEN; what the sink throws fails the start or the batch, with E_USER_FUNCTION unless it is
   *           an error of millstream
   *
   * @example
   * const written: string[] = []
   * stream.repartition(1).writeTo({ write: (words, task) => written.push(`${task.batchTime}: ${[...words]}`) })
   * // batches [['a', 'b'], ['c']]; written -> ['1000 ms: a,b', '2000 ms: c']
   */
  writeTo(sink: Sink<T, Environment>, options?: WriteToOptions): void
}

/**
 * Write one batch: tasks write, and the driver commits what they have written, or none of it. All hosts of the program run
 * this; only the driver asks the sink, and only it knows `output`.
 */
async function written(
  operator: Operator,
  rdd: RDD<any>,
  sink: Sink<any, Environment>,
  output: OutputContext,
): Promise<void> {
  const { context } = rdd
  const { environment: host } = context
  const ask = (what: string, act: () => unknown): Promise<unknown> =>
    context.once(what, () => callUser(operator, output.batchTime.milliseconds, async () => act()))
  const ticket = await ask('prepare', () => sink.prepare?.(output, host))
  try {
    const results = await context.run(rdd, { kind: 'partition', f: writing(rdd, operator.site, sink, ticket) })
    await ask('commit', async () => void (await sink.commit?.(output, results, host)))
  } catch (error) {
    // The first error is the one to be told.
    const abort = ask('abort', async () => void (await sink.abort?.(output, host)))
    await abort.catch((second) => context.logger.warn(`${operator.site} could not clear away: ${thrownText(second)}`))
    throw error
  }
}

async function begun(operator: Operator, begin: () => unknown): Promise<void> {
  try {
    await begin()
  } catch (error) {
    throw userFailure(operator.site, error, 'when it began')
  }
}

const writing = (
  rdd: RDD<any>,
  site: Site,
  sink: Sink<any, Environment>,
  ticket: unknown,
): Placed<(records: Iterable<any>) => Promise<unknown>> =>
  rdd.context.at(site, () =>
    placedAsync(rdd, site.operator, async (records: Iterable<any>) =>
      sink.write(records, taskOf(TaskContext.get() as TaskContext), ticket, rdd.context.environment),
    ),
  )

const taskOf = ({ output, partitionId, attemptNumber }: TaskContext): OutputTask => ({
  ...(output as OutputContext),
  partition: partitionId,
  attempt: attemptNumber,
})

function requireSink(sink: Partial<Sink<any, Environment>> | undefined): void {
  if (typeof sink?.write === 'function') return
  throw badArgument(
    'writeTo',
    'the sink is',
    sink,
    'a sink, such as fileSink(directory), or an object with a method write',
  )
}

function rename(stream: DStream<any>, operator: Operator, name: string): void {
  requireText('writeTo', 'the name', name, 'a text that names the output operation')
  const taken = stream.context.graph.outputs.find((other) => other.operator.name === name)
  if (taken !== undefined) throw nameTaken(operator, name, taken.operator)
  operator.rename(name)
}

export const sinks: SinkOperators<any> & ThisType<DStream<any>> = {
  writeTo(sink, { name } = {}) {
    requireSink(sink)
    const operator = this.context.graph.define('writeTo')
    if (name !== undefined) rename(this, operator, name)
    const { environment, properties } = this.context.sparkContext
    registerOutput(this, operator, (rdd) => written(operator, rdd, sink, outputOf(properties.all) as OutputContext), {
      begin: (run) => begun(operator, () => sink.begin?.(run, environment)),
    })
  },
}
