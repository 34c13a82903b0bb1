/** The program that is killed: any of the sources, states behind it, any of the sinks. */
import { renameSync, writeFileSync } from 'node:fs'
import {
  type DStream,
  fileSink,
  type State,
  StateSpec,
  type StreamingContext,
  streamingJob,
  type Time,
} from 'millstream'
import { Acknowledging } from './acknowledging.ts'
import { bankSink } from './bank-client.ts'
import { keyedSink } from './keyed-client.ts'
import type { OutputArgs } from './sinks.ts'
import type { InputArgs } from './sources.ts'

export interface JobArgs {
  readonly input: InputArgs
  readonly output: OutputArgs
}

export default streamingJob('killed', { batch: '50ms' }, (ssc, { input, output }: JobArgs) => {
  const pairs = linesOf(ssc, input).map((line) => {
    const [key = '', n] = line.split(' ')
    return [key, Number(n)] as const
  })
  writeTo(output, numbered(pairs, input.kind === 'sending'))
  // More states, whose results nobody looks at here.
  pairs
    .reduceByKeyAndWindow(
      (a, b) => a + b,
      (a, b) => a - b,
      '200ms',
      '100ms',
    )
    .foreachRDD((rdd) => rdd.count().then(() => {}))
})

function linesOf(ssc: StreamingContext, input: InputArgs): DStream<string> {
  if (input.kind === 'files') return ssc.textFileStream(input.directory, { newFilesOnly: false })
  if (input.kind === 'socket') return ssc.socketTextStream('127.0.0.1', input.port)
  return ssc.receiverStream(new Acknowledging(input.port))
}

/**
 * For each record `[key, n]` a line with its key, its number, and how many there were of its key. A source that did not hear
 * that its records had come sends them again: those are left out, and only there.
 */
export const numbered = (pairs: DStream<readonly [string, number]>, mayRepeat: boolean): DStream<string> =>
  pairs.mapWithState(
    StateSpec.function(
      (_time: Time, key: string, n: number | undefined, state: State<{ n: number; count: number }>) => {
        const before = state.getOption()
        if (n === undefined || (mayRepeat && before !== undefined && n <= before.n)) return undefined
        const count = (before?.count ?? 0) + 1
        state.update({ n, count })
        return `${key} ${n} ${count}`
      },
    ),
  )

function writeTo(output: OutputArgs, lines: DStream<string>): void {
  if (output.kind === 'files') lines.writeTo(fileSink(output.directory, { skipEmpty: true }))
  else if (output.kind === 'bank') lines.writeTo(bankSink(output.port))
  else if (output.kind === 'keyed') lines.writeTo(keyedSink(output.port))
  else saveByBatch(lines, output.directory)
}

/** Each batch that has something goes to a file with its name, which is there as a whole or not at all. */
function saveByBatch(lines: DStream<string>, directory: string): void {
  lines.foreachRDD(async (rdd, time) => {
    const all = await rdd.collect()
    if (all.length === 0) return
    const file = `${directory}/${time.milliseconds}`
    writeFileSync(`${file}.tmp`, all.join('\n'))
    renameSync(`${file}.tmp`, file)
  })
}
