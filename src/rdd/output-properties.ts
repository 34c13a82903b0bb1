import type { OutputContext } from '../connect/sink.ts'
import { Time } from '../kernel/time.ts'

/** Names under which Spark's streaming tells the jobs of an output operation what they are for. */
const TIME = 'spark.streaming.internal.batchTime'
const ID = 'spark.streaming.internal.outputOpId'
/** What Spark does not tell. */
const [JOB, OUTPUT, EPOCH] = ['millstream.output.job', 'millstream.output.name', 'millstream.output.epoch'] as const

/** An output operation as properties of its jobs, so that their tasks have it, wherever they run. */
export const outputProperties = (context: OutputContext, id: number): Record<string, string> => ({
  [TIME]: String(context.batchTime.milliseconds),
  [ID]: String(id),
  [JOB]: context.job,
  [OUTPUT]: context.output,
  [EPOCH]: String(context.epoch),
})

/** The output operation that properties tell of; undefined for jobs that are for none. */
export function outputOf(properties: ReadonlyMap<string, string> | undefined): OutputContext | undefined {
  const time = properties?.get(TIME)
  if (properties === undefined || time === undefined) return undefined
  const [job = '', output = ''] = [properties.get(JOB), properties.get(OUTPUT)]
  return { job, output, batchTime: new Time(Number(time)), epoch: Number(properties.get(EPOCH) ?? 0) }
}
