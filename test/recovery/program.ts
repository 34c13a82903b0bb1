/** A program with every kind of state, and what is right for it. */
import { StateSpec, type StreamingContext, seconds, type Time } from '../../src/index.ts'

/** Takes what an output operation has for a batch. */
export type Take = (output: string, time: number, value: unknown) => void

type Pair = readonly [string, number]

export function program(ssc: StreamingContext, take: Take): void {
  const counted = ssc.sparkContext.longAccumulator('records')
  const pairs = ssc.textFileStream('/in').map((line): Pair => {
    const [key = '', value] = line.split(' ')
    return [key, Number(value)]
  })
  const give = (output: string) => async (rdd: { collect(): Promise<unknown[]> }, time: Time) =>
    take(output, time.milliseconds, await rdd.collect())
  pairs.foreachRDD(give('pairs'))
  pairs.updateStateByKey((values: number[], sum: number | undefined) => plus(values, sum ?? 0)).foreachRDD(give('sums'))
  const counts = pairs.mapWithState(
    StateSpec.function((key: string, value: number | undefined, state) => {
      const seen = [...((state.getOption() as number[] | undefined) ?? []), value ?? -1].slice(-3)
      state.update(seen)
      return `${key}:${seen.join('.')}`
    }),
  )
  counts.foreachRDD(give('last three'))
  counts.stateSnapshots().foreachRDD(give('snapshot'))
  counts.window(seconds(3), seconds(1)).foreachRDD(give('window of mapped'))
  pairs
    .reduceByKeyAndWindow(
      (a, b) => a + b,
      (a, b) => a - b,
      seconds(5),
      seconds(1),
    )
    .foreachRDD(give('window sums'))
  pairs.reduceByKeyAndWindow(Math.max, seconds(8), seconds(2)).foreachRDD(give('window max'))
  pairs.window(seconds(3), seconds(1)).foreachRDD(give('window'))
  pairs.foreachRDD(async (rdd, time) => {
    await rdd.foreach(() => counted.add(1))
    take('accumulator', time.milliseconds, [counted.value])
  })
}

const plus = (values: readonly number[], sum: number): number => values.reduce((a, b) => a + b, sum)

/** What is right: by output and batch, as sorted texts, for the pairs that came in each batch from `zero` on. */
export function model(zero: number, end: number, batches: ReadonlyMap<number, readonly Pair[]>): Map<string, string> {
  const right = new Map<string, string>()
  const [sums, lists] = [new Map<string, number>(), new Map<string, number[]>()]
  const mapped = new Map<number, string[]>()
  let records = 0
  const within = (time: number, length: number): Pair[] =>
    timesIn(Math.max(zero, time - length), time).flatMap((t) => batches.get(t) ?? [])
  for (const time of timesIn(zero, end)) {
    const say = (output: string, value: readonly unknown[]): void => void right.set(`${output} ${time}`, texts(value))
    const pairs = batches.get(time) ?? []
    const made: string[] = []
    records += pairs.length
    for (const [key, value] of pairs) {
      sums.set(key, (sums.get(key) ?? 0) + value)
      lists.set(key, [...(lists.get(key) ?? []), value].slice(-3))
      made.push(`${key}:${lists.get(key)?.join('.')}`)
    }
    mapped.set(time, made)
    say('pairs', pairs)
    say('sums', [...sums])
    say('last three', made)
    say('snapshot', [...lists])
    say(
      'window of mapped',
      timesIn(Math.max(zero, time - 3000), time).flatMap((t) => mapped.get(t) ?? []),
    )
    say('window sums', [...folded(within(time, 5000), (a, b) => a + b), ...gone(zero, time, batches)])
    if ((time - zero) % 2000 === 0) say('window max', [...folded(within(time, 8000), Math.max)])
    say('window', within(time, 3000))
    say('accumulator', [records])
  }
  return right
}

/** Keys whose values have all left the window stay with a sum of 0, as no filter drops them. */
function gone(zero: number, time: number, batches: ReadonlyMap<number, readonly Pair[]>): Pair[] {
  const inside = new Set(
    timesIn(Math.max(zero, time - 5000), time).flatMap((t) => (batches.get(t) ?? []).map(([k]) => k)),
  )
  const before = new Set(timesIn(zero, time).flatMap((t) => (batches.get(t) ?? []).map(([k]) => k)))
  return [...before].filter((key) => !inside.has(key)).map((key) => [key, 0] as const)
}

function folded(pairs: readonly Pair[], f: (a: number, b: number) => number): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [key, value] of pairs) sums.set(key, sums.has(key) ? f(sums.get(key) as number, value) : value)
  return sums
}

const timesIn = (from: number, to: number): number[] =>
  Array.from({ length: Math.round((to - from) / 1000) }, (_, i) => from + (i + 1) * 1000)

/** Records in no order, as one text. */
export const texts = (records: readonly unknown[]): string =>
  records
    .map((record) => JSON.stringify(record))
    .sort()
    .join(' ')
