import { renameSync, writeFileSync } from 'node:fs'
import { type DStream, type State, StateSpec, type Time } from '../../src/index.ts'

/**
 * For each record `[key, n]` a line with its key, its number, and how many there were of its key. Records that come again,
 * because their source did not hear that they had come, are left out.
 */
export const numbered = (pairs: DStream<readonly [string, number]>): DStream<string> =>
  pairs.mapWithState(
    StateSpec.function(
      (_time: Time, key: string, n: number | undefined, state: State<{ n: number; count: number }>) => {
        const before = state.getOption()
        if (n === undefined || (before !== undefined && n <= before.n)) return undefined
        const count = (before?.count ?? 0) + 1
        state.update({ n, count })
        return `${key} ${n} ${count}`
      },
    ),
  )

/** Each batch that has something goes to a file with its name, which is there as a whole or not at all. */
export function saveByBatch(lines: DStream<string>, folder: string): void {
  lines.foreachRDD(async (rdd, time) => {
    const all = await rdd.collect()
    if (all.length === 0) return
    const file = `${folder}/${time.milliseconds}`
    writeFileSync(`${file}.tmp`, all.join('\n'))
    renameSync(`${file}.tmp`, file)
  })
}
