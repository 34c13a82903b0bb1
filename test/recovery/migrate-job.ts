/** A job whose state changes its form: the kind of program that worker threads run. */
import { StateSpec, seconds, streamingJob } from '../../src/index.ts'

interface Args {
  readonly version: number
}

export default streamingJob<Args>('migrating', { batch: seconds(1) }, (ssc, { version }) => {
  const keys = ssc.queueStream([Array.from({ length: 20 }, (_, i) => [`k${i}`, i] as const)])
  const spec = StateSpec.function((key: string, value: number | undefined, state) => {
    const old = state.getOption()
    state.update(version === 1 ? (value ?? 0) : { of: old, value })
    return [key, state.get()]
  })
  keys
    .mapWithState(spec.version(version).migrate((old, from) => `${from}:${old}`))
    .named('forms')
    .foreachRDD(async (rdd) => {
      ;(globalThis as any).migrated?.push(...(await rdd.collect()))
    })
})
