import { FunctionPartitioner, StateSpec, seconds } from '../../../src/index.ts'
import type { Case } from '../case.ts'
import { pairs } from '../rdds/case.ts'

const sum = (values: readonly number[], state: number | undefined): number =>
  (state ?? 0) + values.reduce((a, b) => a + b, 0)
const one = (w: string): [string, number] => [w, 1]

/** One output a record: the running count of its key. */
const counting = (): StateSpec<string, number, number, [string, number]> =>
  StateSpec.function((key: string, value: number | undefined, state) => {
    if (state.isTimingOut()) return [`${key} timed out`, state.get()] as [string, number]
    const next = (state.getOption() ?? 0) + (value ?? 0)
    state.update(next)
    return [key, next] as [string, number]
  })

export const STATEFUL: readonly Case[] = [
  {
    name: 'updateStateByKey calls the function for keys without new values and gives the whole state',
    input: [['a'], ['a', 'b'], [], ['b']],
    operate: (s) => s.map(one).updateStateByKey(sum),
    output: [
      [['a', 1]],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 2],
      ],
    ],
  },
  {
    name: 'updateStateByKey removes a key when the function answers nothing',
    input: [['a', 'b'], ['a'], []],
    operate: (s) =>
      s
        .map(one)
        .updateStateByKey((values: readonly number[], state: number | undefined) =>
          values.length === 0 ? undefined : sum(values, state),
        ),
    output: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [['a', 2]],
      [],
    ],
  },
  {
    name: 'updateStateByKey also runs when there is no RDD, and there is none before the first state',
    input: [null, ['a'], null, []],
    operate: (s) =>
      s.map(one).updateStateByKey((values: readonly number[], state: number | undefined) => sum(values, state) + 10),
    output: [null, [['a', 11]], [['a', 21]], [['a', 31]]],
  },
  {
    name: 'updateStateByKey begins with an initial RDD',
    input: [['a'], []],
    operate: (s, _, ssc) =>
      s.map(one).updateStateByKey(
        sum,
        2,
        ssc.sparkContext.parallelize([
          ['a', 10],
          ['z', 5],
        ] as [string, number][]),
      ),
    output: [
      [
        ['a', 11],
        ['z', 5],
      ],
      [
        ['a', 11],
        ['z', 5],
      ],
    ],
  },
  {
    name: 'mapWithState is called for each record with the state that the record before left',
    input: [['a', 'a', 'b'], [], ['a']],
    partitions: 1,
    operate: (s) => s.map(one).mapWithState(counting()),
    output: [
      [
        ['a', 1],
        ['a', 2],
        ['b', 1],
      ],
      [],
      [['a', 3]],
    ],
  },
  {
    name: 'mapWithState carries state over batches without an RDD, which give an empty RDD',
    input: [null, ['a'], null, ['a']],
    operate: (s) => s.map(one).mapWithState(counting()),
    output: [[], [['a', 1]], [], [['a', 2]]],
  },
  {
    name: 'stateSnapshots gives the entire state after each batch',
    input: [['a', 'b'], ['a'], []],
    operate: (s) => s.map(one).mapWithState(counting()).stateSnapshots(),
    output: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
    ],
  },
  {
    name: 'mapWithState forgets a removed state',
    input: [['a'], ['a'], ['a']],
    operate: (s) =>
      s.map(one).mapWithState(
        StateSpec.function((key: string, _value: number | undefined, state: any) => {
          const seen = state.exists()
          if (seen) state.remove()
          else state.update(1)
          return [key, seen]
        }),
      ),
    output: [[['a', false]], [['a', true]], [['a', false]]],
  },
  {
    name: 'the function with time may emit nothing',
    input: [['a', 'b'], ['b']],
    operate: (s) =>
      s.map(one).mapWithState(
        StateSpec.function((_time: unknown, key: string, _value: number | undefined, state: any) => {
          state.update(1)
          return key === 'b' ? key : undefined
        }),
      ),
    output: [['b'], ['b']],
  },
  {
    name: 'mapWithState begins with initial state',
    input: [['a']],
    operate: (s, _, ssc) =>
      s
        .map(one)
        .mapWithState(
          counting().initialState(
            ssc.sparkContext.parallelize([
              ['a', 10],
              ['z', 1],
            ] as [string, number][]),
          ),
        )
        .stateSnapshots(),
    output: [
      [
        ['a', 11],
        ['z', 1],
      ],
    ],
  },
  {
    name: 'time-outs are swept in the tenth batch, and any record of the key protects it',
    input: [['a', 'b'], [], [], [], [], [], ['b'], [], [], [], []],
    operate: (s) => s.map(one).mapWithState(counting().timeout(seconds(5))),
    output: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [],
      [],
      [],
      [],
      [],
      [['b', 2]],
      [],
      [],
      [['a timed out', 1]],
      [],
    ],
  },
  {
    name: 'snapshots hold a key that timed out until it is swept',
    input: [['a'], [], [], [], [], [], [], [], [], [], []],
    operate: (s) =>
      s
        .map(one)
        .mapWithState(counting().timeout(seconds(2)))
        .stateSnapshots(),
    output: [
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [],
      [],
    ],
  },
  {
    name: 'updateStateByKey begins with pairs',
    input: [['a'], []],
    operate: (s) =>
      s.map(one).updateStateByKey(sum, 3, [
        ['a', 10],
        ['z', 5],
      ]),
    output: [
      [
        ['a', 11],
        ['z', 5],
      ],
      [
        ['a', 11],
        ['z', 5],
      ],
    ],
  },
  {
    name: 'updateStateByKey takes the initial RDD in the first batch that has data',
    input: [null, ['a']],
    operate: (s, _, ssc) =>
      s.map(one).updateStateByKey(sum, null, ssc.sparkContext.parallelize([['a', 10]] as [string, number][])),
    output: [null, [['a', 11]]],
  },
  {
    name: 'updateStateByKey told the time and the key',
    input: [['a'], []],
    operate: (s) =>
      s
        .map(one)
        .updateStateByKey(
          (time: any, key: string, values: number[], state: string[] | undefined) => [
            ...(state ?? []),
            `${key}${values.length}@${time.milliseconds}`,
          ],
          null,
          true,
        ),
    output: [[['a', ['a1@1000']]], [['a', ['a1@1000', 'a0@2000']]]],
  },
  {
    name: 'updateStateByKey over whole partitions',
    input: [['a', 'b'], ['b']],
    operate: (s) =>
      s.map(one).updateStateByKey(
        function* (all: Iterable<[string, number[], number | undefined]>) {
          for (const [key, values, old] of all) if (key !== 'a') yield [key, sum(values, old)] as const
        },
        2,
        true,
      ),
    output: [[['b', 1]], [['b', 2]]],
  },
  {
    name: 'updateStateByKey over whole partitions may change keys',
    input: [['a'], ['ax'], []],
    operate: (s) =>
      s.map(one).updateStateByKey(
        function* (all: Iterable<[string, number[], number | undefined]>) {
          for (const [key, values, old] of all) yield [key.length < 3 ? `${key}x` : key, sum(values, old)] as const
        },
        3,
        false,
      ),
    output: [[['ax', 1]], [['axx', 2]], [['axx', 2]]],
  },
  {
    name: 'updateStateByKey under a window with gaps takes in every batch',
    input: [[['a', 1]], [['a', 2]], [['a', 4]], [['a', 8]]],
    operate: (s) => s.updateStateByKey(sum).window(seconds(1), seconds(2)),
    output: [[['a', 3]], [['a', 15]]],
  },
  {
    name: 'a state key is removed and begins anew when it comes again',
    input: [['a'], [], ['a', 'a']],
    operate: (s) =>
      s
        .map(one)
        .updateStateByKey((values: readonly number[], state: number | undefined) =>
          values.length === 0 ? null : sum(values, state),
        ),
    output: [[['a', 1]], [], [['a', 2]]],
  },
  {
    name: 'mapWithState emits what the function answers, also nothing at all, one for each record',
    input: [['a', 'a']],
    operate: (s) => s.map(one).mapWithState(StateSpec.function(() => undefined)),
    output: [[undefined, undefined]],
  },
  {
    name: 'a record refreshes its key though the function leaves the state as it was',
    input: [['a', 'b'], [], [], [], [], ['a'], [], [], [], [], []],
    operate: (s) =>
      s
        .map(one)
        .mapWithState(
          StateSpec.function((key: string, _value: number | undefined, state: any) => {
            if (!state.exists()) state.update(0)
            return state.isTimingOut() ? `${key} timed out` : key
          }).timeout(seconds(5)),
        )
        .filter((text: string) => text.includes('timed')),
    output: [[], [], [], [], [], [], [], [], [], ['b timed out'], []],
  },
  {
    name: 'a record in the batch of the sweep protects its key',
    input: [['a', 'b'], [], [], [], [], [], [], [], [], ['a'], []],
    operate: (s) =>
      s
        .map(one)
        .mapWithState(counting().timeout(seconds(2)))
        .filter((record: any) => record[0].includes('timed')),
    output: [[], [], [], [], [], [], [], [], [], [['b timed out', 1]], []],
  },
  {
    name: 'a state as old as the time-out is kept, an older one goes',
    input: [['a'], ['b'], [], [], [], [], [], [], [], [], []],
    operate: (s) =>
      s
        .map(one)
        .mapWithState(counting().timeout(seconds(8)))
        .stateSnapshots()
        .filter(([, n]: any) => n > 0),
    output: [
      [['a', 1]],
      ...Array.from({ length: 8 }, () => [
        ['a', 1],
        ['b', 1],
      ]),
      [['b', 1]],
      [['b', 1]],
    ],
  },
  {
    name: 'a key that timed out has no state when it comes again',
    input: [['a', 'a'], [], [], [], [], [], [], [], [], [], ['a']],
    operate: (s) => s.map(one).mapWithState(counting().timeout(seconds(2))),
    output: [
      [
        ['a', 1],
        ['a', 2],
      ],
      ...Array.from({ length: 8 }, () => []),
      [['a timed out', 2]],
      [['a', 1]],
    ],
  },
  {
    name: 'an initial state is as old as the first batch',
    input: [['a'], [], [], [], [], [], [], [], [], []],
    operate: (s) =>
      s
        .map(one)
        .mapWithState(
          counting()
            .initialState([['z', 7]])
            .timeout(seconds(8)),
        )
        .filter((record: any) => record[0].includes('timed')),
    output: [
      ...Array.from({ length: 9 }, () => []),
      [
        ['a timed out', 1],
        ['z timed out', 7],
      ],
    ],
  },
  {
    name: 'an initial state that is as old as the time-out at a sweep is kept',
    input: Array.from({ length: 10 }, () => []),
    operate: (s) =>
      s
        .map(one)
        .mapWithState(
          counting()
            .initialState([['z', 7]])
            .timeout(seconds(9)),
        )
        .stateSnapshots(),
    output: Array.from({ length: 10 }, () => [['z', 7]]),
  },
  {
    name: 'mapWithState has the partitions that its spec says',
    input: [['a', 'b', 'c']],
    operate: (s) => s.map(one).mapWithState(counting().numPartitions(5)).glom().count(),
    output: [[5]],
  },
  {
    name: 'mapWithState lays keys out by the partitioner of its spec',
    input: [['a', 'bb', 'c']],
    operate: (s) =>
      s
        .map(one)
        .mapWithState(counting().partitioner(new FunctionPartitioner(2, (key: string) => key.length)))
        .glom()
        .map((part: any[]) => part.map(([key]) => key).sort()),
    output: [[['bb'], ['a', 'c']]],
    order: 'exact',
  },
  {
    name: 'states in a union, whose partitions have other numbers there',
    input: [[['a', 1]], [['b', 2]], [['a', 3]]],
    other: [[['x', 1]], [], [['y', 5]]],
    operate: (s, o) => {
      const total = (stream: any) => stream.updateStateByKey(sum, 3)
      return total(s).union(total(o))
    },
    output: [pairs('a', 1, 'x', 1), pairs('a', 1, 'b', 2, 'x', 1), pairs('a', 4, 'b', 2, 'x', 1, 'y', 5)],
  },
  {
    name: 'a window over states',
    input: [[['a', 1]], [['b', 2]], [['a', 3]]],
    operate: (s) => s.updateStateByKey(sum, 3).window('2s', '1s'),
    output: [pairs('a', 1), pairs('a', 1, 'a', 1, 'b', 2), pairs('a', 1, 'b', 2, 'a', 4, 'b', 2)],
  },
  {
    name: 'states and cached records that are brought together in one partition',
    input: [[['a', 1]], [['b', 2]], [['a', 3]]],
    operate: (s) =>
      s.updateStateByKey(sum, 4).transform((rdd) => {
        const all = rdd.coalesce(1)
        return all.union(rdd.cache().coalesce(2)).mapPartitions((records) => [[...records].sort()])
      }),
    output: [
      [pairs('a', 1), pairs('a', 1), []],
      [pairs('a', 1, 'b', 2), pairs('a', 1, 'b', 2), []],
      [pairs('a', 4, 'b', 2), pairs('a', 4, 'b', 2), []],
    ],
  },
]
