/** What must and must not type-check: nothing here runs but the last line. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Time } from '../../kernel/time.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { DStream } from '../dstream.ts'
import { type State, StateSpec } from './state-spec.ts'

type Is<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false
const is = <A, B>(_: Is<A, B>): void => {}
type Of<S> = S extends DStream<infer T> ? T : never

export function chains(lines: DStream<string>): void {
  const words = lines.filter((line) => line.includes('cloud')).flatMap((line) => line.split(' '))
  is<Of<typeof words>, string>(true)
  const keyed = words.map((word) => [word, 1] as const)
  const counts = keyed.reduceByKey((a, b) => a + b)
  is<Of<typeof counts>, [string, number]>(true)
  const tuples = words.map((word): [string, number] => [word, 1]).reduceByKey((a, b) => a + b, 4)
  is<Of<typeof tuples>, [string, number]>(true)
  const groups = counts.groupByKey().mapValues((values) => values.length)
  is<Of<typeof groups>, [string, number]>(true)
  const joined = counts.leftOuterJoin(groups).mapValues(([a, b]) => a + (b ?? 0))
  is<Of<typeof joined>, [string, number]>(true)
  const sums = keyed.reduceByKeyAndWindow(
    (a, b) => a + b,
    (sum, left) => sum - left,
    '30s',
    '10s',
    2,
    ([, n]) => n > 0,
  )
  is<Of<typeof sums>, [string, number]>(true)
  const named = keyed.reduceByKeyAndWindow({
    reduce: (a, b) => a + b,
    window: '30s',
    filter: ([word, n]) => n > word.length,
  })
  is<Of<typeof named>, [string, number]>(true)
  const plain = counts.reduceByKeyAndWindow((a, b) => Math.max(a, b), 30_000)
  is<Of<typeof plain>, [string, number]>(true)
  const frequent = words.countByValueAndWindow('30s', '10s').filter(([, n]) => n > 1)
  is<Of<typeof frequent>, [string, number]>(true)
  const total = words.map((word) => word.length).reduceByWindow((a, b) => a + b, null, '2s', '1s')
  is<Of<typeof total>, number>(true)
  const swapped = counts.transform((rdd: RDD<[string, number]>, time: Time) =>
    rdd.map(([k, v]) => [v, k, time.milliseconds]),
  )
  is<Of<typeof swapped>, (string | number)[]>(true)
}

export function states(pairs: DStream<[string, number]>): void {
  const sums = pairs.updateStateByKey((values, old: number | undefined) => values.reduce((a, b) => a + b, old ?? 0))
  is<Of<typeof sums>, [string, number]>(true)
  const spec = StateSpec.function(
    (key: string, value: number | undefined, state: State<Date>) => `${key}${value}${state.get()}`,
  )
  is<Of<ReturnType<typeof pairs.mapWithState<string, number, Date, string>>>, string>(true)
  const mapped = pairs.mapWithState(spec)
  is<Of<typeof mapped>, string>(true)
  const snapshots = mapped.stateSnapshots()
  is<Of<typeof snapshots>, [string, Date]>(true)
  const timed = pairs.mapWithState(
    StateSpec.function((time: Time, key: string, _value: number | undefined, _state: State<Date>) =>
      time.milliseconds > 0 ? key : undefined,
    ),
  )
  is<Of<typeof timed>, string>(true)
}

export function refused(numbers: DStream<number>, pairs: DStream<[string, number]>): void {
  // @ts-expect-error: a stream of numbers is not one of pairs
  numbers.reduceByKey((a, b) => a + b)
  // @ts-expect-error: keys of another type do not join
  pairs.join(pairs.map(([k, v]) => [v, k] as const))
  // @ts-expect-error: a function that answers another type does not reduce
  pairs.reduceByKey((a, b) => `${a}${b}`)
}

test('types are checked by the compiler', () => assert.ok(true))
