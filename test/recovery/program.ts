/** A program with every kind of state, and what is right for it. */
import { type DStream, type RDD, StateSpec, type StreamingContext, seconds, type Time } from '../../src/index.ts'
import type { Take } from './machine.ts'

export type Pair = readonly [string, number]

type Give = (output: string) => (rdd: RDD<any>, time: Time) => Promise<void>

const giving =
  (take: Take): Give =>
  (output) =>
  async (rdd, time) =>
    take(output, time.milliseconds, await rdd.collect())

function pairsOf(ssc: StreamingContext, give: Give): DStream<Pair> {
  const pairs = ssc.textFileStream('/in', { newFilesOnly: false }).map((line): Pair => {
    const [key = '', value] = line.split(' ')
    return [key, Number(value)]
  })
  pairs.foreachRDD(give('pairs'))
  pairs.window(seconds(3), seconds(1)).foreachRDD(give('window'))
  return pairs
}

/** A program without any state. */
export function windows(ssc: StreamingContext, take: Take): void {
  pairsOf(ssc, giving(take))
}

export function program(ssc: StreamingContext, take: Take): void {
  const counted = ssc.sparkContext.longAccumulator('records')
  const give = giving(take)
  const pairs = pairsOf(ssc, give)
  const sums = pairs.updateStateByKey((values: number[], sum: number | undefined) => summed(values, sum))
  sums.foreachRDD(give('sums'))
  // A state of which the versions are not made by the jobs of their batches.
  const idle = pairs.updateStateByKey((values: number[], sum: number | undefined) => summed(values, sum)).named('idle')
  idle.foreachRDD(async (rdd, time) => {
    if (time.milliseconds % 3000 === 0) await give('idle')(rdd, time)
  })
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
  pairs.foreachRDD(async (rdd, time) => {
    await rdd.foreach(() => counted.add(1))
    take('accumulator', time.milliseconds, [counted.value])
  })
}

/** A sum that ends in 0 or 5 is forgotten. */
function summed(values: readonly number[], before: number | undefined): number | undefined {
  const sum = values.reduce((a, b) => a + b, before ?? 0)
  return sum % 5 === 0 ? undefined : sum
}

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
    const grouped = Map.groupBy(pairs, ([key]) => key)
    for (const key of new Set([...sums.keys(), ...grouped.keys()])) {
      const values = grouped.get(key) ?? []
      const sum = summed(
        values.map(([, value]) => value),
        sums.get(key),
      )
      if (sum === undefined) sums.delete(key)
      else sums.set(key, sum)
    }
    for (const [key, value] of pairs) {
      lists.set(key, [...(lists.get(key) ?? []), value].slice(-3))
      made.push(`${key}:${lists.get(key)?.join('.')}`)
    }
    mapped.set(time, made)
    say('pairs', pairs)
    say('sums', [...sums])
    if (time % 3000 === 0) say('idle', [...sums])
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
  const keysIn = (from: number): Set<string> =>
    new Set(timesIn(from, time).flatMap((t) => (batches.get(t) ?? []).map(([key]) => key)))
  const inside = keysIn(Math.max(zero, time - 5000))
  return [...keysIn(zero)].filter((key) => !inside.has(key)).map((key) => [key, 0] as const)
}

function folded(pairs: readonly Pair[], f: (a: number, b: number) => number): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [key, value] of pairs) sums.set(key, sums.has(key) ? f(sums.get(key) as number, value) : value)
  return sums
}

const timesIn = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, Math.round((to - from) / 1000)) }, (_, i) => from + (i + 1) * 1000)

/** Records in no order, as one text. */
export const texts = (records: readonly unknown[]): string =>
  records
    .map((record) => JSON.stringify(record))
    .sort()
    .join(' ')
